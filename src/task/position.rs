//! A line of a receipt (предмет расчёта), 1059 (task vocabulary §2.4, §2.8).

use super::industry;
use super::modifier::{self, Modifiers};
use super::money::Money;
use super::people::{AgentInfo, Supplier, agent, supplier};
use super::print;
use super::read::{Fields, Need};
use super::sums;
use super::tag::{self, Tag};
use super::words::{ImcKind, ItemStatus, MarkKind, NomenclatureKind, PaymentMethod, PaymentObject, Unit, Vat, Words};
use crate::error::{Problem, Text};
use base64::prelude::{BASE64_STANDARD, Engine};
use rust_decimal::Decimal;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Its place among the items of the task.
    pub index: usize,
    /// What is sold, 1030.
    pub name: Option<String>,
    /// Price of a unit, discounts taken off, 1079.
    pub price: Money,
    /// How many units, 1023.
    pub quantity: Decimal,
    /// Sum of the line, 1043.
    pub amount: Money,
    /// Unit of the quantity, 1197 or 2108.
    pub unit: Option<Measure>,
    /// Way of settlement, 1214.
    pub method: Option<PaymentMethod>,
    /// Subject of settlement, 1212.
    pub object: Option<PaymentObject>,
    /// What is taken off its sum or added to it.
    pub modifiers: Modifiers,
    /// VAT rate, 1199; none where the backend does not ask for it.
    pub vat: Vat,
    /// The line itself says its rate.
    pub taxed: bool,
    /// VAT of the line, 1200; none where the rate has no tax.
    pub vat_sum: Option<Money>,
    /// Agent of this line, 1222 and 1223.
    pub agent: Option<AgentInfo>,
    /// Supplier of this line, 1224 and 1226.
    pub supplier: Option<Supplier>,
    /// Additional requisite, 1191.
    pub attribute: Option<String>,
    /// Excise, 1229.
    pub excise: Option<Money>,
    /// Country of origin, three digits, 1230.
    pub country: Option<String>,
    /// Number of the customs declaration, 1231.
    pub declaration: Option<String>,
    /// Goods code, the bytes of 1162.
    pub code: Option<Vec<u8>>,
    /// Section of the shop (отдел): its number or its name.
    pub section: Option<String>,
    /// Goods codes of Kazakhstan.
    pub labels: Labels,
    /// The marking code as the scanner read it, with its separators (GS).
    pub mark: Option<String>,
    /// Tags by number.
    pub tags: Vec<Tag>,
}

/// Goods codes of Kazakhstan (ИС ЭСФ, маркировка).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// GTIN.
    pub barcode: Option<String>,
    /// Identifier in the virtual warehouse (сквозной идентификатор товара).
    pub product_id: Option<String>,
    /// The marking code (DataMatrix).
    pub excise_stamp: Option<String>,
    /// Series and number of an excise stamp.
    pub physical_label: Option<String>,
}

/// A unit of quantity: one that FFD 1.2 numbers, or a text of the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A unit of the list.
    Listed(Unit),
    /// Any other, as it is to be printed.
    Text(String),
}

/// Reads the line at `index` of the items.
pub(super) fn read(index: usize, fields: &Fields) -> Option<Position> {
    let name = fields.text("name", Need::Must, 250);
    let price = fields.money("price", Need::Must);
    let quantity = fields.quantity("quantity", Need::Must, 6);
    let amount = fields.money("amount", Need::Must);
    let unit = fields.text_or_number("measurementUnit", 16);
    let method = fields.word("paymentMethod", Need::May, None);
    let object = fields.word("paymentObject", Need::May, None);
    if let (Some(price), Some(quantity), Some(amount)) = (price, quantity, amount) {
        sums::line(fields, "amount", price, quantity, amount);
    }
    let modifiers = modifier::read(fields, amount);
    let net = amount.map(|amount| modifiers.net(amount));
    let tax = tax(fields, net);
    let (agent, supplier) = (agent(fields), supplier(fields));
    let vatin = fields.peek("supplierInfo").and_then(|info| info.member("vatin"));
    agent_and_supplier(fields, agent.as_ref(), vatin.is_some_and(|vatin| !vatin.is_empty()));
    let attribute = fields.text("additionalAttribute", Need::May, 64);
    let excise = fields.money("exciseSum", Need::May);
    let country = fields.text("countryCode", Need::May, 3);
    let declaration = fields.text("customsDeclaration", Need::May, 32);
    let code = goods_code(fields);
    let section = section(fields);
    let labels = Labels {
        barcode: fields.text("barcode", Need::May, 128),
        product_id: fields.text("productId", Need::May, 128),
        excise_stamp: fields.text("exciseStamp", Need::May, 512),
        physical_label: fields.text("physicalLabel", Need::May, 128),
    };
    let mark = mark(fields);
    let tags = tag::read(fields);
    without_room_yet(fields);
    let (vat, vat_sum, taxed) = tax?;
    let unit = unit.map(|unit| Unit::of(&unit).map_or(Measure::Text(unit), Measure::Listed));
    if let Some(Measure::Listed(unit)) = &unit {
        fields.mean("measurementUnit", unit.word());
    }
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
        tags,
    })
}

/// Section of the shop: a number, or a name where the backend takes one. Section 1 is the one that every register has.
fn section(fields: &Fields) -> Option<String> {
    let number = fields.integer_unless("department", 1, 0, 255);
    let name = fields.text("section", Need::May, 128);
    if let (Some(name), Some(number)) = (&name, number)
        && number != 1
        && *name != number.to_string()
    {
        fields.judge("department", Problem::Duplicate);
    }
    let section = name.or_else(|| number.map(|number| number.to_string()));
    fields.mean_nothing("department");
    // Where sections go nowhere, the one that every register has says nothing.
    if let Some(section) = section.as_ref().filter(|section| *section != "1" || fields.has_room("department")) {
        fields.mean("section", section);
    }
    section
}

