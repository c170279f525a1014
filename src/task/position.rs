//! A line of a receipt (предмет расчёта), 1059 (task vocabulary §2.4, §2.8).

use super::money::Money;
use super::people::{AgentInfo, Supplier, agent, supplier};
use super::read::{Fields, Need};
use super::sums;
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
    /// VAT rate, 1199.
    pub vat: Vat,
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
    let name = fields.text("name", Need::Must, 128);
    let price = fields.money("price", Need::Must);
    let quantity = fields.quantity("quantity", Need::Must, 6);
    let amount = fields.money("amount", Need::Must);
    let unit = fields.text_or_number("measurementUnit", 16);
    let method = fields.word("paymentMethod", Need::May, None);
    let object = fields.word("paymentObject", Need::May, None);
    if let (Some(price), Some(quantity), Some(amount)) = (price, quantity, amount) {
        sums::line(fields, "amount", price, quantity, amount);
    }
    let tax = tax(fields, amount);
    let (agent, supplier) = (agent(fields), supplier(fields));
    let vatin = fields.peek("supplierInfo").and_then(|info| info.member("vatin"));
    agent_and_supplier(fields, agent.as_ref(), vatin.is_some_and(|vatin| !vatin.is_empty()));
    let attribute = fields.text("additionalAttribute", Need::May, 64);
    let excise = fields.money("exciseSum", Need::May);
    let country = fields.text("countryCode", Need::May, 3);
    let declaration = fields.text("customsDeclaration", Need::May, 32);
    let code = goods_code(fields);
    without_room_yet(fields);
    let (vat, vat_sum) = tax?;
    Some(Position {
        index,
        name: Some(name?),
        price: price?,
        quantity: quantity?,
        amount: amount?,
        unit: unit.map(|unit| Unit::of(&unit).map_or(Measure::Text(unit), Measure::Listed)),
        method,
        object,
        vat,
        vat_sum,
        agent,
        supplier,
        attribute,
        excise,
        country,
        declaration,
        code,
    })
}

/// VAT rate and sum of the line.
fn tax(fields: &Fields, amount: Option<Money>) -> Option<(Vat, Option<Money>)> {
    let need = if fields.reader.terms.default_vat.is_some() { Need::May } else { Need::Must };
    let given = fields.object("tax", need, |fields| {
        let vat = fields.word::<Vat>("type", Need::Must, None);
        let sum = fields.money("sum", Need::May);
        let computed = sums::vat_of(vat?, amount?);
        match sum {
            Some(sum) => sums::line_vat(fields, sum, vat?, amount?),
            None => Some((vat?, computed)),
        }
    });
    given.or_else(|| {
        let vat =
            fields.reader.terms.default_vat.filter(|_| fields.peek("tax").is_none_or(super::json::Node::is_missing))?;
        if !fields.has_room_for("tax", "type", vat) {
            return None;
        }
        Some((vat, sums::vat_of(vat, amount?)))
    })
}

fn agent_and_supplier(fields: &Fields, agent: Option<&AgentInfo>, named: bool) {
    let agents = agent.is_some_and(|info| !info.agents.is_empty());
    if agents && !named {
        let text = Text::of(
            "У агентской строки должен быть ИНН поставщика: supplierInfo.vatin (1226)",
            "An agent's line needs its supplier's tax number: supplierInfo.vatin (1226)",
        );
        fields.judge("supplierInfo", Problem::Agent(text));
    }
    if !agents && agent.is_some_and(AgentInfo::has_data) {
        let text =
            Text::of("Данные агента без признака агента: agents", "Agent data without the kind of agent: agents");
        fields.judge("agentInfo", Problem::Agent(text));
    }
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
    // Section 1 is the one that every register has.
    fields.integer_unless("department", 1, 0, 255);
    fields.flag("piece", false);
    fields.flag("additionalAttributePrint", true);
    for name in ["ucUserParam3", "ucUserParam4", "ucUserParam5", "ucUserParam6"] {
        fields.integer_unless(name, 0, 0, i64::MAX);
    }
    super::receipt::custom_parameters(fields);
    super::receipt::industry(fields);
    fields.object("markingCode", Need::May, |fields| {
        fields.text("mark", Need::Must, 512);
        fields.word::<MarkKind>("type", Need::May, Some(MarkKind::Other));
        Some(())
    });
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
