//! Build script: links the shared library. Linux gets a soname and `nodelete`, Windows a version resource.

#[path = "../packaging/version_resource.rs"]
mod version_resource;

use std::path::Path;
use std::{env, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-changed=packaging/version_resource.rs");
    // The matrices start tests/it thousands of times. A program at a fixed address is not relocated each time: more than a
    // million places, 24 ms. A crate that was packed has no tests, and cargo refuses words for them.
    if (of_target("OS").as_str(), of_target("ENV").as_str()) == ("linux", "gnu") && Path::new("tests/it").exists() {
        println!("cargo::rustc-link-arg-tests=-no-pie");
    }
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
        ("windows", "gnu") => version_resource::link("kassa")?,
        _ => {}
    }
    Ok(())
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}
