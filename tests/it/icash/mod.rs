//! iCASH-1F: its wire format, its native methods, its registration.

mod fields;
mod native_methods;
mod queries;
mod registration;
mod relay;
