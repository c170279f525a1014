//! The binary interface of external components (Native API): C++ objects laid out by hand.
//!
//! All that is unsafe about 1C is in this folder. Outwards it gives an [`object`] that answers through a component, and
//! [`Parameters`], whose slots cannot be read or written wrongly.

#![allow(unsafe_code)]

mod faces;
mod host;
mod layout;
pub mod object;
mod parameters;

pub use parameters::Parameters;
