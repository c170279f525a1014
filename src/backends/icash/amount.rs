//! Sums as the register expects them (§7): whole ones as numbers, others as text with a decimal point.

use crate::task::money::Money;
use serde::{Serialize, Serializer};

/// A sum as it is sent: `150` for 150 roubles, `"150.5"` for 150 roubles 50 kopecks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount(pub Money);

impl Amount {
    /// The sum, or `None` for zero, which is left out.
    pub(super) fn unless_zero(sum: Money) -> Option<Self> {
        (sum != Money::ZERO).then_some(Self(sum))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.units() % 100 {
            0 => serializer.serialize_i64(self.0.units() / 100),
            _ => serializer.collect_str(&self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of §7, as printed there.
    #[test]
    fn sums_are_written_as_in_the_vendors_table() {
        for (kopecks, written) in [(0, "0"), (54_00, "54"), (20_45, "\"20.45\""), (57, "\"0.57\"")] {
            assert_eq!(serde_json::to_string(&Amount(Money::minor(kopecks))).unwrap(), written);
        }
    }
}
