//! A position of a receipt, and what a position and a whole receipt have in common: agents, industries, the user's own.

use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::receipt::{Defer, number, open, put};
use super::stlv::Attributes;
use super::value::Value;
use super::words;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kassa::task::marking::CheckResult;
use kassa::{Decimal, Money};
use serde_json::{Map, Value as Json, json};

/// Adds a position to the receipt.
pub fn registration(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    open(handle)?;
    let item = position(inputs)?;
    inputs.ensure_all_used()?;
    open(handle)?.add(Json::Object(item), Defer::Here);
    Ok(Outputs::new())
}

fn position(inputs: &Inputs) -> Result<Map<String, Json>> {
    let name = inputs.required(param::COMMODITY_NAME, |inputs, id| Ok(inputs.text(id)))?;
    let price = inputs.required(param::PRICE, Inputs::decimal)?;
    let quantity = inputs.required(param::QUANTITY, Inputs::decimal)?;
    let amount = match inputs.decimal(param::POSITION_SUM)? {
        Some(amount) => amount,
        None => line_sum(price, quantity)?,
    };
    let mut item = Map::from_iter([
        ("type".to_owned(), json!("position")),
        ("name".to_owned(), name.into()),
        ("price".to_owned(), number(price)),
        ("quantity".to_owned(), number(quantity)),
        ("amount".to_owned(), number(amount)),
    ]);
    tax(&mut item, inputs)?;
    for (id, path) in [(param::DEPARTMENT, "department"), (1212, "paymentObject"), (1214, "paymentMethod")] {
        if let Some(number) = inputs.int(id)?.filter(|number| *number != 0) {
            // A task has the numbers of 1212 and 1214 as words.
            put(&mut item, path, if id < param::TEXT { number.to_string().into() } else { number.into() });
        }
    }
    if let Some(sum) = inputs.decimal(param::INFO_DISCOUNT_SUM)? {
        put(&mut item, "infoDiscountAmount", number(sum));
    }
    if inputs.flag(param::COMMODITY_PIECE)? {
        put(&mut item, "piece", true.into());
    }
    if let Some(sum) = inputs.decimal(1229)? {
        put(&mut item, "exciseSum", number(sum));
    }
    for (id, path) in
        [(1191, "additionalAttribute"), (1197, "measurementUnit"), (1230, "countryCode"), (1231, "customsDeclaration")]
    {
        if let Some(text) = inputs.text(id) {
            put(&mut item, path, text.into());
        }
    }
    if inputs.is_hidden(1191) {
        put(&mut item, "additionalAttributePrint", false.into());
    }
    for id in [param::MEASUREMENT_UNIT, 2108] {
        if let Some(unit) = inputs.int(id)? {
            put(&mut item, "measurementUnit", unit.into());
        }
    }
    if let Some(code) = inputs.get(1162) {
        put(&mut item, "nomenclatureCode", STANDARD.encode(code.bytes()).into());
    }
    for (tag, name) in words::PRODUCT_CODES {
        if let Some(text) = i32::try_from(*tag).ok().and_then(|tag| inputs.text(tag)) {
            put(&mut item, &format!("productCodes.{name}"), text.into());
        }
    }
    marking(&mut item, inputs)?;
    agents(&mut item, inputs, 1222)?;
    industry(&mut item, inputs, 1260)?;
    of_user(&mut item, inputs);
    Ok(item)
}

/// Price × quantity, half a kopeck up.
fn line_sum(price: Decimal, quantity: Decimal) -> Result<Decimal> {
    let wrong = || Failure::new(code::INVALID_SUM, "Цена × количество: сумма слишком велика");
    let exact = price.checked_mul(quantity).ok_or_else(wrong)?;
    Ok(Money::rounded(exact).ok_or_else(wrong)?.decimal())
}

/// The word of a VAT rate.
pub fn rate(number: i64) -> Result<&'static str> {
    let wrong = || Failure::new(code::INVALID_TAX_TYPE, format!("Нет ставки НДС {number}"));
    words::word(words::VAT, number).ok_or_else(wrong)
}

fn tax(item: &mut Map<String, Json>, inputs: &Inputs) -> Result<()> {
    let counts = inputs.flag(param::USE_ONLY_TAX_TYPE)?;
    let sum = inputs.decimal(param::TAX_SUM)?;
    // 0 is the rate of the department: the task leaves it out, and the configuration may have one.
    let Some(number_of_rate) = inputs.int(param::TAX_TYPE)?.filter(|rate| *rate != 0) else { return Ok(()) };
    put(item, "tax.type", rate(number_of_rate)?.into());
    // A sum of 0 is what programs pass that leave it to the register.
    if let Some(sum) = sum.filter(|sum| !counts && !sum.is_zero()) {
        put(item, "tax.sum", number(sum));
    }
    Ok(())
}

