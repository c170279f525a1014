//! Tasks: how they are read, what rules they are checked by, their schemas.

mod reading;
mod rules;
mod schemas;
