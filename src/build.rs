//! Build script: links the shared library. Linux gets a soname and `nodelete`, Windows a version resource.

use std::env::{self, VarError};
use std::path::Path;
use std::process::Command;
use std::{fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    // Cargo links whatever library is built on this one in the same manner: without the C functions it is not ours.
    if env::var_os("CARGO_FEATURE_C_ABI").is_none() {
        return Ok(());
    }
    match (of_target("OS").as_str(), of_target("ENV").as_str()) {
        ("linux", _) => {
            // Hosts bind to the name of the ABI, not to a file name. The library must stay loaded: its thread-locals
            // make unloading unsound.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libkassa.so.0");
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        ("windows", "gnu") => version_resource()?,
        _ => {}
    }
    Ok(())
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}

/// Compiles the version resource with MinGW's windres (the WINDRES variable names another one) and links it in.
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

/// The file properties of kassa.dll. `000004B0` is language-neutral (0) and UTF-16 (code page 1200).
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
      VALUE "InternalName", "kassa"
      VALUE "LegalCopyright", "{licence}"
      VALUE "OriginalFilename", "kassa.dll"
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
