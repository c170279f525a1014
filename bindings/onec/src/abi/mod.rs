//! The binary interface of external components (Native API): C++ objects laid out by hand.
//!
//! All unsafe code for 1C is in this folder. It exports an [`object`] that answers through a component, and
//! [`Parameters`], whose slots cannot be misread or miswritten.

#![allow(unsafe_code)]

mod faces;
mod host;
mod layout;
pub mod object;
mod parameters;

pub use parameters::Parameters;
