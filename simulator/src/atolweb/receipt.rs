//! A receipt or correction as tags, and what it does to the drawer.

use super::check::{TaskKind, at};
use super::failure::{
    self, Failure, INVALID_RECEIPT_TYPE, INVALID_TAX_SUM, INVALID_TOTAL, NO_CASH, NO_REQUIRED_TAG,
    NON_CASH_ABOVE_TOTAL, NOT_FULLY_PAID, NOT_IN_THIS_FFD, TAG_NOT_WRITTEN, WRONG_TAXATION,
};
use super::position::{Position, agent_data, industry, kopecks, phones, put_text, together, vat_in};
use super::register::Register;
use super::tlv::{self, Tags};
use super::{Ffd, dates, print_items, words};
use serde_json::{Value, json};

/// The tags of VAT by rate. The rates since 2025 stand in a list (1115).
const VAT_TAGS: [(u16, u16); 6] = [(1, 1102), (2, 1103), (3, 1106), (4, 1107), (5, 1104), (6, 1105)];
/// A total may leave out the kopecks of the receipt.
const ROUBLE: i64 = 100;

/// A receipt that may be closed.
pub(super) struct Settlement {
    pub(super) tags: Tags,
    /// How the cash in the drawer changes, in kopecks.
    pub(super) cash: i64,
    /// How many marks it sells.
    pub(super) marks: usize,
    pub(super) is_correction: bool,
}

/// The settlement of a task, or the first reason why the register cancels it.
pub(super) fn settlement(
    task: &Value,
    kind: TaskKind,
    register: &Register,
    strict: bool,
) -> Result<Settlement, Failure> {
    let (sign, is_correction) = match kind {
        TaskKind::Receipt(sign) => (sign, false),
        TaskKind::Correction(sign, old) if old || register.ffd != Ffd::V1_05 => (sign, true),
        _ => return Err(Failure::new(INVALID_RECEIPT_TYPE)),
    };
    let is_old_correction = is_correction && register.ffd == Ffd::V1_05;
    let mut tags = Tags::new();
    tlv::put(&mut tags, 1054, sign.into());
    head(task, register, strict, &mut tags)?;
    if is_correction {
        reason(task, &mut tags)?;
    }
    let positions = if is_old_correction { Vec::new() } else { positions(task, register, strict)? };
    attributes(task, &mut tags);
    let (paid, given) = payments(task)?;
    let sum = positions.iter().try_fold(0, |sum, position| together(sum, position.amount))?;
    let total = match at(task, "total") {
        _ if is_old_correction => given,
        None => sum,
        Some(total) => kopecks(total)?,
    };
    if !is_old_correction && !(0..ROUBLE).contains(&(sum - total)) {
        return Err(Failure::new(INVALID_TOTAL));
    }
    vat(task, &positions, is_old_correction, &mut tags)?;
    let cash = settle(total, given, paid, &mut tags)?;
    let marks = positions.iter().filter(|position| position.is_marked).count();
    for position in positions {
        tlv::put(&mut tags, 1059, position.tags.into());
    }
    let cash = if matches!(sign, 1 | 4) { cash } else { -cash };
    if together(register.cash, cash)? < 0 {
        return Err(Failure::new(NO_CASH));
    }
    tlv::ensure_writable(&tags)?;
    Ok(Settlement { tags, cash, marks, is_correction })
}

/// What stands at the head of a receipt: taxation, buyer, place, agent.
fn head(task: &Value, register: &Register, strict: bool, tags: &mut Tags) -> Result<(), Failure> {
    tlv::put(tags, 1055, taxation(task, register)?.into());
    put_text(tags, 1008, at(task, "clientInfo.emailOrPhone"));
    let is_electronic = task.get("electronically") == Some(&Value::Bool(true));
    if is_electronic && !tags.contains_key("1008") {
        return Err(Failure::because(NO_REQUIRED_TAG, "Нет обязательного реквизита: 1008"));
    }
    let ffd = register.ffd;
    client(task, ffd, strict, tags)?;
    let place = |given: &str, registered: &str| {
        at(task, given).filter(|text| *text != "").or_else(|| register.registered(registered)).cloned()
    };
    put_text(tags, 1009, place("paymentsAddress", "organization.address").as_ref());
    put_text(tags, 1187, place("paymentsPlace", "device.paymentsAddress").as_ref());
    put_text(tags, 1117, place("companyInfo.email", "organization.email").as_ref());
    put_text(tags, 1036, at(task, "machineNumber"));
    agent_data(task, tags);
    phones(task, "supplierInfo.phones", 1171, tags);
    let agents = at(task, "agentInfo.agents").and_then(Value::as_array).into_iter().flatten();
    let bits: u16 = agents
        .filter_map(Value::as_str)
        .filter_map(|word| words::code(words::AGENTS, word))
        .fold(0, |bits, bit| bits | bit);
    if !ffd.is_1_2() {
        if bits != 0 {
            tlv::put(tags, 1057, bits.into());
        }
        return Ok(());
    }
    put_text(tags, 1226, at(task, "supplierInfo.vatin"));
    industry(task, 1261, tags);
    if let Some(operation) = at(task, "operationInfo") {
        tlv::put(tags, 1270, operation_tags(operation)?.into());
    }
    Ok(())
}