/// The marking code of FFD 1.2 with its check.
fn marking(item: &mut Map<String, Json>, inputs: &Inputs) -> Result<()> {
    let fields = mark(inputs)?;
    if let Some(result) = inputs.int(param::MARKING_CODE_ONLINE_VALIDATION_RESULT)? {
        check_result(item, result);
    }
    if let Some(result) = inputs.int(param::MARKING_CODE_VALIDATION_RESULT)? {
        check_result(item, result);
    }
    for (name, value) in fields {
        put(item, &format!("imcParams.{name}"), value);
    }
    Ok(())
}

/// The result of a check (tag 2106) by its bits.
fn check_result(item: &mut Map<String, Json>, bits: i64) {
    for (bit, name) in CheckResult::FLAGS.iter().enumerate() {
        put(item, &format!("imcParams.itemInfoCheckResult.{name}"), (bits >> bit & 1 == 1).into());
    }
}

/// The fields of a marking code, as `imcParams` and the check of a code have them.
pub fn mark(inputs: &Inputs) -> Result<Map<String, Json>> {
    let mut fields = Map::new();
    let Some(code) = inputs.get(param::MARKING_CODE) else { return Ok(fields) };
    fields.insert("imc".into(), STANDARD.encode(code.bytes()).into());
    for (id, name) in [(param::MARKING_CODE_TYPE, "imcType"), (param::MARKING_CODE_STATUS, "itemEstimatedStatus")] {
        if let Some(number) = inputs.int(id)? {
            fields.insert(name.into(), number.to_string().into());
        }
    }
    if let Some(mode) = inputs.int(param::MARKING_PROCESSING_MODE)? {
        fields.insert("imcModeProcessing".into(), mode.into());
    }
    if let Some(part) = inputs.text(param::MARKING_FRACTIONAL_QUANTITY) {
        fields.insert("itemFractionalAmount".into(), part.into());
    }
    Ok(fields)
}

/// Texts of an agent and its supplier by their places.
#[rustfmt::skip]
const AGENT_TEXTS: &[(i32, &str)] = &[
    (1044, "agentInfo.payingAgent.operation"), (1005, "agentInfo.moneyTransferOperator.address"),
    (1016, "agentInfo.moneyTransferOperator.vatin"), (1026, "agentInfo.moneyTransferOperator.name"),
    (1225, "supplierInfo.name"), (1226, "supplierInfo.vatin"),
];

/// Lists of phones by their places.
#[rustfmt::skip]
const AGENT_PHONES: &[(i32, &str)] = &[
    (1073, "agentInfo.payingAgent.phones"), (1074, "agentInfo.receivePaymentsOperator.phones"),
    (1075, "agentInfo.moneyTransferOperator.phones"), (1171, "supplierInfo.phones"),
];

/// The agent and the supplier of a receipt (1057) or a position (1222, with 1223 and 1224 as structures).
pub fn agents(members: &mut Map<String, Json>, inputs: &Inputs, tag: i32) -> Result<()> {
    // 0: no agent.
    if let Some(bits) = inputs.int(tag)?.filter(|bits| *bits != 0) {
        let wrong = || Failure::new(code::INVALID_AGENT_FISCAL_PROPERTY, format!("Нет признака агента {bits}"));
        put(members, "agentInfo.agents", words::bits(words::AGENTS, bits).ok_or_else(wrong)?.into());
        if inputs.is_hidden(tag) {
            put(members, "agentInfo.agentsPrint", false.into());
        }
    }
    for (id, path) in AGENT_TEXTS {
        if let Some(text) = inputs.text(*id) {
            put(members, path, text.trim().into());
        }
    }
    for (id, path) in AGENT_PHONES {
        let phones: Vec<String> =
            inputs.all(*id).into_iter().map(Value::text).filter(|phone| !phone.is_empty()).collect();
        if !phones.is_empty() {
            put(members, path, phones.into());
        }
    }
    for structure in [1223, 1224] {
        let Some(value) = inputs.get(structure) else { continue };
        let attributes = Attributes::read(&value.bytes())?;
        for (tag, path) in AGENT_TEXTS {
            if let Some(text) = attributes.text(*tag) {
                put(members, path, text.into());
            }
        }
        for (tag, path) in AGENT_PHONES {
            let phones = attributes.texts(*tag);
            if !phones.is_empty() {
                put(members, path, phones.into());
            }
        }
    }
    for (tag, path) in [
        (1223, "agentInfo.agentDataPrint"),
        (1224, "supplierInfo.supplierPrint"),
        (1226, "supplierInfo.supplierVatinPrint"),
    ] {
        if inputs.is_hidden(tag) {
            put(members, path, false.into());
        }
    }
    Ok(())
}

