//! Sums and counts: of the shift, and those that the register never resets. A register that does not keep one is not
//! helped out: the call fails and says so.

use super::sum;
use crate::failure::{Failure, Result};
use crate::handle::{Handle, Outputs};
use crate::inputs::Inputs;
use crate::numbers::{error as code, param};
use crate::receipt::{double, sum_of};
use crate::value::Value;
use crate::words;
use kassa::Money;
use serde_json::Value as Json;

/// What of a receipt type the revenue counts, and whether it adds to it.
const OF_REVENUE: [(&str, bool); 4] = [("sell", true), ("sellReturn", false), ("buy", false), ("buyReturn", true)];

/// Answers a question about sums and counts; the others are not supported.
pub fn query(handle: &Handle, inputs: &Inputs, number: i64) -> Result<Outputs> {
    match number {
        7 => paid(handle, inputs, "getShiftTotals", "/shiftTotals"),
        8 => of_shift(handle, "/income/sum", money),
        9 => of_shift(handle, "/income/count", count),
        10 => of_shift(handle, "/outcome/sum", money),
        11 => of_shift(handle, "/outcome/count", count),
        12 => revenue(handle),
        25 => of_receipts(handle, inputs, "getOverallTotals", "/overallTotals", ("sum", money)),
        26 => of_receipts(handle, inputs, "getShiftTotals", "/shiftTotals", ("count", count)),
        32 => paid(handle, inputs, "getOverallTotals", "/overallTotals"),
        45 => of_receipts(handle, inputs, "getShiftTotals", "/shiftTotals", ("sum", money)),
        53 => {
            let department = inputs.int(param::DEPARTMENT)?.unwrap_or(1);
            let place = format!("/departmentSum/department{department}/{}", receipt_type(inputs)?);
            money(handle.ask("getDepartmentSum")?.pointer(&place))
        }
        other => Err(Failure::not_supported(&format!("libfptr_query_data, запрос {other}"))),
    }
}

/// The cash in the drawer, which some registers tell with their state.
pub fn cash(handle: &Handle) -> Result<Outputs> {
    if !handle.can("getCashDrawerStatus")
        && let Some(cash) = handle.ask_if_it_can("getDeviceStatus")?.pointer("/deviceStatus/cashSum")
    {
        return money(Some(cash));
    }
    money(handle.ask("getCashDrawerStatus")?.pointer("/counters/cashSum"))
}

/// The register answers, but what was asked is not in its answer.
pub fn no_data(what: &str) -> Failure {
    Failure::new(code::NOT_SUPPORTED, format!("Касса не сообщает: {what}"))
}

/// The word of the receipt type that is asked about; income if none is given.
fn receipt_type(inputs: &Inputs) -> Result<&'static str> {
    let number = inputs.int(param::RECEIPT_TYPE)?.unwrap_or(1);
    let known = words::RECEIPTS.iter().find(|(of_word, word)| *of_word == number && is_counted(word));
    let unknown = || Failure::new(code::INVALID_RECEIPT_TYPE, format!("Итоги по чекам типа {number} касса не считает"));
    known.map(|(_, word)| *word).ok_or_else(unknown)
}

/// Whether registers count receipts of this type for themselves: corrections are among them.
fn is_counted(word: &str) -> bool {
    OF_REVENUE.iter().any(|(counted, _)| *counted == word)
}

/// Makes the outputs of one value of an answer.
type Read = fn(Option<&Json>) -> Result<Outputs>;

fn of_shift(handle: &Handle, place: &str, read: Read) -> Result<Outputs> {
    read(handle.ask("getShiftTotals")?.pointer(&format!("/shiftTotals{place}")))
}

/// What the totals say of the receipts of a type.
fn of_receipts(
    handle: &Handle,
    inputs: &Inputs,
    task: &str,
    place: &str,
    (member, read): (&str, Read),
) -> Result<Outputs> {
    let kind = receipt_type(inputs)?;
    read(handle.ask(task)?.pointer(&format!("{place}/receipts/{kind}/{member}")))
}

/// What was paid in one way in receipts of a type. A way that has no sum yet was never used.
fn paid(handle: &Handle, inputs: &Inputs, task: &str, place: &str) -> Result<Outputs> {
    let number = inputs.int(param::PAYMENT_TYPE)?.unwrap_or(0);
    let word = words::PAYMENTS.iter().find(|(of_word, _)| *of_word == number).map(|(_, word)| *word);
    let name = match word {
        Some(_) if number >= 5 => format!("userPaymentType-{number}"),
        Some(word) => word.to_owned(),
        None => return Err(Failure::new(code::INVALID_PAYMENT_TYPE, format!("Вида оплаты {number} нет"))),
    };
    let kind = receipt_type(inputs)?;
    let answer = handle.ask(task)?;
    let receipts = answer.pointer(&format!("{place}/receipts/{kind}")).ok_or_else(|| no_data("итоги по чекам"))?;
    Ok(Outputs::from([(param::SUM, sum(receipts.pointer(&format!("/payments/{name}"))))]))
}

/// What the shift has earned: income and returned expense, less returned income and expense.
fn revenue(handle: &Handle) -> Result<Outputs> {
    if !handle.can("getShiftTotals")
        && let Some(revenue) = handle.ask_if_it_can("getDeviceStatus")?.pointer("/deviceStatus/revenue")
    {
        return money(Some(revenue));
    }
    let answer = handle.ask("getShiftTotals")?;
    let of_type = |(word, adds): (&str, bool)| {
        let sum = sum_of(answer.pointer(&format!("/shiftTotals/receipts/{word}/sum"))?)?;
        Some(if adds { sum } else { Money::ZERO - sum })
    };
    let parts: Option<Vec<Money>> = OF_REVENUE.into_iter().map(of_type).collect();
    let parts = parts.ok_or_else(|| no_data("выручка смены"))?;
    Ok(Outputs::from([(param::SUM, double(parts.into_iter().fold(Money::ZERO, |all, part| all + part)))]))
}

fn money(value: Option<&Json>) -> Result<Outputs> {
    let sum = value.and_then(sum_of).ok_or_else(|| no_data("сумма"))?;
    Ok(Outputs::from([(param::SUM, double(sum))]))
}

fn count(value: Option<&Json>) -> Result<Outputs> {
    let count = value.and_then(Json::as_i64).ok_or_else(|| no_data("количество"))?;
    Ok(Outputs::from([(param::DOCUMENTS_COUNT, Value::Int(count))]))
}
