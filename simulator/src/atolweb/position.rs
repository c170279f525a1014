//! A position of a receipt as tags (1059).

use super::check::at;
use super::failure::{
    Failure, INVALID_QUANTITY, INVALID_SUM, INVALID_TAX_SUM, NOT_IN_THIS_FFD, TAG_NOT_WRITTEN, TAX_ABOVE_SUM,
};
use super::register::Register;
use super::tlv::{self, Tags};
use super::{Ffd, decimal, mark_check, words};
use crate::base64::from_base64;
use serde_json::{Value, json};

/// The values that the register writes where a position leaves them out: full payment, goods, no VAT.
const METHOD: u16 = 4;
const OBJECT: u16 = 1;
const RATE: u16 = 6;
/// The decimal places of a price and of a quantity that are counted.
const PLACES: i32 = 6;
/// Kopecks in units of the last place of price × quantity.
const KOPECK: i128 = 10_i128.pow(10);

/// A position that was read.
pub(super) struct Position {
    pub(super) tags: Tags,
    /// Line total in kopecks.
    pub(super) amount: i64,
    pub(super) rate: u16,
    /// VAT in kopecks; for the rates without VAT, the turnover.
    pub(super) vat: i64,
    pub(super) is_marked: bool,
}

/// A sum of a task in kopecks.
pub(super) fn kopecks(value: &Value) -> Result<i64, Failure> {
    let sum = decimal::exact(value, 2).filter(|sum| (0..=decimal::MOST).contains(sum));
    sum.ok_or_else(|| Failure::new(INVALID_SUM))
}

/// Two sums together, if the fiscal drive can hold that.
pub(super) fn together(sum: i64, other: i64) -> Result<i64, Failure> {
    let sum = sum.checked_add(other).filter(|sum| *sum <= decimal::MOST);
    sum.ok_or_else(|| Failure::new(INVALID_SUM))
}

/// VAT in a sum that contains it, rounded half up; the sum itself for the rates without VAT.
pub(super) fn vat_in(sum: i64, rate: u16) -> i64 {
    words::share(rate).map_or(sum, |(part, whole)| (sum * part * 2 + whole) / (whole * 2))
}

impl Position {
    pub(super) fn read(item: &Value, register: &Register, strict: bool) -> Result<Self, Failure> {
        let ffd = register.ffd;
        ensure_of_ffd(item, ffd, strict)?;
        let amount = kopecks(&item["amount"])?;
        let mut tags = Tags::new();
        tlv::put(&mut tags, 1030, item["name"].clone());
        goods(item, amount, &mut tags)?;
        tlv::put_sum(&mut tags, 1043, amount);
        unit(item, ffd, strict, &mut tags)?;
        let code =
            |name: &str, table, default| at(item, name).and_then(|it| words::loose(table, it)).unwrap_or(default);
        let method = code("paymentMethod", words::METHODS, METHOD);
        let object = code("paymentObject", words::OBJECTS, OBJECT);
        if strict && words::word(words::METHODS, method).is_none() {
            return Err(Failure::because(216, "Неверное значение реквизита 1214"));
        }
        if (strict && words::word(words::OBJECTS, object).is_none()) || (object >= 30 && !ffd.is_1_2()) {
            return Err(Failure::because(217, "Неверное значение реквизита 1212"));
        }
        tlv::put(&mut tags, 1214, method.into());
        tlv::put(&mut tags, 1212, object.into());
        let rate = at(item, "tax.type").and_then(Value::as_str).and_then(words::rate).unwrap_or(RATE);
        tlv::put(&mut tags, 1199, rate.into());
        let vat = vat(item, amount, rate, &mut tags)?;
        agent(item, &mut tags);
        for (name, tag) in [("additionalAttribute", 1191), ("countryCode", 1230), ("customsDeclaration", 1231)] {
            put_text(&mut tags, tag, at(item, name));
        }
        if let Some(excise) = at(item, "exciseSum") {
            tlv::put_sum(&mut tags, 1229, kopecks(excise)?);
        }
        if ffd.is_1_2() {
            industry(item, 1260, &mut tags);
            goods_codes(item, &mut tags)?;
            mark(item, register, &mut tags)?;
        } else {
            old_mark(item, &mut tags)?;
        }
        let is_marked = ffd.is_1_2() && at(item, "imcParams").is_some();
        Ok(Self { tags, amount, rate, vat, is_marked })
    }
}

/// The real register drops what its version of the documents does not have.
fn ensure_of_ffd(item: &Value, ffd: Ffd, strict: bool) -> Result<(), Failure> {
    let foreign: &[&str] = if ffd.is_1_2() {
        &["nomenclatureCode", "markingCode"]
    } else {
        &["imcParams", "productCodes", "industryInfo"]
    };
    match foreign.iter().find(|name| at(item, name).is_some()) {
        Some(name) if strict => Err(Failure::because(NOT_IN_THIS_FFD, format!("Невозможно в этой версии ФФД: {name}"))),
        _ => Ok(()),
    }
}

