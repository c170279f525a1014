// The build script of a library that is linked on the core: the component for 1C, the interface of libfptr10.

#[path = "version_resource.rs"]
mod version_resource;

use std::{env, io};

/// Links the library of this name: on Linux so that it stays loaded, on Windows with what its properties say.
pub fn link(name: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/build.rs");
    println!("cargo::rerun-if-changed=../../packaging/linked_on_core.rs");
    println!("cargo::rerun-if-changed=../../packaging/version_resource.rs");
    println!("cargo::rerun-if-env-changed=KASSA_LINKER");
    match (of_target("OS").as_str(), of_target("ENV").as_str()) {
        ("linux", _) => {
            // Thread-locals make unloading unsound.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        // Cargo links what belongs to the core as well, and a file has one set of properties. packaging/link-cc leaves
        // out those of the core.
        ("windows", "gnu") if env::var_os("KASSA_LINKER").is_some() => version_resource::link(name)?,
        _ => {}
    }
    Ok(())
}

fn of_target(what: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default()
}
