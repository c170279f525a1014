//! iCASH-1F: its wire, its own methods, its registration.

mod fields;
mod native_methods;
mod queries;
mod registration;
mod relay;
