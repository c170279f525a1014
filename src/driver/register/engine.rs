//! The register engine itself: what its parts work on.

use super::super::device::Device;
use crate::backends::Register;
use crate::transport::CallContext;

/// The register engine, for the time of one call.
#[derive(Clone, Copy)]
pub(in super::super) struct RegisterEngine<'a> {
    pub device: &'a Device,
    pub register: &'a dyn Register,
    /// Deadline, cancelling and progress of the call.
    pub context: &'a CallContext<'a>,
}
