//! The policy for reading a task: the levels of the rules, the defaults from the configuration, the device's own
//! limits.

use super::words::{Taxation, Vat};
use crate::error::{Level, RULES, Rule};
use time::{Date, OffsetDateTime};

/// Characters that a device can print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Those of code page 866.
    Cp866,
    /// Any character.
    Unicode,
}

/// The country whose law a device follows. It decides the form of tax numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {
    /// ИНН of 10 or 12 digits.
    Russia,
    /// ИИН and БИН of 12 digits.
    Kazakhstan,
}

/// The policy for reading a task.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Policy {
    /// Name of the backend, for messages.
    pub backend: &'static str,
    /// Characters that the device prints.
    pub charset: Charset,
    /// Decides the form of tax numbers.
    pub country: Country,
    /// The total must equal the sum of the lines to the kopeck: the device does not accept a total that is rounded
    /// down.
    pub exact_total: bool,
    /// Values of unknown fields may be secrets, as in a configuration, so faults do not show them.
    pub secret_values: bool,
    /// Unknown fields are accepted with a note.
    pub unknown_fields_pass: bool,
    /// An ИНН of 10 digits is accepted where the device asks for 12.
    pub short_tax_numbers_pass: bool,
    /// Taxation system of receipts that give none.
    pub default_taxation: Option<Taxation>,
    /// VAT rate of lines that give none.
    pub default_vat: Option<Vat>,
    /// The current date, for rates that apply only from or until a date.
    pub today: Date,
    /// Level of each rule, indexed by [`Rule`].
    levels: [Level; RULES.len()],
}

impl Policy {
    /// The strictest policy of a backend.
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
