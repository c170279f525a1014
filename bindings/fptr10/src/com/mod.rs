//! The COM face for Windows: an object with late binding (`IDispatch`), `AddIn.Fptr10`, for programs in Delphi, PHP,
//! JScript, FoxPro and 1C that use the driver so. It has what the C functions have, under the names that such programs
//! know: methods in camelCase and constants as properties.
//!
//! `members` and `values` know nothing of COM and are tested everywhere; the others are the face itself.

#[cfg(windows)]
mod factory;
mod members;
#[cfg(windows)]
mod object;
#[cfg(windows)]
mod raw;
#[cfg(windows)]
mod registry;
mod values;
#[cfg(windows)]
mod variant;
