//! Reads a receipt or a correction with lines: task vocabulary §2.3 and §2.5.

use super::correction;
use super::industry;
use super::json::Node;
use super::modifier;
use super::money::Money;
use super::path::Path;
use super::payment::{self, Payment, Payments};
use super::people::{agent, client, operator, supplier};
use super::policy::Country;
use super::position::{self, Position};
use super::print;
use super::read::{Fields, Need};
use super::receipt::{Cashless, Extra, OperationAttribute, Receipt};
use super::shift::printed;
use super::split;
use super::sums::{self, VatTotals};
use super::words::{Operation, Taxation, Vat, Words};
use super::{old_rate, size};
use crate::error::{Problem, Text};

/// One of the items.
pub(super) enum Item {
    Position(Box<Position>),
    UserAttribute(String, String),
    Attribute(String),
    /// What adds nothing to the receipt: text, code or picture between the lines, or an attribute that has a fault.
    Nothing,
    /// A line that has a fault, with its sum if that is known.
    Unread(Option<Money>),
}

/// Reads a receipt, or a correction if `correction` is set.
pub(super) fn read(fields: &Fields, operation: Operation, correction: bool) -> Option<Receipt> {
    let operator = operator(fields);
    let correction = correction.then(|| correction::read(fields));
    let taxation = taxation(fields);
    let client = client(fields);
    let machine_number = fields.text("machineNumber", Need::Optional, 20);
    let payments_place = fields.text("paymentsPlace", Need::Optional, 256);
    let (agent, supplier) = (agent(fields), supplier(fields));
    let total = fields.money("total", Need::Optional);
    let given = fields.count("items");
    let items = items(fields, if correction.is_some() && fields.is_sketch() { Need::Optional } else { Need::Required });
    let is_unread = |item: &Item| matches!(item, Item::Unread(_));
    let whole = items.len() == given && !items.iter().any(is_unread);
    let listed = fields.peek("items").is_some_and(|node| matches!(node, Node::List(_)));
    if listed && whole && !items.iter().any(|item| matches!(item, Item::Position(_))) {
        fields.judge("items", Problem::Missing);
    }
    let payments =
        payment::read(fields, if correction.is_some() && fields.is_sketch() { Need::Optional } else { Need::Required });
    let taxes = taxes(fields);
    let modifiers = modifier::read(fields, None);
    let industry = industry::read(fields);
    let report = printed(fields);
    let extra = extra(fields);

    let mut receipt = Receipt {
        operation,
        correction: None,
        taxation,
        operator,
        client,
        machine_number,
        place: payments_place,
        agent,
        supplier,
        positions: Vec::with_capacity(items.len()),
        user_attribute: None,
        attribute: None,
        payments: Payments::default(),
        total: Money::ZERO,
        vat: VatTotals::new(),
        whole_vat: Vec::new(),
        modifiers,
        modifier_vat: VatTotals::new(),
        industry,
        extra,
        report,
    };
    let unread = (items.len() == given).then(|| unread(&items)).flatten();
    place(fields, items, &mut receipt);
    // Sums over the lines make sense only if the sum of every line is known.
    if let Some(unread) = unread {
        sum_up(fields, &mut receipt, total, payments.as_deref(), (&taxes, unread, whole));
    }
    receipt.correction = correction;
    if receipt.correction.is_none() && matches!(operation, Operation::Sell | Operation::Buy) {
        // One note, for the first such line, is enough.
        receipt.positions.iter().all(|line| sums::rate_in_force(fields, line.index, line.vat));
    }
    if fields.reader.policy.country == Country::Russia && !fields.is_sketch() {
        wanted_by_law(fields, &receipt);
        if whole {
            size::check(fields, &receipt);
        }
    }
    payments?;
    whole.then_some(receipt)
}

/// The sum of the lines that cannot be read; `None` if it is not known.
fn unread(items: &[Item]) -> Option<Money> {
    let sums = items.iter().map(|item| match item {
        Item::Unread(sum) => *sum,
        _ => Some(Money::ZERO),
    });
    sums.sum()
}

