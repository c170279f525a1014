//! Receipts and corrections (кассовый чек, чек коррекции): task vocabulary §2.3 and §2.5.

use super::industry::{self, Attribute, Industry};
use super::json::Node;
use super::modifier::{self, Modifiers};
use super::money::Money;
use super::path::Path;
use super::payment::{self, Payment, Payments};
use super::people::{AgentInfo, Client, Operator, Supplier, agent, client, operator, supplier};
use super::policy::Country;
use super::position::{self, Position};
use super::print;
use super::read::{Fields, Need};
use super::shift::{Report, printed};
use super::split;
use super::sums::{self, VatTotals};
use super::words::{CorrectionKind, Operation, Taxation, Vat, Words};
use super::{old_rate, size};
use crate::error::{Problem, Text};
use time::{Date, PrimitiveDateTime};

/// A receipt or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Operation (признак расчёта, tag 1054).
    pub operation: Operation,
    /// The basis of the correction; `None` for an ordinary receipt.
    pub correction: Option<Correction>,
    /// Taxation system (tag 1055); `None` only if the backend can do without it.
    pub taxation: Option<Taxation>,
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// Buyer; empty if the task has none.
    pub client: Client,
    /// Number of the vending machine, at most 20 characters (tag 1036).
    pub machine_number: Option<String>,
    /// Place of settlement, at most 256 characters (tag 1187).
    pub place: Option<String>,
    /// Agent of the whole receipt (tag 1057).
    pub agent: Option<AgentInfo>,
    /// Supplier of the whole receipt (tag 1171).
    pub supplier: Option<Supplier>,
    /// Lines, in the order of the task.
    pub positions: Vec<Position>,
    /// Attribute of the user: its name (at most 64 characters) and value (at most 256), tags 1085 and 1086 within 1084.
    pub user_attribute: Option<(String, String)>,
    /// Additional attribute of the receipt, at most 16 characters (tag 1192).
    pub attribute: Option<String>,
    /// Payments by type.
    pub payments: Payments,
    /// Sum of the receipt (tag 1020).
    pub total: Money,
    /// VAT sums by rate, from the lines and from a discount or markup on the receipt.
    pub vat: VatTotals,
    /// VAT of the receipt as a whole, for receipts whose lines name no rate.
    pub whole_vat: Vec<(Vat, Money)>,
    /// Discount or markup on the whole receipt.
    pub modifiers: Modifiers,
    /// VAT within that discount or markup, by rate.
    pub modifier_vat: VatTotals,
    /// Kind of business, in Kazakhstan.
    pub industry: Option<Industry>,
    /// What FFD 1.2 has in addition.
    pub extra: Extra,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}

/// What a receipt of FFD 1.2 has in addition to one of 1.05.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// Address of the settlement, at most 256 characters (tag 1009); `None` leaves it to the registration.
    pub address: Option<String>,
    /// E-mail of the sender of the receipt (tag 1117); `None` leaves it to the registration.
    pub sender: Option<String>,
    /// Industry attributes of the receipt (tag 1261).
    pub attributes: Vec<Attribute>,
    /// Operational attribute (tag 1270).
    pub operation: Option<OperationAttribute>,
    /// Settled on the internet (tag 1125).
    pub internet: bool,
    /// Details of the non-cash payments (tag 1234).
    pub cashless: Vec<Cashless>,
}

/// The operational attribute of a receipt (операционный реквизит чека, tag 1270).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationAttribute {
    /// Identifier of the operation, 0 to 255 (tag 1271).
    pub id: Option<i64>,
    /// Data of the operation, at most 64 characters (tag 1272).
    pub data: Option<String>,
    /// Date and time of the operation (tag 1273).
    pub at: PrimitiveDateTime,
}

/// Details of one non-cash payment (сведения об оплате безналичными, tags 1235 to 1238).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cashless {
    /// Sum, in minor units (tag 1235).
    pub sum: Money,
    /// Way of paying, 1 to 255 (tag 1236).
    pub method: i64,
    /// Identifiers of the payment, at most 256 characters (tag 1237).
    pub id: String,
    /// Further data, at most 256 characters (tag 1238).
    pub additional: Option<String>,
}

/// The basis of a correction (основание для коррекции).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Type of the correction: who ordered it (tag 1173).
    pub kind: Option<CorrectionKind>,
    /// Date of the corrected settlement (tag 1178).
    pub date: Option<Date>,
    /// Number of the order (tag 1179).
    pub number: Option<String>,
    /// Description (tag 1177).
    pub name: Option<String>,
}

/// A correction given only by its sums (чек коррекции ФФД 1.05).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionSums {
    /// Operation (признак расчёта, tag 1054).
    pub operation: Operation,
    /// The basis of the correction.
    pub correction: Correction,
    /// Taxation system (tag 1055).
    pub taxation: Option<Taxation>,
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// Tax by rate; for rates without tax, the turnover.
    pub vat: Vec<(Vat, Money)>,
    /// The payments, whose sum is the total. Empty for a backend that takes only the tax.
    pub payments: Vec<Payment>,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}

