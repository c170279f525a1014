//! Opening and closing of a shift (task vocabulary §2.11).

use super::people::{Operator, operator};
use super::print;
use super::read::{Fields, Need};

/// Who opens or closes a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Cashier.
    pub operator: Option<Operator>,
}

pub(super) fn read(fields: &Fields) -> Shift {
    let operator = operator(fields);
    fields.flag("electronically", false);
    print::items(fields, "preItems", Need::May);
    print::items(fields, "postItems", Need::May);
    Shift { operator }
}
