//! A line of a receipt (предмет расчёта), tag 1059 (task vocabulary §2.4, §2.8).

use super::industry::{self, Attribute};
use super::json::Node;
use super::line_sum;
use super::marking::{self, Marked, ProductCodes};
use super::modifier::{self, Modifiers};
use super::money::Money;
use super::people::{AgentInfo, Supplier, agent, supplier};
use super::print;
use super::read::{Fields, Need};
use super::sums;
use super::tag::{self, Tag};
use super::unit::{self, Measure};
use super::words::{PaymentMethod, PaymentObject, Vat, Words};
use super::{goods_code, mark, old_rate};
use crate::error::{Problem, Text};
use rust_decimal::Decimal;

/// A line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Its index among the items of the task.
    pub index: usize,
    /// Name of the goods or service, at most 250 characters (tag 1030).
    pub name: Option<String>,
    /// Price per unit, with the discount subtracted (tag 1079).
    pub price: Money,
    /// Number of units, at most six digits after the point (tag 1023).
    pub quantity: Decimal,
    /// Sum of the line (tag 1043).
    pub amount: Money,
    /// Unit of the quantity (tag 1197 or 2108).
    pub unit: Option<Measure>,
    /// Way of settlement (tag 1214).
    pub method: Option<PaymentMethod>,
    /// Subject of settlement (tag 1212).
    pub object: Option<PaymentObject>,
    /// Discount or markup on the line.
    pub modifiers: Modifiers,
    /// VAT rate (tag 1199); `None` if the backend does not ask for it.
    pub vat: Vat,
    /// The line names its VAT rate itself.
    pub taxed: bool,
    /// VAT sum of the line (tag 1200); `None` if the rate has no tax.
    pub vat_sum: Option<Money>,
    /// Agent of this line (tags 1222 and 1223).
    pub agent: Option<AgentInfo>,
    /// Supplier of this line (tags 1224 and 1226).
    pub supplier: Option<Supplier>,
    /// Additional attribute of the line, at most 64 characters (tag 1191).
    pub attribute: Option<String>,
    /// Excise sum (tag 1229).
    pub excise: Option<Money>,
    /// Country of origin, three digits (tag 1230).
    pub country: Option<String>,
    /// Number of the customs declaration, at most 32 characters (tag 1231).
    pub declaration: Option<String>,
    /// Goods code: the 1 to 32 bytes of tag 1162.
    pub code: Option<Vec<u8>>,
    /// Department of the shop (отдел): its number (0 to 255) or its name (at most 128 characters).
    pub section: Option<String>,
    /// Goods codes that only Kazakhstan has.
    pub labels: Labels,
    /// The marking code as the scanner reads it, with its separators (GS).
    pub mark: Option<String>,
    /// Marking code of FFD 1.2 and what is done with the thing.
    pub marked: Option<Marked>,
    /// Codes of the product (tag 1163).
    pub product_codes: Option<ProductCodes>,
    /// Industry attributes of the line (отраслевой реквизит предмета расчёта, tag 1260).
    pub industry: Vec<Attribute>,
    /// Further tags for which the vocabulary has no name.
    pub tags: Vec<Tag>,
}

/// Goods codes of Kazakhstan (ИС ЭСФ, маркировка).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Barcode (GTIN), at most 128 characters.
    pub barcode: Option<String>,
    /// Identifier in the virtual warehouse (сквозной идентификатор товара).
    pub product_id: Option<String>,
    /// The marking code (DataMatrix).
    pub excise_stamp: Option<String>,
    /// Series and number of an excise stamp.
    pub physical_label: Option<String>,
}

/// Reads the line at `index` of the items. A line that cannot be read may still have a sum that is known: then the sums
/// of the receipt are checked all the same.
pub(super) fn read(index: usize, fields: &Fields) -> Result<Position, Option<Money>> {
    let mut known = None;
    line(index, fields, &mut known).ok_or(known)
}

fn line(index: usize, fields: &Fields, known: &mut Option<Money>) -> Option<Position> {
    let name = fields.text("name", Need::Required, 250);
    let price = fields.money("price", Need::Required);
    let quantity = fields.quantity("quantity", Need::Required, 6);
    let amount = fields.money("amount", Need::Required);
    let unit = unit::read(fields);
    let policy = fields.reader.policy;
    let method = word_or(fields, "paymentMethod", policy.default_payment_method);
    let object = word_or(fields, "paymentObject", policy.default_payment_object);
    if let (Some(price), Some(quantity), Some(amount)) = (price, quantity, amount) {
        line_sum::check(fields, "amount", price, quantity, amount);
    }
    let modifiers = modifier::read(fields, amount);
    let net = amount.map(|amount| modifiers.net(amount));
    let is_modified = ["discount", "markup"].iter().any(|name| !fields.is_missing(name));
    *known = net.filter(|_| !is_modified);
    let tax = tax(fields, net);
    let (agent, supplier) = (agent(fields), supplier(fields));
    let vatin = fields.peek("supplierInfo").and_then(|info| info.member("vatin"));
    agent_and_supplier(fields, agent.as_ref(), vatin.is_some_and(|vatin| !vatin.is_empty()));
    let attribute = fields.text("additionalAttribute", Need::Optional, 64);
    let excise = fields.money("exciseSum", Need::Optional);
    let country = fields.text("countryCode", Need::Optional, 3);
    let declaration = fields.text("customsDeclaration", Need::Optional, 32);
    let code = goods_code::read(fields);
    let section = section(fields);
    let labels = Labels {
        barcode: fields.text("barcode", Need::Optional, 128),
        product_id: fields.text("productId", Need::Optional, 128),
        excise_stamp: fields.text("exciseStamp", Need::Optional, 512),
        physical_label: fields.text("physicalLabel", Need::Optional, 128),
    };
    let mark = mark::marking_code(fields);
    let tags = tag::read(fields);
    let marked = marking::read(fields);
    let product_codes = marking::product_codes(fields);
    let industry = industry::attributes(fields);
    to_print(fields);
    let whole = marked.as_ref().is_some_and(Marked::is_whole);
    if whole || mark.is_some() || code.as_deref().is_some_and(mark::is_of_one_thing) || mark::names_one_thing(&tags) {
        mark::check_quantity(fields, quantity);
    }
    let (vat, vat_sum, taxed) = tax?;
    Some(Position {
        index,
        name: Some(name?),
        price: price?,
        quantity: quantity?,
        amount: amount?,
        unit,
        method,
        object,
        modifiers,
        vat,
        taxed,
        vat_sum,
        agent,
        supplier,
        attribute,
        excise,
        country,
        declaration,
        code,
        section,
        labels,
        mark,
        marked,
        product_codes,
        industry,
        tags,
    })
}

