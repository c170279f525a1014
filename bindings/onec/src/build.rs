//! Linking of the component: on Linux that it stays loaded, on Windows what its properties say.

use std::env::{self, VarError};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    match (of_target("OS").as_str(), of_target("ENV").as_str()) {
        ("linux", _) => {
            // Thread-locals make unloading unsound.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        // On the core with its C functions, the properties are those of the core.
        ("windows", "gnu") if env::var_os("CARGO_FEATURE_SHARED_CORE").is_none() => version_resource()?,
        _ => {}
    }
    Ok(())
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}

/// Compiles the version resource with MinGW's windres (another may be named by WINDRES) and links it in.
fn version_resource() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=WINDRES");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let (script, object) = (Path::new(&folder).join("version.rc"), Path::new(&folder).join("version.o"));
    fs::write(&script, resource_script())?;
    let prefix = if of_target("ARCH") == "x86" { "i686" } else { "x86_64" };
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

/// What the properties of kassa_onec.dll show: language neutral (0), text in UTF-16 (1200).
fn resource_script() -> String {
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
      VALUE "InternalName", "kassa_onec"
      VALUE "LegalCopyright", "{licence}"
      VALUE "OriginalFilename", "kassa_onec.dll"
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