/// VAT rate and sum of the line, and whether the line says its rate; the backend's room says whether it must.
fn tax(fields: &Fields, amount: Option<Money>) -> Option<(Vat, Option<Money>, bool)> {
    let missing = fields.peek("tax").is_none_or(super::json::Node::is_missing);
    if missing && let Some(vat) = fields.reader.terms.default_vat {
        fields.know("tax");
        if !fields.may_stand_within("tax", "type", vat) {
            return None;
        }
        fields.mean("tax.type", vat.word());
        return Some((vat, sums::vat_of(vat, amount?), true));
    }
    let given = fields.object("tax", Need::May, |fields| {
        let vat = fields.word::<Vat>("type", Need::Must, None);
        let sum = fields.money("sum", Need::May);
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
            "Для агентской строки нужен ИНН поставщика: supplierInfo.vatin (1226)",
            "An agent's line needs the ИНН of the supplier: supplierInfo.vatin (1226)",
        );
        fields.judge("supplierInfo", Problem::Agent(text));
    }
    if !agents && agent.is_some_and(AgentInfo::has_data) {
        let text =
            Text::of("Данные агента указаны без вида агента: agents", "Agent data needs the kind of agent: agents");
        fields.judge("agentInfo", Problem::Agent(text));
    }
}

/// A marking code: in base64, as the vocabulary has it, or as the text that came from the scanner.
fn mark(fields: &Fields) -> Option<String> {
    fields.object("markingCode", Need::May, |fields| {
        let encoded = fields.text("mark", Need::May, 512);
        let scanned = fields.text("scanned", Need::May, 512);
        fields.word::<MarkKind>("type", Need::May, Some(MarkKind::Other));
        fields.mean_nothing("mark");
        fields.mean_nothing("scanned");
        let mark = match (encoded, scanned) {
            (Some(encoded), None) => {
                let text = BASE64_STANDARD.decode(&encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                if text.is_none() {
                    fields.judge("mark", Problem::Range("base64".into()));
                }
                text
            }
            (None, Some(scanned)) => Some(scanned),
            (Some(_), Some(_)) => {
                fields.judge("scanned", Problem::Duplicate);
                None
            }
            (None, None) => {
                let given = |name| fields.peek(name).is_some_and(|node| !node.is_missing() && !node.show().is_empty());
                // What is there and wrong has been said already.
                if !given("mark") && !given("scanned") {
                    fields.judge("mark", Problem::Missing);
                }
                None
            }
        };
        mark.inspect(|mark| fields.mean("mark", mark))
    })
}

/// The bytes of 1162, given in base64.
fn goods_code(fields: &Fields) -> Option<Vec<u8>> {
    let old_form = |node: &super::json::Node| matches!(node, super::json::Node::Object(_)) && !node.is_missing();
    if fields.peek("nomenclatureCode").is_some_and(old_form) {
        // The bytes of this old form are written down nowhere that we may rely on.
        fields.object_without_room("nomenclatureCode", |fields| {
            fields.word::<NomenclatureKind>("type", Need::Must, None);
            fields.text("gtin", Need::May, 14);
            fields.text("serial", Need::Must, 64);
            Some(())
        });
        return None;
    }
    let text = fields.text("nomenclatureCode", Need::May, 64)?;
    match BASE64_STANDARD.decode(&text) {
        Ok(bytes) if (1..=32).contains(&bytes.len()) => Some(bytes),
        _ => {
            fields.judge("nomenclatureCode", Problem::Range("base64, 1–32 bytes".into()));
            None
        }
    }
}

/// Fields of the vocabulary that no backend so far has room for: their form is checked all the same.
fn without_room_yet(fields: &Fields) {
    fields.money_to_print("infoDiscountAmount");
    fields.flag("piece", false);
    fields.flag("additionalAttributePrint", true);
    for name in ["ucUserParam3", "ucUserParam4", "ucUserParam5", "ucUserParam6"] {
        fields.integer_unless(name, 0, 0, i64::MAX);
    }
    print::custom_parameters(fields);
    industry::attributes(fields);
    fields.object("imcParams", Need::May, |fields| {
        fields.text("imc", Need::Must, 512);
        fields.word::<ImcKind>("imcType", Need::May, None);
        fields.word::<ItemStatus>("itemEstimatedStatus", Need::May, None);
        fields.integer("imcModeProcessing", Need::May, 0, 255);
        fields.text("itemFractionalAmount", Need::May, 64);
        fields.text("imcBarcode", Need::May, 512);
        fields.quantity("itemQuantity", Need::May, 6);
        fields.text_or_number("itemUnits", 32);
        fields.object("itemInfoCheckResult", Need::May, |fields| {
            for name in
                ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"]
            {
                fields.flag_given(name, Need::Must);
            }
            Some(())
        })
    });
    fields.object("productCodes", Need::May, |fields| {
        fields.texts("codes", 128);
        for name in [
            "undefined",
            "ean8",
            "ean13",
            "itf14",
            "gs10",
            "gs1m",
            "short",
            "furs",
            "egais20",
            "egais30",
            "f1",
            "f2",
            "f3",
            "f4",
            "f5",
            "f6",
        ] {
            fields.text(name, Need::May, 38);
        }
        Some(())
    });
}
