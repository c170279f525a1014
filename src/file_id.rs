//! Tells whether two names, or a name and an open file, are the same file.

use std::fs::Metadata;
use std::io;

/// Device and inode.
pub type FileId = (u64, u64);

/// The identity of the file with this metadata.
#[cfg(unix)]
pub fn file_id(file: io::Result<Metadata>) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    file.ok().map(|file| (file.dev(), file.ino()))
}

/// Always `None`: Windows does not let anybody remove an open file, so there is nothing to compare.
#[cfg(not(unix))]
pub fn file_id(_: io::Result<Metadata>) -> Option<FileId> {
    None
}
