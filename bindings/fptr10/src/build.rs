//! Linking of the library.

#[path = "../../../packaging/linked_on_core.rs"]
mod linked_on_core;

fn main() -> std::io::Result<()> {
    linked_on_core::link("fptr10")
}
