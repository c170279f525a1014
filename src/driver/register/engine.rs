//! A register that makes a document while it is waited for, and the device that works it.

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
