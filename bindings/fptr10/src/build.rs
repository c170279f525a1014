//! Linking of the library: on Linux that it stays loaded, on Windows what its properties say.

#[path = "../../../packaging/version_resource.rs"]
mod version_resource;

use std::{env, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-changed=../../packaging/version_resource.rs");
    println!("cargo::rerun-if-env-changed=KASSA_LINKER");
    match (of_target("OS").as_str(), of_target("ENV").as_str()) {
        ("linux", _) => {
            // Thread-locals make unloading unsound.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        // Cargo links what belongs to the core as well, and a file has one set of properties. packaging/link-cc leaves
        // out those of the core.
        ("windows", "gnu") if env::var_os("KASSA_LINKER").is_some() => version_resource::link("fptr10")?,
        _ => {}
    }
    Ok(())
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}