/// Notes what the law wants in a receipt but lets the register decide: one note each, for the first place.
fn wanted_by_law(fields: &Fields, receipt: &Receipt) {
    if receipt.operator.is_none() && fields.is_missing("operator") {
        let text = Text::of(
            "Не указан кассир (1021): закон требует его в чеке, кроме чеков автоматов и интернета",
            "The cashier (1021) is missing: the law wants one in a receipt, except those of vending machines and the internet",
        );
        fields.note("operator", Problem::Form(text));
    }
    let place = fields.at("items");
    let note = |line: Option<&Position>, name: &str, text: Text| {
        if let Some(line) = line {
            let item = Path::Item(&place, line.index);
            fields.reader.note(Path::Member(&item, name), None, Problem::Form(text));
        }
    };
    note(
        receipt.positions.iter().find(|line| line.method.is_none()),
        "paymentMethod",
        Text::of(
            "Не указан признак способа расчёта (1214): закон требует его в каждой позиции. Позициям без него его даёт настройка defaultPaymentMethod",
            "The payment method (1214) is missing: the law wants it in each line. The setting defaultPaymentMethod gives one to lines without it",
        ),
    );
    note(
        receipt.positions.iter().find(|line| line.object.is_none()),
        "paymentObject",
        Text::of(
            "Не указан признак предмета расчёта (1212): закон требует его в каждой позиции. Позициям без него его даёт настройка defaultPaymentObject",
            "The payment object (1212) is missing: the law wants it in each line. The setting defaultPaymentObject gives one to lines without it",
        ),
    );
}

pub(super) fn taxation(fields: &Fields) -> Option<Taxation> {
    let missing = fields.peek("taxationType").is_none_or(Node::is_empty);
    let default = fields.reader.policy.default_taxation.filter(|_| missing);
    if let Some(default) = default {
        return fields.word_of_configuration("taxationType", default);
    }
    let text = Text::of(
        "Не указана система налогообложения. Для чеков без неё её можно задать настройкой defaultTaxation",
        "The taxation system is missing. The setting defaultTaxation gives one to receipts without it",
    );
    if missing && fields.lacks("taxationType", text) {
        return None;
    }
    // The backend's capabilities decide whether it may be missing.
    fields.word("taxationType", Need::Optional, None)
}

pub(super) fn items(fields: &Fields, need: Need) -> Vec<Item> {
    fields.variants(
        "items",
        need,
        "type",
        &[
            ("position", &|index, fields| {
                let line = position::read(index, fields);
                Some(line.map_or_else(Item::Unread, |line| Item::Position(Box::new(line))))
            }),
            ("userAttribute", &|_, fields| {
                let name = fields.text("name", Need::Required, 64);
                let value = fields.text("value", Need::Required, 256);
                fields.flag("print", true);
                Some(name.zip(value).map_or(Item::Nothing, |(name, value)| Item::UserAttribute(name, value)))
            }),
            ("additionalAttribute", &|_, fields| {
                let value = fields.text("value", Need::Required, 16);
                fields.flag("print", true);
                Some(value.map_or(Item::Nothing, Item::Attribute))
            }),
            ("text", &|_, fields| {
                print::text(fields);
                Some(Item::Nothing)
            }),
            ("barcode", &|_, fields| {
                print::barcode(fields);
                Some(Item::Nothing)
            }),
            ("pictureFromMemory", &|_, fields| {
                print::memory_picture(fields);
                Some(Item::Nothing)
            }),
            ("pixels", &|_, fields| {
                print::pixels(fields);
                Some(Item::Nothing)
            }),
        ],
    )
}

fn place(fields: &Fields, items: Vec<Item>, receipt: &mut Receipt) {
    for item in items {
        let twice = match item {
            Item::Position(line) => {
                receipt.positions.extend(split::lines(*line, fields.reader.policy));
                false
            }
            Item::UserAttribute(name, value) => receipt.user_attribute.replace((name, value)).is_some(),
            Item::Attribute(value) => receipt.attribute.replace(value).is_some(),
            Item::Nothing | Item::Unread(_) => false,
        };
        if twice {
            fields.judge("items", Problem::Duplicate);
        }
    }
    let mut lines = receipt.positions.chunk_by(|one, other| one.index == other.index);
    fields.rewrite_each("items", |item| match item.member("type") {
        Some(Node::Text(kind)) if &**kind == "position" => split::written(item, lines.next().unwrap_or_default()),
        _ => vec![item],
    });
}