/// A word; the one of the configuration where the line has none and the backend has the field.
fn word_or<W: Words + PartialEq>(fields: &Fields, name: &'static str, default: Option<W>) -> Option<W> {
    let is_missing = fields.peek(name).is_none_or(Node::is_empty);
    match default.filter(|_| is_missing && fields.supports(name)) {
        Some(default) => fields.word_of_configuration(name, default),
        None => fields.word(name, Need::Optional, None),
    }
}

/// Department of the shop: a number, or a name if the backend takes one. Every register has section 1; 0 is none.
fn section(fields: &Fields) -> Option<String> {
    let none = matches!(fields.peek("department"), Some(Node::Number(digits)) if digits.parse() == Ok(0));
    let number = fields.integer_unless("department", i64::from(!none), 0, 255).filter(|_| !none);
    let name = fields.text("section", Need::Optional, 128);
    if let (Some(name), Some(number)) = (&name, number)
        && number != 1
        && *name != number.to_string()
    {
        fields.judge("department", Problem::Duplicate);
    }
    let section = name.or_else(|| number.map(|number| number.to_string()));
    fields.mean_nothing("department");
    // Section 1 means nothing to a backend without sections.
    if let Some(section) = section.as_ref().filter(|section| *section != "1" || fields.supports("department")) {
        fields.mean("section", section);
    }
    section
}

/// VAT rate and sum of the line, and whether the line names its rate. The backend's capabilities decide whether it
/// must.
fn tax(fields: &Fields, amount: Option<Money>) -> Option<(Vat, Option<Money>, bool)> {
    let missing = fields.is_missing("tax");
    if missing && let Some(vat) = fields.reader.policy.default_vat {
        fields.know("tax");
        if !fields.may_stand_within("tax", "type", vat) {
            return None;
        }
        fields.mean("tax.type", vat.word());
        fields.rewrite("tax", || Node::Object(vec![("type".into(), Node::Text(vat.word().into()))]));
        return Some((vat, sums::vat_of(vat, amount?), true));
    }
    let text = Text::of(
        "Не указана ставка НДС. Ставку для позиций без неё можно задать настройкой defaultVat",
        "The VAT rate is missing. The setting defaultVat gives a rate to lines without one",
    );
    if missing && fields.lacks("tax", text) {
        return None;
    }
    let given = fields.object("tax", Need::Optional, |fields| {
        let vat = fields.word::<Vat>("type", Need::Required, None);
        let sum = fields.money_computed("sum", Need::Optional);
        if !old_rate::check(fields, vat?, sum, amount?) {
            return None;
        }
        let computed = sums::vat_of(vat?, amount?);
        let (vat, sum) = match sum {
            Some(sum) => sums::line_vat(fields, sum, vat?, amount?)?,
            None => (vat?, computed),
        };
        if sum == computed {
            fields.mean_nothing("sum");
        }
        Some((vat, sum))
    });
    match given {
        Some((vat, sum)) => Some((vat, sum, true)),
        None if missing => Some((Vat::None, None, false)),
        None => None,
    }
}

fn agent_and_supplier(fields: &Fields, agent: Option<&AgentInfo>, named: bool) {
    let agents = agent.is_some_and(|info| !info.agents.is_empty());
    if agents && !named {
        let text = Text::of(
            "Для агентской строки нужен ИНН поставщика: supplierInfo.vatin (1226); если у поставщика его нет — двенадцать нулей",
            "An agent's line needs the ИНН of the supplier: supplierInfo.vatin (1226); twelve zeros if the supplier has none",
        );
        fields.judge("supplierInfo", Problem::Agent(text));
    }
    if !agents && agent.is_some_and(AgentInfo::has_data) {
        let text =
            Text::of("Данные агента указаны без вида агента: agents", "Agent data needs the kind of agent: agents");
        fields.judge("agentInfo", Problem::Agent(text));
    }
}

/// Fields that only change the printed receipt. A backend whose protocol is the vocabulary gets them as they are.
fn to_print(fields: &Fields) {
    fields.money_to_print("infoDiscountAmount");
    fields.flag("piece", false);
    fields.flag("additionalAttributePrint", true);
    for name in ["ucUserParam3", "ucUserParam4", "ucUserParam5", "ucUserParam6"] {
        fields.integer_unless(name, 0, 0, i64::MAX);
    }
    print::custom_parameters(fields);
}
