//! The vendor's tables of parameters, for native calls.

use super::number::thousandths;
use crate::error::Problem;
use crate::task::json::Node;
use crate::task::money::Money;
use crate::task::read::{Fields, Need};

/// The largest `int` of the vendor's document: an unsigned 32-bit number.
const MOST: i64 = 4_294_967_295;

/// Limit for texts whose length the vendor's document does not state.
const LONG: usize = 1024;

/// For a method without parameters.
pub(super) fn nothing(_: &Fields) {}

pub(super) fn activate_license(fields: &Fields) {
    fields.text("licenseKey", Need::Required, LONG);
    for name in ["email", "phone", "owner", "orgId", "address"] {
        fields.text(name, Need::Optional, LONG);
    }
}

pub(super) fn kkm_list(fields: &Fields) {
    fields.integer("ofd_id", Need::Optional, 1, MOST);
}

pub(super) fn vendor_id(fields: &Fields) {
    fields.text("ofd_uid", Need::Optional, LONG);
}

/// `SaveKKM`. The OFD's token is a secret.
pub(super) fn save_kkm(fields: &Fields) {
    fields.integer("ofd_id", Need::Required, 1, MOST);
    fields.secret_number("ofd_token", MOST);
    fields.object("printer", Need::Optional, |fields| {
        fields.integer("id", Need::Optional, 0, MOST);
        fields.text("name", Need::Required, LONG);
        fields.integer("type", Need::Required, 1, 3);
        Some(())
    });
    fields.text("local_name", Need::Optional, LONG);
    fields.flag_given("auto_withdraw_money", Need::Optional);
    fields.text("ofd_uid", Need::Optional, LONG);
    fields.object("vat_certificate", Need::Optional, |fields| {
        fields.text("series", Need::Optional, LONG);
        fields.text("number", Need::Optional, LONG);
        fields.flag_given("is_printable", Need::Optional);
        Some(())
    });
    fields.raw("custom_data", Need::Optional);
    fields.flag_given("use_software_vpn", Need::Optional);
    fields.integers("bindings", 0, MOST);
}

pub(super) fn delete_kkm(fields: &Fields) {
    fields.integer("ofd_id", Need::Required, 1, MOST);
}

/// `SaveOperator`. The number of the cashier is `ID` in the vendor's table and `id` in its example; both are accepted.
pub(super) fn save_operator(fields: &Fields) {
    fields.integer("ID", Need::Optional, 0, MOST);
    fields.integer("id", Need::Optional, 0, MOST);
    fields.text("name", Need::Optional, LONG);
    fields.secret("access_pin", 64);
    fields.integer("role", Need::Required, 1, 3);
    fields.integer("owner_id", Need::Optional, 0, MOST);
    fields.text("email", Need::Optional, LONG);
    fields.integers("bindings", 0, MOST);
    fields.raw("custom_data", Need::Optional);
}

/// `DeleteOperator`: `ID` or `id`, as above.
pub(super) fn delete_operator(fields: &Fields) {
    let small = fields.peek("id").is_some();
    fields.integer(if small { "id" } else { "ID" }, Need::Required, 1, MOST);
}

/// `GetTransactionList`. The search by `fiscal_id` works for tickets only (`command_type_list: [1]`).
pub(super) fn transaction_list(fields: &Fields) {
    fields.text("period_start", Need::Optional, 32);
    fields.text("period_end", Need::Optional, 32);
    for kind in fields.integers("command_type_list", 1, 6) {
        if matches!(kind, 4 | 5) {
            fields.judge("command_type_list", Problem::Word("1, 2, 3, 6".into()));
        }
    }
    fields.integer("transaction_id", Need::Optional, 0, MOST);
    fields.integer("shift_number", Need::Optional, 0, MOST);
    let sign = fields.text("fiscal_id", Need::Optional, LONG);
    let only_tickets =
        matches!(fields.peek("command_type_list"), Some(Node::List(list)) if *list == [Node::Number("1".into())]);
    if sign.is_some() && !only_tickets {
        fields.judge("command_type_list", Problem::Word("[1]".into()));
    }
}

pub(super) fn transaction(fields: &Fields) {
    fields.integer("transaction_id", Need::Required, 1, MOST);
}

/// `GetDocumentImage`. `file` is the library's own member.
pub(super) fn document_image(fields: &Fields) {
    fields.integer("fr_shift_number", Need::Required, 1, MOST);
    fields.integer("shift_document_number", Need::Required, 1, MOST);
    fields.flag_given("is_original", Need::Optional);
    fields.text("file", Need::Optional, 4096);
    image(fields);
}