/// The operational attribute. The driver's script fails without its time.
fn operation_tags(operation: &Value) -> Result<Tags, Failure> {
    let time = operation["dateTime"].as_str().ok_or_else(|| Failure::new(failure::SCRIPT))?;
    let time = dates::moment(time).ok_or_else(|| Failure::because(TAG_NOT_WRITTEN, "Реквизит не записан: 1273"))?;
    let mut tree = Tags::new();
    if let Some(id) = at(operation, "id") {
        let fits = id.as_u64().is_some_and(|id| id <= 255);
        fits.then_some(()).ok_or_else(|| Failure::because(TAG_NOT_WRITTEN, "Реквизит не записан: 1271"))?;
        tlv::put(&mut tree, 1271, id.clone());
    }
    put_text(&mut tree, 1272, at(operation, "data"));
    tlv::put(&mut tree, 1273, dates::iso(time).into());
    Ok(tree)
}

fn client(task: &Value, ffd: Ffd, strict: bool, tags: &mut Tags) -> Result<(), Failure> {
    const NEW: [(&str, u16); 5] = [
        ("birthDate", 1243),
        ("citizenship", 1244),
        ("identityDocumentCode", 1245),
        ("identityDocumentData", 1246),
        ("address", 1254),
    ];
    let given = |name: &str| at(task, &format!("clientInfo.{name}"));
    let known = [("name", 1227), ("vatin", 1228)].into_iter().chain(NEW.into_iter().filter(|_| ffd.is_1_2()));
    let mut tree = Tags::new();
    for (name, tag) in known {
        put_text(&mut tree, tag, given(name));
    }
    let foreign = NEW.into_iter().find(|(name, _)| !ffd.is_1_2() && given(name).is_some());
    if let Some((name, _)) = foreign.filter(|_| strict) {
        return Err(Failure::because(NOT_IN_THIS_FFD, format!("Невозможно в этой версии ФФД: clientInfo.{name}")));
    }
    if !ffd.is_1_2() {
        tags.extend(tree);
    } else if !tree.is_empty() {
        tlv::put(tags, 1256, tree.into());
    }
    Ok(())
}

/// The taxation of a receipt: the one it names, the default one, or the only one of the registration.
fn taxation(task: &Value, register: &Register) -> Result<u16, Failure> {
    let registered: Vec<&str> = register
        .registered("organization.taxationTypes")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let word = at(task, "taxationType").and_then(Value::as_str).filter(|word| !word.is_empty());
    let default = register.registered("device.defaultTaxationType").and_then(Value::as_str);
    let only = registered.first().copied().filter(|_| registered.len() == 1);
    let word = word.or(default).or(only).filter(|word| registered.contains(word));
    word.and_then(|word| words::code(words::TAXATION, word)).ok_or_else(|| Failure::new(WRONG_TAXATION))
}

/// Why a correction is made (1173, 1174).
fn reason(task: &Value, tags: &mut Tags) -> Result<(), Failure> {
    let missing = |tag: u16| Failure::because(NO_REQUIRED_TAG, format!("Нет обязательного реквизита: {tag}"));
    let kind = at(task, "correctionType").and_then(Value::as_str);
    let kind = kind.and_then(|word| words::code(words::CORRECTION_TYPES, word)).ok_or_else(|| missing(1173))?;
    let date = at(task, "correctionBaseDate").and_then(Value::as_str).ok_or_else(|| missing(1178))?;
    let date = dates::moment(date).ok_or_else(|| Failure::because(TAG_NOT_WRITTEN, "Реквизит не записан: 1178"))?;
    tlv::put(tags, 1173, kind.into());
    let mut base = Tags::new();
    put_text(&mut base, 1177, at(task, "correctionBaseName"));
    tlv::put(&mut base, 1178, dates::iso(date).into());
    put_text(&mut base, 1179, at(task, "correctionBaseNumber"));
    if kind == 1 && !base.contains_key("1179") {
        return Err(missing(1179));
    }
    tlv::put(tags, 1174, base.into());
    Ok(())
}

