//! Tasks: how they are read, which rules check them, their schemas.

mod cases;
mod reading;
mod rules;
mod schemas;
mod values;
