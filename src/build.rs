//! Linking of the shared library: its name on Linux, and that it stays loaded.

fn main() {
    println!("cargo::rerun-if-changed=src/build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Hosts bind to the name of the ABI, not to a file; thread-locals make unloading unsound.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libkassa.so.0");
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