/// One of the items.
enum Item {
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
    let correction = correction.then(|| read_correction(fields));
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
    let listed = fields.peek("items").is_some_and(|node| matches!(node, super::json::Node::List(_)));
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

/// Whether a correction is read by its sums: the backend takes nothing else, or it takes both forms and the document has
/// no lines. Which of them the register takes depends on its version of FFD.
pub(super) fn is_by_sums(fields: &Fields) -> bool {
    let policy = fields.reader.policy;
    let is_attribute =
        |item: &Node| item.text("type").is_some_and(|kind| ["userAttribute", "additionalAttribute"].contains(&kind));
    let has_no_lines = || match fields.peek("items") {
        Some(Node::List(items)) => items.iter().all(is_attribute),
        given => given.is_none_or(Node::is_empty),
    };
    !fields.has_list("items") || (policy.rewrites && has_no_lines())
}

/// Reports a correction with positions where the register takes only sums. One fault is enough: what else the form lacks
/// follows from it.
pub(super) fn lines_are_refused(fields: &Fields) -> bool {
    let is_line = |item: &Node| item.text("type") == Some("position");
    let lines = matches!(fields.peek("items"), Some(Node::List(items)) if items.iter().any(is_line));
    if fields.has_list("items") || !lines {
        return false;
    }
    let text = Text::of(
        "Эта касса делает чек коррекции только по суммам ставок НДС, без позиций и оплат. Ошибочный чек можно исправить \
         возвратом и новым чеком",
        "This register makes corrections only from the sums by VAT rate, without positions and payments. A wrong receipt \
         can be put right by a return and a new receipt",
    );
    fields.judge("items", Problem::Form(text));
    fields.leave_rest();
    true
}

/// Reads a correction by its sums.
pub(super) fn read_sums(fields: &Fields, operation: Operation) -> CorrectionSums {
    let operator = operator(fields);
    let correction = read_correction(fields);
    let taxation = taxation(fields);
    let given = fields.count("taxes");
    let vat: Vec<_> = taxes(fields).into_iter().map(|(_, vat, sum)| (vat, sum)).collect();
    mean_taxes(fields, &vat);
    for (index, (rate, _)) in vat.iter().enumerate() {
        if vat[..index].iter().any(|(earlier, _)| earlier == rate) {
            fields.judge("taxes", Problem::Duplicate);
        }
    }
    if given == 0 {
        fields.judge("taxes", Problem::Missing);
    }
    let report = printed(fields);
    // A backend that takes only sums supports nothing else, and these calls report it.
    let (_, _) = (client(fields), agent(fields));
    let (_, _) = (supplier(fields), modifier::read(fields, None));
    let total = fields.money("total", Need::Optional);
    items(fields, Need::Optional);
    let need = if fields.has_list("payments") { Need::Required } else { Need::Optional };
    let payments = payment::read(fields, need).unwrap_or_default();
    let paid: Money = payments.iter().map(|payment| payment.sum).sum();
    if total.is_some_and(|total| total != paid) && !payments.is_empty() {
        fields.judge("total", Problem::Total(paid.to_string()));
    }
    fields.text("machineNumber", Need::Optional, 20);
    fields.text("paymentsPlace", Need::Optional, 256);
    industry::read(fields);
    extra(fields);
    CorrectionSums { operation, correction, taxation, operator, vat, payments, report }
}

fn taxation(fields: &Fields) -> Option<Taxation> {
    let missing = fields.peek("taxationType").is_none_or(super::json::Node::is_empty);
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

fn items(fields: &Fields, need: Need) -> Vec<Item> {
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

fn taxes(fields: &Fields) -> Vec<(usize, Vat, Money)> {
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
fn mean_taxes(fields: &Fields, taxes: &[(Vat, Money)]) {
    for (vat, sum) in taxes {
        fields.mean(&format!("taxes.{}", vat.word()), sum);
    }
}

fn read_correction(fields: &Fields) -> Correction {
    let kind = fields.word("correctionType", Need::Optional, None);
    let date = fields.date("correctionBaseDate", Need::Optional);
    let number = fields.text("correctionBaseNumber", Need::Optional, 32);
    let name = fields.text("correctionBaseName", Need::Optional, 256);
    if fields.peek("correctionType").is_none_or(super::json::Node::is_empty) {
        let text = Text::of(
            "Укажите вид коррекции: self (самостоятельно) или instruction (по предписанию)",
            "Give the kind of correction: self (on own initiative) or instruction (by order)",
        );
        fields.judge("correctionType", Problem::Correction(text));
    }
    let no_date = fields.peek("correctionBaseDate").is_none_or(|node| node.is_missing() || node.show().is_empty());
    if no_date {
        let text = Text::of("Укажите дату исправляемого расчёта", "Give the date of the settlement to correct");
        fields.judge("correctionBaseDate", Problem::Correction(text));
    }
    if let Some(date) = date {
        check_base_date(fields, date);
    }
    if kind == Some(CorrectionKind::Instruction) && number.is_none() {
        let text = Text::of(
            "Для коррекции по предписанию нужен его номер",
            "A correction by order needs the number of the order",
        );
        fields.judge("correctionBaseNumber", Problem::Correction(text));
    }
    Correction { kind, date, number, name }
}

/// The corrected settlement was made before the correction, and by a register: the first ones came in the nineties.
fn check_base_date(fields: &Fields, date: Date) {
    // The calendar of the register may be a day ahead of that of Greenwich.
    let tomorrow = fields.reader.policy.today.next_day().unwrap_or(Date::MAX);
    let text = if date > tomorrow {
        Text::of(
            "Дата исправляемого расчёта ещё не наступила",
            "The date of the settlement to correct is in the future",
        )
    } else if date.year() < 1990 {
        Text::of(
            "Это не дата исправляемого расчёта: так записывают пустую дату",
            "This is not the date of the settlement to correct: an empty date is written like this",
        )
    } else {
        return;
    };
    fields.judge("correctionBaseDate", Problem::Correction(text));
}

/// Reads what FFD 1.2 has in addition, and what only changes the printed receipt.
fn extra(fields: &Fields) -> Extra {
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