/// `ZXReport`: 0 is the Z report, which is fiscal, 1 the X report.
pub(super) fn zx_report(fields: &Fields) {
    fields.know("externalId");
    fields.integer("report_type", Need::Required, 0, 1);
    fields.flag_given("is_printable", Need::Optional);
    image(fields);
}

/// `MoneyPlacement`: 0 puts cash in, 1 takes it out.
pub(super) fn money_placement(fields: &Fields) {
    fields.know("externalId");
    fields.integer("operation", Need::Required, 0, 1);
    positive(fields, "sum");
}

fn image(fields: &Fields) {
    fields.integer("image_width", Need::Optional, 1, 10_000);
    fields.quantity("image_scale", Need::Optional, 3);
    fields.integer("image_pixel_draw_threshold", Need::Optional, 0, 255);
}

fn positive(fields: &Fields, name: &'static str) -> Option<Money> {
    let sum = exact(fields, name, Need::Required)?;
    if sum == Money::ZERO {
        fields.judge(name, Problem::Range("> 0".into()));
    }
    Some(sum)
}

/// Reads a sum that is sent as it was written. More than two decimal places are a fault: the rounding error of a float
/// would be sent too.
fn exact(fields: &Fields, name: &'static str, need: Need) -> Option<Money> {
    let sum = fields.money(name, need)?;
    if let Some(Node::Number(digits)) = fields.peek(name)
        && Money::parse(digits).is_none()
    {
        fields.judge(name, Problem::Fraction(2));
    }
    Some(sum)
}

/// `TradeOperation`. Checks the register's rules over the whole receipt: one payment of each kind, taxes either on
/// positions or on the receipt, sums that agree.
pub(super) fn trade_operation(fields: &Fields) {
    fields.know("externalId");
    fields.flag_given("is_printable", Need::Optional);
    image(fields);
    fields.integer("operation", Need::Required, 0, 3);
    domain(fields);
    let items: Vec<Line> = fields.objects("items", Need::Required, |_, fields| Some(item(fields)));
    if items.is_empty() {
        fields.judge("items", Problem::Range("1…".into()));
    }
    let payments = fields.objects("payments", Need::Optional, |_, fields| {
        let kind = fields.integer("type", Need::Required, 0, 4);
        if matches!(kind, Some(2 | 3)) {
            fields.judge("type", Problem::Word("0, 1, 4".into()));
        }
        exact(fields, "sum", Need::Required).zip(kind)
    });
    for (at, (_, kind)) in payments.iter().enumerate() {
        if payments[..at].iter().any(|(_, other)| other == kind) {
            fields.judge("payments", Problem::Duplicate);
        }
    }
    let taxes = taxes(fields);
    if taxes > 0 && items.iter().any(|item| item.taxed) {
        fields.judge("taxes", Problem::Duplicate);
    }
    let own = fields.object("amounts", Need::Optional, |fields| Some(amounts(fields)));
    fields.tax_number("customer_iin_or_bin", Need::Optional);
    auxiliary(fields);
    let lines: Option<Money> = items.iter().map(|item| item.net).sum();
    if let Some(lines) = lines {
        settle(fields, lines, &payments, own.unwrap_or_default());
    }
}

/// What a position adds to the total.
struct Line {
    net: Option<Money>,
    taxed: bool,
}

/// What `amounts` contains, as far as the total depends on it.
#[derive(Clone, Copy, Default)]
struct Own {
    total: Option<Money>,
    taken: Option<Money>,
    discount: Money,
    markup: Money,
}

/// Total = Σ lines − discount + markup.
///
/// A given total must be zero or this sum. Payments must cover it, and cashless ones must not exceed it.
fn settle(fields: &Fields, lines: Money, payments: &[(Money, i64)], own: Own) {
    let total = lines - own.discount + own.markup;
    if own.discount > Money::ZERO && own.discount >= lines {
        fields.judge("amounts", Problem::Range(format!("discount < {lines}")));
    }
    if own.total.is_some_and(|given| given != Money::ZERO && given != total) {
        fields.judge("amounts", Problem::Total(total.to_string()));
    }
    let by =
        |cash: bool| -> Money { payments.iter().filter(|(_, kind)| (*kind == 0) == cash).map(|(sum, _)| *sum).sum() };
    let cash = by(true).max(own.taken.unwrap_or_default());
    if by(false) > total {
        fields.judge("payments", Problem::NonCash(total.to_string()));
    } else if cash + by(false) < total {
        fields.judge("payments", Problem::PaymentsCover(total.to_string()));
    }
}

