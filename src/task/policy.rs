//! The policy for reading a task: the levels of the rules, the defaults from the configuration, the device's own
//! limits.

use super::words::{PaymentMethod, PaymentObject, Taxation, Vat};
use crate::error::{Level, RULES, Rule};
use time::Date;

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
    /// The backend's protocol is the vocabulary, so it needs the document as it was read.
    pub rewrites: bool,
    /// The meaning of the document is recorded, by which it is compared with others.
    pub records_meaning: bool,
    /// What a backend's table leaves out with a note is refused instead.
    pub uncarried_refused: bool,
    /// Fields that an administrator leaves out although they are refused otherwise: paths without indices, as
    /// `items[].industryInfo`.
    pub leave_out: Vec<String>,
    /// An ИНН of 10 digits is accepted where the device asks for 12.
    pub short_tax_numbers_pass: bool,
    /// Taxation system of receipts that give none.
    pub default_taxation: Option<Taxation>,
    /// VAT rate of lines that give none.
    pub default_vat: Option<Vat>,
    /// Payment method (1214) of lines that give none.
    pub default_payment_method: Option<PaymentMethod>,
    /// Payment object (1212) of lines that give none.
    pub default_payment_object: Option<PaymentObject>,
    /// The current date, for rates that apply only from or until a date.
    pub today: Date,
    /// Level of each rule, indexed by [`Rule`].
    levels: [Level; RULES.len()],
}

/// What a document cannot do without: the register, the tax service or the buyer would be told something else. Nobody
/// can have it left out.
const NEVER_LEFT_OUT: &[&str] = &[
    "type",
    "externalId",
    "wait",
    "items",
    "payments",
    "taxes",
    "total",
    "taxationType",
    "discount",
    "markup",
    "cashSum",
    "agentInfo",
    "supplierInfo",
    "correctionType",
    "correctionBaseDate",
    "correctionBaseNumber",
    "items[].name",
    "items[].price",
    "items[].quantity",
    "items[].amount",
    "items[].tax",
    "items[].discount",
    "items[].markup",
    "items[].agentInfo",
    "items[].supplierInfo",
    "items[].markingCode",
    "items[].nomenclatureCode",
    "items[].imcParams",
];

/// Whether an administrator may have the field at this path without indices left out.
pub fn may_be_left_out(pattern: &str) -> bool {
    let within = |path: &str| {
        pattern == path || pattern.strip_prefix(path).is_some_and(|rest| rest.starts_with('.') || rest == "[]")
    };
    let within_list = ["payments[]", "taxes[]"].iter().any(|list| within(list));
    !within_list && !NEVER_LEFT_OUT.iter().any(|path| within(path))
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
            rewrites: false,
            records_meaning: false,
            uncarried_refused: false,
            leave_out: Vec::new(),
            short_tax_numbers_pass: false,
            default_taxation: None,
            default_vat: None,
            default_payment_method: None,
            default_payment_object: None,
            today: crate::clock::utc().date(),
            levels,
        }
    }

    /// Level of a rule.
    pub fn level(&self, rule: Rule) -> Level {
        self.levels[rule as usize]
    }

    /// Whether an administrator leaves out the field at this path without indices, or an object that contains it.
    pub fn leaves_out(&self, pattern: &str) -> bool {
        self.leave_out.iter().any(|path| {
            pattern.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
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
