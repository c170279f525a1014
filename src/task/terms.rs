//! By what a task is read: the levels of the rules, the defaults of the configuration, the device's own limits.

use super::words::{Taxation, Vat};
use crate::error::{Level, RULES, Rule};
use time::{Date, OffsetDateTime};

/// Characters that a device prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Those of code page 866.
    Cp866,
    /// Any.
    Unicode,
}

/// Whose law a device works under: whose tax numbers it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    /// ИНН of 10 or 12 digits.
    Russia,
    /// ИИН and БИН of 12 digits.
    Kazakhstan,
}

/// Terms of reading.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Terms {
    /// Name of the backend, for messages.
    pub backend: &'static str,
    /// Characters that the device prints.
    pub charset: Charset,
    /// Whose tax numbers it writes.
    pub country: Country,
    /// Total = Σ lines to the kopeck: the device does not take a total rounded down.
    pub exact_total: bool,
    /// What stands in unknown fields may be a secret, as in a configuration.
    pub secret_values: bool,
    /// Unknown fields pass with a note.
    pub unknown_fields_pass: bool,
    /// An ИНН of 10 digits goes where the device asks for 12.
    pub short_tax_numbers_pass: bool,
    /// Taxation system of receipts that name none.
    pub default_taxation: Option<Taxation>,
    /// VAT rate of lines that name none.
    pub default_vat: Option<Vat>,
    /// Today, for rates that come and go.
    pub today: Date,
    /// Level of each rule that can be relaxed.
    levels: [Level; RULES.len()],
}

impl Terms {
    /// The strictest terms of a backend.
    pub fn new(backend: &'static str, charset: Charset) -> Self {
        let mut levels = [Level::Strict; RULES.len()];
        for row in &RULES {
            levels[row.rule as usize] = row.default.unwrap_or(Level::Strict);
        }
        Self {
            backend,
            charset,
            country: Country::Russia,
            exact_total: false,
            secret_values: false,
            unknown_fields_pass: false,
            short_tax_numbers_pass: false,
            default_taxation: None,
            default_vat: None,
            today: OffsetDateTime::now_utc().date(),
            levels,
        }
    }

    /// Level of a rule.
    pub fn level(&self, rule: Rule) -> Level {
        self.levels[rule as usize]
    }

    /// Sets the level of a rule; `false` for a rule that can be neither relaxed nor switched off.
    pub fn set_level(&mut self, rule: Rule, level: Level) -> bool {
        let may = rule.row().default.is_some();
        if may {
            self.levels[rule as usize] = level;
        }
        may
    }
}