fn amounts(fields: &Fields) -> Own {
    let total = exact(fields, "total", Need::Optional);
    let taken = exact(fields, "taken", Need::Optional);
    exact(fields, "change", Need::Optional);
    let (markup, discount) = (modifier(fields, "markup"), modifier(fields, "discount"));
    exclusive(fields, markup, discount);
    Own { total, taken, discount, markup }
}

fn exclusive(fields: &Fields, markup: Money, discount: Money) {
    if markup != Money::ZERO && discount != Money::ZERO {
        fields.judge("markup", Problem::Duplicate);
    }
}

/// `Item`.
fn item(fields: &Fields) -> Line {
    fields.integer("type", Need::Required, 1, 1);
    let commodity = fields.object("commodity", Need::Required, |fields| {
        fields.text("name", Need::Required, LONG);
        fields.text("section_code", Need::Required, LONG);
        if fields.quantity("quantity", Need::Required, 3).is_some()
            && fields.peek("quantity").is_some_and(|node| thousandths(&node.to_value()).is_none())
        {
            fields.judge("quantity", Problem::Fraction(3));
        }
        positive(fields, "price");
        let sum = positive(fields, "sum");
        let taxed = taxes(fields) > 0;
        for name in ["excise_stamp", "physical_label", "product_id", "barcode"] {
            fields.text(name, Need::Optional, LONG);
        }
        fields.text("measure_unit_code", Need::Required, LONG);
        auxiliary(fields);
        Some((sum, taxed))
    });
    let (markup, discount) = (modifier(fields, "markup"), modifier(fields, "discount"));
    exclusive(fields, markup, discount);
    let (sum, taxed) = commodity.unwrap_or((None, false));
    if sum.is_some_and(|sum| discount != Money::ZERO && discount >= sum) {
        fields.judge("discount", Problem::Range("< commodity.sum".into()));
    }
    Line { net: sum.map(|sum| sum - discount + markup), taxed }
}

/// `Modifier` (a discount or a markup). Returns its sum.
fn modifier(fields: &Fields, name: &'static str) -> Money {
    let sum = fields.object(name, Need::Optional, |fields| {
        fields.text("name", Need::Optional, LONG);
        let sum = exact(fields, "sum", Need::Required);
        taxes(fields);
        auxiliary(fields);
        sum
    });
    sum.unwrap_or_default()
}

/// A list of `Tax`, each percentage once. Returns how many there are.
fn taxes(fields: &Fields) -> usize {
    let percents = fields.objects("taxes", Need::Optional, |_, fields| {
        fields.integer("taxation_type", Need::Required, 100, 103);
        let percent = fields.raw("percent", Need::Required).and_then(|node| thousandths(&node.to_value()));
        if percent.is_none_or(|percent| !(0..=100_000).contains(&percent)) {
            fields.judge("percent", Problem::Range("0…100, 0.001".into()));
        }
        exact(fields, "sum", Need::Required);
        fields.flag_given("is_in_total_sum", Need::Required);
        percent
    });
    for (at, percent) in percents.iter().enumerate() {
        if percents[..at].contains(percent) {
            fields.judge("taxes", Problem::Duplicate);
        }
    }
    percents.len()
}

/// A list of `KeyValuePair`.
fn auxiliary(fields: &Fields) {
    fields.objects("auxiliary", Need::Optional, |_, fields| {
        fields.text("key", Need::Required, LONG);
        fields.text("value", Need::Optional, LONG);
        Some(())
    });
}

/// `TicketRequest::Domain`: each kind of business requires its own attributes.
fn domain(fields: &Fields) {
    fields.object("domain", Need::Optional, |fields| {
        let kind = fields.integer("type", Need::Optional, 0, 5).unwrap_or(0);
        let of = |kinds: &[i64]| if kinds.contains(&kind) { Need::Required } else { Need::Optional };
        fields.object("services", of(&[1, 3]), |fields| fields.text("account_number", Need::Required, LONG));
        fields.object("gasoil", of(&[2]), |fields| {
            fields.text("correction_number", Need::Optional, LONG);
            exact(fields, "correction_sum", Need::Optional);
            fields.text("card_number", Need::Optional, LONG)
        });
        fields.object("taxi", of(&[4]), |fields| {
            fields.text("car_number", Need::Required, LONG);
            fields.flag_given("is_order", Need::Required);
            exact(fields, "current_fee", Need::Required)
        });
        fields.object("parking", of(&[5]), |fields| {
            fields.text("begin_time", Need::Required, 32);
            fields.text("end_time", Need::Required, 32)
        });
        Some(())
    });
}
