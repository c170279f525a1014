//! Who may read the files that the library makes: their owner alone.
//!
//! On Windows a file has the rights of its folder, and the user's profile is the user's own.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// A file that is created with these options can be read only by its owner.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Creates a folder, with those above it, that only its owner can enter. One that exists keeps its rights.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// A new private file. What has its name is removed first: a link there would lead the writing to another file.
pub fn fresh(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private(File::options().create_new(true).write(true)).open(path)
}

/// Gives a file the rights of another one, as SQLite does with its own files beside a database. Only the owner can: for
/// everybody else they stay as they are.
pub fn take_rights(file: &File, from: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |data: io::Result<fs::Metadata>| data.map(|data| data.permissions().mode() & 0o666).ok();
        if let Some(wanted) = mode(fs::metadata(from)).filter(|wanted| mode(file.metadata()) != Some(*wanted)) {
            let _not_ours = file.set_permissions(fs::Permissions::from_mode(wanted));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, from);
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_is_private_and_follows_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("shop/till");
        private_folder(&deep).unwrap();
        assert_eq!(["shop", "shop/till"].map(|name| mode(&folder.path().join(name))), [0o700, 0o700]);
        private_folder(&deep).unwrap();

        let [other, named]: [PathBuf; 2] = ["other", "named"].map(|name| deep.join(name));
        fs::write(&other, "kept").unwrap();
        symlink(&other, &named).unwrap();
        drop(fresh(&named).unwrap());
        assert_eq!((mode(&named), fs::read_to_string(&other).unwrap()), (0o600, "kept".to_owned()));
    }
}
