//! The bodies of documents (`TicketObject` and `MoneyPlacementObject`) and the parts that they share.

use super::amount::{self, money, tiyn};
use super::operator::Operator;
use super::ticket::{Settlement, list};
use crate::clock::Moment;
use serde_json::{Map, Value, json};

/// The fiscal sign of a ticket. The OFD assigns it, or the register itself while the OFD is unreachable.
pub(super) struct Sign {
    pub(super) fiscal_id: String,
    pub(super) qr_code: String,
    /// Number of the autonomous (offline) ticket; 0 for any other ticket.
    pub(super) offline_ticket: u32,
}

/// A `DateTime` object.
pub(super) fn date_time(time: Option<Moment>) -> Value {
    let [year, month, day, hour, minute, second] = time.map_or([0; 6], Moment::parts);
    json!({
        "date": {"year": year, "month": month, "day": day},
        "time": {"hour": hour, "minute": minute, "second": second},
    })
}

/// Builds a `MoneyPlacementObject`.
pub(super) fn placement(
    operation: usize,
    sum: i64,
    (shift, number): (u32, u32),
    offline: bool,
    operator: &Operator,
    now: Moment,
) -> Value {
    json!({
        "datetime": date_time(Some(now)), "operation": operation, "sum": money(sum), "is_offline": offline,
        "fr_shift_number": shift, "printed_document_number": number, "operator": operator.signature(),
    })
}

/// Builds a `TicketObject`.
pub(super) fn ticket(
    request: &Map<String, Value>,
    settlement: &Settlement,
    sign: &Sign,
    (shift, number): (u32, u32),
    operator: &Operator,
    now: Moment,
) -> Value {
    let amounts = request.get("amounts").unwrap_or(&Value::Null);
    let customer = request.get("customer_iin_or_bin").and_then(Value::as_str).unwrap_or_default();
    json!({
        "operation": request.get("operation"),
        "date_time": date_time(Some(now)),
        "operator": operator.signature(),
        "domain": domain(request.get("domain")),
        "amounts": {
            "total": money(settlement.to_pay), "taken": money(settlement.taken), "change": money(settlement.change),
            "markup": modifier(&amounts["markup"]), "discount": modifier(&amounts["discount"]),
        },
        "extension_options": {
            "customer_email": "", "customer_phone": "", "customer_iin_or_bin": customer,
            "auxiliaryList": pairs(request.get("auxiliary")),
        },
        "offline_ticket_number": sign.offline_ticket,
        "printed_document_number_old": sign.fiscal_id,
        "printed_ticket": sign.qr_code,
        "fr_shift_number": shift,
        "shift_document_number": number,
        "printed_document_number": 0,
        "itemsList": list(request.get("items")).iter().flat_map(item).collect::<Value>(),
        "paymentsList": payments(request, settlement),
        "taxesList": taxes(request.get("taxes")),
        "ad_infosList": [],
    })
}

/// An item. A discount or markup follows as an item of its own.
fn item(item: &Value) -> Vec<Value> {
    let goods = &item["commodity"];
    let text = |name: &str| goods[name].as_str().unwrap_or_default();
    let mut items = vec![json!({
        "type": 1,
        "commodity": {
            "code": 0, "name": text("name"), "section_code": text("section_code"),
            "quantity": amount::scaled(&goods["quantity"], 3), "price": money(tiyn(&goods["price"])),
            "sum": money(tiyn(&goods["sum"])), "excise_stamp": text("excise_stamp"),
            "physical_label": text("physical_label"), "product_id": text("product_id"), "barcode": text("barcode"),
            "measure_unit_code": text("measure_unit_code"), "taxesList": taxes(goods.get("taxes")),
            "auxiliaryList": pairs(goods.get("auxiliary")),
        },
    })];
    for (code, name) in [(3, "markup"), (5, "discount")] {
        if tiyn(&item[name]["sum"]) > 0 {
            let mut part = json!({"type": code});
            part[name] = modifier(&item[name]);
            items.push(part);
        }
    }
    items
}

fn modifier(given: &Value) -> Value {
    json!({
        "name": given["name"].as_str().unwrap_or_default(), "sum": money(tiyn(&given["sum"])),
        "taxesList": taxes(given.get("taxes")), "auxiliaryList": pairs(given.get("auxiliary")),
    })
}

fn taxes(given: Option<&Value>) -> Value {
    let shown = |tax: &Value| {
        json!({
            "percent": amount::scaled(&tax["percent"], 3), "sum": money(tiyn(&tax["sum"])),
            "is_in_total_sum": tax["is_in_total_sum"],
        })
    };
    list(given).iter().map(shown).collect()
}

fn pairs(given: Option<&Value>) -> Value {
    let shown = |pair: &Value| json!({"key": pair["key"], "value": pair["value"].as_str().unwrap_or_default()});
    list(given).iter().map(shown).collect()
}

fn payments(request: &Map<String, Value>, settlement: &Settlement) -> Value {
    let shown = |payment: &Value| {
        let sum = if payment["type"] == 0 { settlement.cash } else { tiyn(&payment["sum"]) };
        json!({"type": payment["type"], "sum": money(sum)})
    };
    list(request.get("payments")).iter().map(shown).collect()
}

/// The branch of trade. Its attributes are returned as they were received.
fn domain(given: Option<&Value>) -> Value {
    let mut shown = given.cloned().unwrap_or_else(|| json!({}));
    if shown.get("type").is_none() {
        shown["type"] = 0.into();
    }
    shown
}