pub(super) fn put_text(tags: &mut Tags, tag: u16, value: Option<&Value>) {
    if let Some(value) = value.filter(|value| *value != "") {
        tlv::put(tags, tag, value.clone());
    }
}

/// Price, quantity, and whether the sum is their product within a kopeck.
fn goods(item: &Value, amount: i64, tags: &mut Tags) -> Result<(), Failure> {
    let price = decimal::rounded(&item["price"], PLACES).filter(|price| *price >= 0);
    let price = price.ok_or_else(|| Failure::new(INVALID_SUM))?;
    let quantity = decimal::exact(&item["quantity"], PLACES).filter(|quantity| *quantity > 0);
    let quantity = quantity.ok_or_else(|| Failure::new(INVALID_QUANTITY))?;
    let difference = i128::from(price) * i128::from(quantity) - i128::from(amount) * KOPECK;
    if difference.abs() > KOPECK {
        return Err(Failure::because(INVALID_SUM, "Сумма позиции не равна цене, умноженной на количество"));
    }
    tlv::put_sum(tags, 1079, decimal::rounded(&item["price"], 2).unwrap_or(0));
    tlv::put(tags, 1023, decimal::plain(quantity, 6));
    Ok(())
}

fn unit(item: &Value, ffd: Ffd, strict: bool, tags: &mut Tags) -> Result<(), Failure> {
    let given = at(item, "measurementUnit").filter(|unit| *unit != "");
    match given {
        given if ffd.is_1_2() => {
            let code = given.and_then(|unit| words::loose(words::UNITS, unit)).unwrap_or(0);
            if strict && words::word(words::UNITS, code).is_none() {
                return Err(Failure::because(412, "Неверная единица измерения"));
            }
            tlv::put(tags, 2108, code.into());
        }
        Some(Value::String(text)) => tlv::put(tags, 1197, text.as_str().into()),
        Some(number) => tlv::put(tags, 1197, number.to_string().into()),
        None => {}
    }
    Ok(())
}

fn vat(item: &Value, amount: i64, rate: u16, tags: &mut Tags) -> Result<i64, Failure> {
    let exact = vat_in(amount, rate);
    let Some(given) = at(item, "tax.sum") else { return Ok(exact) };
    let given = kopecks(given)?;
    if words::share(rate).is_none() {
        return Ok(exact);
    }
    if given > amount {
        return Err(Failure::new(TAX_ABOVE_SUM));
    }
    // A sum of 0 passes in the real register, and records a VAT of 0.
    if given != 0 && (given - exact).abs() > 1 {
        return Err(Failure::new(INVALID_TAX_SUM));
    }
    tlv::put_sum(tags, 1200, given);
    Ok(given)
}

/// Agent and supplier of a position.
fn agent(item: &Value, tags: &mut Tags) {
    let agents = at(item, "agentInfo.agents").and_then(Value::as_array).into_iter().flatten();
    let bits: u16 = agents
        .filter_map(Value::as_str)
        .filter_map(|word| words::code(words::AGENTS, word))
        .fold(0, |bits, bit| bits | bit);
    if bits != 0 {
        tlv::put(tags, 1222, bits.into());
    }
    let mut data = Tags::new();
    agent_data(item, &mut data);
    let mut supplier = Tags::new();
    phones(item, "supplierInfo.phones", 1171, &mut supplier);
    put_text(&mut supplier, 1225, at(item, "supplierInfo.name"));
    for (tag, tree) in [(1223, data), (1224, supplier)] {
        if !tree.is_empty() {
            tlv::put(tags, tag, tree.into());
        }
    }
    put_text(tags, 1226, at(item, "supplierInfo.vatin"));
}

/// The data of an agent, of a position or of a receipt.
pub(super) fn agent_data(object: &Value, tags: &mut Tags) {
    put_text(tags, 1044, at(object, "agentInfo.payingAgent.operation"));
    phones(object, "agentInfo.payingAgent.phones", 1073, tags);
    phones(object, "agentInfo.receivePaymentsOperator.phones", 1074, tags);
    phones(object, "agentInfo.moneyTransferOperator.phones", 1075, tags);
    for (name, tag) in [("name", 1026), ("address", 1005), ("vatin", 1016)] {
        put_text(tags, tag, at(object, &format!("agentInfo.moneyTransferOperator.{name}")));
    }
}

