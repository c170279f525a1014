//! 18 % and 18/118: the rates of Russia until 2019, which programs still write.
//!
//! Tag 1199 has no code for them: the code of 20 % was theirs before. The vocabulary makes them as 20 % unless
//! `useVAT18` is set, which no backend supports. So a line is made at 20 % with a note, unless its own VAT sum is one
//! of 18 %: such a line would contradict itself.

use super::money::Money;
use super::read::Fields;
use super::sums;
use super::words::Vat;
use crate::error::{Problem, Text};

/// Whether the member `type` of a tax names an old rate: the rate, and what stands in its place.
fn named(fields: &Fields) -> Option<(&'static str, &'static str)> {
    match fields.peek("type")? {
        super::json::Node::Text(word) => match &**word {
            "vat18" | "18" => Some(("18 %", "20 %")),
            "vat118" | "118" => Some(("18/118", "20/120")),
            _ => None,
        },
        _ => None,
    }
}

/// Notes that another rate stands in the place of an old one.
pub(super) fn note(fields: &Fields) {
    if let Some((old, new)) = named(fields) {
        let text = Text::with(
            format!("Ставки НДС {old} в чеке сегодня нет: вместо неё передано {new}"),
            format!("A receipt of today has no VAT rate {old}: {new} was sent in its place"),
        );
        fields.note("type", Problem::Form(text));
    }
}

/// The same for a line with this sum and, if given, this VAT. Returns `false` if the VAT is one of the old rate.
pub(super) fn check(fields: &Fields, vat: Vat, given: Option<Money>, amount: Money) -> bool {
    let Some((old, new)) = named(fields) else { return true };
    let near = |tax: Option<Money>| given.zip(tax).is_some_and(|(given, tax)| given.distance(tax) <= Money::KOPECK);
    if near(sums::share_of((18, 118), amount)) && !near(sums::vat_of(vat, amount)) {
        let text = Text::with(
            format!(
                "Ставки НДС {old} в чеке сегодня нет, вместо неё стоит {new}, а сумма НДС этой позиции посчитана по {old}. \
                 Укажите ставку и сумму НДС, которые действуют сегодня"
            ),
            format!(
                "A receipt of today has no VAT rate {old}, {new} stands in its place; the VAT of this line is one of {old}. \
                 Give a rate and a VAT sum that are in force today"
            ),
        );
        fields.judge("type", Problem::Form(text));
        return false;
    }
    note(fields);
    true
}
