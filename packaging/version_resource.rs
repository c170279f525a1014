//! The version resource of a Windows library: what the file's properties show. A part of the build scripts of both
//! libraries.

use std::env::{self, VarError};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// Compiles the version resource with MinGW's windres (the WINDRES variable names another one) and links it in.
pub fn link(name: &str) -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=WINDRES");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&folder);
    let (script, object) = (folder.join("version.rc"), folder.join(format!("{name}-version.o")));
    fs::write(&script, script_of(name))?;
    let is_x86 = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86");
    let prefix = if is_x86 { "i686" } else { "x86_64" };
    let windres = match env::var("WINDRES") {
        Err(VarError::NotPresent) => format!("{prefix}-w64-mingw32-windres"),
        named => named.map_err(io::Error::other)?,
    };
    let done = Command::new(&windres).arg(&script).arg(&object).status();
    let done = done.map_err(|error| io::Error::new(error.kind(), format!("{windres}: {error}")))?;
    if !done.success() {
        return Err(io::Error::other(format!("{windres}: {done}")));
    }
    println!("cargo::rustc-cdylib-link-arg={}", object.display());
    Ok(())
}

/// The file properties of the library. `000004B0` is language-neutral (0) and UTF-16 (code page 1200).
fn script_of(name: &str) -> String {
    let of_package = |what: &str| env::var(format!("CARGO_PKG_{what}")).expect("cargo tells of the package");
    let version = of_package("VERSION");
    let numbers = ["VERSION_MAJOR", "VERSION_MINOR", "VERSION_PATCH"].map(of_package).join(",");
    let description = of_package("DESCRIPTION");
    let licence = of_package("LICENSE");
    format!(
        r#"#pragma code_page(65001)
1 VERSIONINFO
FILEVERSION {numbers},0
PRODUCTVERSION {numbers},0
FILEFLAGSMASK 0x3F
FILEOS 0x40004
FILETYPE 2
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "000004B0"
    BEGIN
      VALUE "CompanyName", "kassa"
      VALUE "FileDescription", "{description}"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "{name}"
      VALUE "LegalCopyright", "{licence}"
      VALUE "OriginalFilename", "{name}.dll"
      VALUE "ProductName", "kassa"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0, 1200
  END
END
"#
    )
}