pub(super) fn phones(object: &Value, path: &str, tag: u16, tags: &mut Tags) {
    for phone in at(object, path).and_then(Value::as_array).into_iter().flatten() {
        tlv::put(tags, tag, phone.clone());
    }
}

/// Attributes of an industry: of a position (1260) or of a receipt (1261).
pub(super) fn industry(object: &Value, tag: u16, tags: &mut Tags) {
    for one in at(object, "industryInfo").and_then(Value::as_array).into_iter().flatten() {
        let mut tree = Tags::new();
        put_text(&mut tree, 1262, one.get("fois"));
        if let Some([year, month, day]) = one["date"].as_str().and_then(super::dates::parts) {
            tlv::put(&mut tree, 1263, format!("{day:02}.{month:02}.{year:04}").into());
        }
        put_text(&mut tree, 1264, one.get("number"));
        put_text(&mut tree, 1265, one.get("industryAttribute"));
        tlv::put(tags, tag, tree.into());
    }
}

fn goods_codes(item: &Value, tags: &mut Tags) -> Result<(), Failure> {
    let Some(given) = at(item, "productCodes") else { return Ok(()) };
    let mut codes = Tags::new();
    for (name, tag) in words::GOODS_CODES {
        put_text(&mut codes, *tag, given.get(*name));
    }
    for code in given["codes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let tag = match (digits, code.len()) {
            (true, 8) => 1301,
            (true, 13) => 1302,
            (true, 14) => 1303,
            _ => 1300,
        };
        codes.insert(tag.to_string(), code.into());
    }
    for (name, code) in &codes {
        let length = code.as_str().map_or(0, |code| code.chars().count());
        let fits = match name.as_str() {
            "1301" => length == 8,
            "1302" => length == 13,
            "1303" | "1309" => length == 14,
            "1304" | "1305" | "1306" => length <= 38,
            "1307" => length == 20,
            "1308" => length == 33,
            _ => length <= 32,
        };
        if !fits {
            return Err(Failure::because(TAG_NOT_WRITTEN, format!("Неверная длина реквизита: {name}")));
        }
    }
    if !codes.is_empty() {
        tlv::put(tags, 1163, codes.into());
    }
    Ok(())
}

/// The mark of FFD 1.2 with the result of its check.
fn mark(item: &Value, register: &Register, tags: &mut Tags) -> Result<(), Failure> {
    let Some(given) = at(item, "imcParams") else { return Ok(()) };
    let imc = mark_check::code_of(given["imc"].as_str().unwrap_or_default());
    let result = register.marks.checked(given)?;
    let code = |name: &str, table| at(given, name).and_then(|it| words::loose(table, it));
    let kind =
        code("imcType", words::MARK_TYPES).filter(|kind| *kind != 256).unwrap_or_else(|| mark_check::kind_of(&imc));
    tlv::put(tags, 2000, imc.into());
    tlv::put(tags, 2100, kind.into());
    tlv::put(tags, 2102, at(given, "imcModeProcessing").cloned().unwrap_or_else(|| 0.into()));
    tlv::put(tags, 2106, result.into());
    if let Some(status) = code("itemEstimatedStatus", words::MARK_STATUSES) {
        tlv::put(tags, 2110, status.into());
    }
    let Some(fraction) = at(given, "itemFractionalAmount").and_then(Value::as_str) else { return Ok(()) };
    let parts = fraction.trim_end_matches('&').split_once('/');
    let parts = parts.and_then(|(part, whole)| Some((part.parse::<u32>().ok()?, whole.parse::<u32>().ok()?)));
    let Some((part, whole)) = parts.filter(|(part, whole)| 0 < *part && part < whole) else {
        return Err(Failure::because(TAG_NOT_WRITTEN, "Неверное значение реквизита 1291"));
    };
    tlv::put(tags, 1291, json!({"1292": format!("{part}/{whole}"), "1293": part, "1294": whole}));
    Ok(())
}

/// The mark of FFD 1.05 and 1.1 (1162). Of several, only the first is used.
fn old_mark(item: &Value, tags: &mut Tags) -> Result<(), Failure> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let given = match (at(item, "markingCode.mark"), at(item, "nomenclatureCode")) {
        (Some(mark), _) => text(mark),
        (None, Some(code)) => text(code).or_else(|| code.get("serial").and_then(text)),
        (None, None) => return Ok(()),
    };
    let is_object = at(item, "markingCode").is_none() && item["nomenclatureCode"].is_object();
    let given = given.unwrap_or_default();
    let bytes = if is_object { Some(given.into_bytes()) } else { from_base64(&given) };
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        return Err(Failure::because(super::failure::SCRIPT, "Ошибка скрипта драйвера"));
    };
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    tlv::put(tags, 1162, hex.into());
    Ok(())
}