/// Attributes of an industry (1260, 1261): one structure each.
pub fn industry(members: &mut Map<String, Json>, inputs: &Inputs, tag: i32) -> Result<()> {
    let mut list = Vec::new();
    for value in inputs.all(tag) {
        let attributes = Attributes::read(&value.bytes())?;
        let mut industry = Map::new();
        for (tag, name) in [(1262, "fois"), (1263, "date"), (1264, "number"), (1265, "industryAttribute")] {
            if let Some(text) = attributes.text(tag) {
                industry.insert(name.into(), text.into());
            }
        }
        list.push(Json::Object(industry));
    }
    if !list.is_empty() {
        put(members, "industryInfo", list.into());
    }
    Ok(())
}

/// Parameters of the user's own: those of the universal counters have names.
pub fn of_user(members: &mut Map<String, Json>, inputs: &Inputs) {
    let mut others = Vec::new();
    for (id, value) in inputs.of_user() {
        match value.int().filter(|_| (3..=6).contains(&id)) {
            Some(number) => put(members, &format!("ucUserParam{id}"), number.into()),
            None => others.push(json!({ "id": id, "value": value.text() })),
        }
    }
    if !others.is_empty() {
        put(members, "customParameters", others.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Way;
    use crate::stlv::formed;

    fn made(values: &[(i32, Value)]) -> Result<Json> {
        let mut inputs = Inputs::default();
        for (id, value) in values {
            inputs.set(*id, value.clone(), Way::Plain);
        }
        let item = position(&inputs)?;
        inputs.ensure_all_used()?;
        Ok(Json::Object(item))
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_position_has_what_the_program_set() {
        let supplier = [(1171, text("+79161234567")), (1225, text("ООО Сыр"))];
        let supplier = formed(supplier.iter().map(|(tag, value)| (*tag, value))).unwrap();
        let item = made(&[
            (param::COMMODITY_NAME, text("Хлеб")),
            (param::PRICE, Value::Double(45.9)),
            (param::QUANTITY, text("3")),
            (param::TAX_TYPE, Value::Int(2)),
            (param::TAX_SUM, Value::Double(0.0)),
            (1212, Value::Int(1)),
            (1214, Value::Int(4)),
            (param::MEASUREMENT_UNIT, Value::Int(0)),
            (1162, Value::Bytes(vec![0x15, 0x20])),
            (1222, Value::Int(64)),
            (1224, Value::Bytes(supplier)),
            (1226, text("7743013901  ")),
            (1301, text("46198488")),
        ]);
        let expected = json!({
            "type": "position", "name": "Хлеб", "price": 45.9, "quantity": 3, "amount": 137.7, "tax": {"type": "vat10"},
            "paymentObject": "1", "paymentMethod": "4", "measurementUnit": 0, "nomenclatureCode": "FSA=",
            "productCodes": {"ean8": "46198488"}, "agentInfo": {"agents": ["another"]},
            "supplierInfo": {"vatin": "7743013901", "name": "ООО Сыр", "phones": ["+79161234567"]},
        });
        assert_eq!(item.unwrap(), expected);
    }

    #[test]
    fn what_a_position_cannot_have_is_refused_at_the_call() {
        let bread = [(param::COMMODITY_NAME, text("Хлеб")), (param::PRICE, text("1")), (param::QUANTITY, text("1"))];
        for (more, code) in [
            ((param::TAX_TYPE, Value::Int(15)), 144),
            ((param::PRICE, text("дорого")), 7),
            ((1222, Value::Int(128)), 167),
            ((1224, Value::Bytes(vec![1])), 148),
            ((1077, text("1")), 158),
        ] {
            let values: Vec<_> = bread.iter().cloned().chain([more.clone()]).collect();
            assert_eq!(made(&values).unwrap_err().code, code, "{more:?}");
        }
        assert_eq!(made(&bread[..2]).unwrap_err().code, 8);
    }
}