fn items(task: &Value) -> impl Iterator<Item = &Value> {
    at(task, "items").and_then(Value::as_array).into_iter().flatten()
}

/// The positions. A line of print between them that fails cancels the receipt, unless the task says otherwise.
fn positions(task: &Value, register: &Register, strict: bool) -> Result<Vec<Position>, Failure> {
    let is_on = |name: &str| task.get(name) == Some(&Value::Bool(true));
    let checks_print = !is_on("electronically") && !is_on("ignoreNonFiscalPrintErrors");
    let mut positions = Vec::new();
    for item in items(task) {
        if item["type"] == "position" {
            positions.push(Position::read(item, register, strict)?);
        } else if checks_print {
            print_items::check(item)?;
        }
    }
    Ok(positions)
}

/// The attributes among the items (1084, 1192).
fn attributes(task: &Value, tags: &mut Tags) {
    for item in items(task) {
        match item["type"].as_str() {
            Some("userAttribute") => {
                let named = [("1085", "name"), ("1086", "value")];
                let named = named.into_iter().filter_map(|(tag, name)| Some((tag.to_owned(), at(item, name)?.clone())));
                tlv::put(tags, 1084, Value::Object(named.collect()));
            }
            Some("additionalAttribute") => put_text(tags, 1192, item.get("value")),
            _ => {}
        }
    }
}

/// What was given in each way, by tag, and in all.
fn payments(task: &Value) -> Result<([(u16, i64); 5], i64), Failure> {
    let mut paid = [(1031, 0), (1081, 0), (1215, 0), (1216, 0), (1217, 0)];
    let mut given = 0;
    for payment in task["payments"].as_array().into_iter().flatten() {
        let sum = kopecks(&payment["sum"])?;
        let tag = payment["type"].as_str().and_then(words::payment).map(|(tag, _)| tag);
        let place = paid.iter_mut().find(|(known, _)| Some(*known) == tag);
        place.ok_or_else(|| Failure::because(60, "Неверный тип оплаты"))?.1 += sum;
        given = together(given, sum)?;
    }
    Ok((paid, given))
}

/// Pays the total: first what is not cash, then cash, which gives the change. Returns the cash that stays.
fn settle(total: i64, given: i64, mut paid: [(u16, i64); 5], tags: &mut Tags) -> Result<i64, Failure> {
    if given < total {
        return Err(Failure::new(NOT_FULLY_PAID));
    }
    let non_cash = given - paid[0].1;
    if non_cash > total {
        return Err(Failure::new(NON_CASH_ABOVE_TOTAL));
    }
    paid[0].1 = total - non_cash;
    tlv::put_sum(tags, 1020, total);
    for (tag, sum) in paid {
        tlv::put_sum(tags, tag, sum);
    }
    Ok(paid[0].1)
}

/// VAT of the whole receipt by rate: from its positions, or as the task says.
fn vat(task: &Value, positions: &[Position], is_old_correction: bool, tags: &mut Tags) -> Result<(), Failure> {
    let mut sums = [0_i64; 13];
    for position in positions {
        sums[usize::from(position.rate)] += position.vat;
    }
    let tolerance = i64::try_from(positions.len()).unwrap_or(i64::MAX);
    for tax in at(task, "taxes").and_then(Value::as_array).into_iter().flatten() {
        let sum = kopecks(&tax["sum"])?;
        let Some(rate) = tax["type"].as_str().and_then(words::rate).filter(|_| sum != 0) else { continue };
        let computed = &mut sums[usize::from(rate)];
        let of_rate: i64 = positions.iter().filter(|it| it.rate == rate).map(|it| it.amount).sum();
        let is_near = (sum - *computed).abs() <= tolerance || (sum - vat_in(of_rate, rate)).abs() <= tolerance;
        if !is_old_correction && !is_near {
            return Err(Failure::new(INVALID_TAX_SUM));
        }
        *computed = sum;
    }
    for (rate, tag) in VAT_TAGS {
        if sums[usize::from(rate)] != 0 {
            tlv::put_sum(tags, tag, sums[usize::from(rate)]);
        }
    }
    let mut new = Tags::new();
    for (rate, sum) in (7_u16..).zip(&sums[7..]).filter(|(_, sum)| **sum != 0) {
        tlv::put(&mut new, 1119, json!({"1199": rate, "1120": super::decimal::roubles(*sum)}));
    }
    if !new.is_empty() {
        tlv::put(tags, 1115, new.into());
    }
    Ok(())
}