fn sum_up(
    fields: &Fields,
    receipt: &mut Receipt,
    total: Option<Money>,
    payments: Option<&[Payment]>,
    (taxes, unread, whole): (&[(usize, Vat, Money)], Money, bool),
) {
    let all: Money = receipt.positions.iter().map(|line| line.modifiers.net(line.amount)).sum();
    let all = all + unread;
    modifier::check(fields, &receipt.modifiers, Some(all));
    let lines = receipt.modifiers.net(all);
    if lines > Money::MOST {
        fields.judge("items", Problem::Range(format!("≤ {}", Money::MOST)));
    }
    receipt.total = sums::total(fields, total, lines);
    fields.mean("total", receipt.total);
    // The VAT is that of all lines together.
    if whole {
        vat(fields, receipt, taxes);
    }
    if let Some(payments) = payments {
        receipt.payments = sums::payments(fields, payments, receipt.total);
    }
}

fn vat(fields: &Fields, receipt: &mut Receipt, taxes: &[(usize, Vat, Money)]) {
    if !taxes.is_empty() && receipt.positions.iter().all(|line| !line.taxed) {
        receipt.whole_vat = sums::whole_vat(fields, taxes, receipt.total);
        mean_taxes(fields, &receipt.whole_vat);
    } else {
        let nets = receipt.positions.iter().map(|line| (line.vat, line.modifiers.net(line.amount)));
        receipt.modifier_vat = sums::modifier_vat(nets, receipt.modifiers.any().map(|modifier| modifier.sum));
        let positions = receipt.positions.iter().map(|line| (line.vat, line.modifiers.net(line.amount), line.vat_sum));
        let less = receipt.modifiers.discount.is_some();
        receipt.vat = sums::vat_totals(fields, positions, (&receipt.modifier_vat, less), taxes);
    }
}

pub(super) fn taxes(fields: &Fields) -> Vec<(usize, Vat, Money)> {
    fields.objects("taxes", Need::Optional, |index, fields| {
        let vat = fields.word::<Vat>("type", Need::Required, None);
        old_rate::note(fields);
        let sum = fields.money_computed("sum", Need::Required);
        // These values follow from the lines, unless something else is recorded.
        fields.mean_nothing("type");
        fields.mean_nothing("sum");
        Some((index, vat?, sum?))
    })
}

/// Records VAT that does not follow from the lines: there the document itself decides.
pub(super) fn mean_taxes(fields: &Fields, taxes: &[(Vat, Money)]) {
    for (vat, sum) in taxes {
        fields.mean(&format!("taxes.{}", vat.word()), sum);
    }
}

/// Reads what FFD 1.2 has in addition, and what only changes the printed receipt.
pub(super) fn extra(fields: &Fields) -> Extra {
    fields.flag("useVAT18", false);
    // A document without marking codes has nothing to validate, so both values mean the same.
    fields.flag_ignored("validateMarkingCodes");
    let extra = Extra {
        address: fields.text("paymentsAddress", Need::Optional, 256),
        sender: fields.object("companyInfo", Need::Optional, |fields| fields.text("email", Need::Optional, 64)),
        operation: fields.object("operationInfo", Need::Optional, |fields| {
            let id = fields.integer("id", Need::Optional, 0, 255);
            let data = fields.text("data", Need::Optional, 64);
            let at = fields.date_time("dateTime", Need::Required);
            Some(OperationAttribute { id, data, at: at? })
        }),
        attributes: industry::attributes(fields),
        internet: fields.flag("internet", false),
        cashless: fields.objects("cashlessPayments", Need::Optional, |_, fields| {
            let sum = fields.money("sum", Need::Required);
            let method = fields.integer("method", Need::Required, 1, 255);
            let id = fields.text("id", Need::Required, 256);
            let additional = fields.text("additionalInfo", Need::Optional, 256);
            Some(Cashless { sum: sum?, method: method?, id: id?, additional })
        }),
    };
    print::custom_parameters(fields);
    print::items(fields, "preItems", Need::Optional);
    print::items(fields, "postItems", Need::Optional);
    if fields.flag_ignored("ignoreNonFiscalPrintErrors") {
        fields.reader.leave_out_print();
    }
    extra
}
