//! Looking up documents: the list, a single document, its image.

use super::amount::{self, of_money};
use super::document::{Document, DocumentKind};
use super::fields;
use super::image::{self, Size};
use super::operations::ofd_id;
use super::operator::Operator;
use super::refusal::{self, Refusal};
use super::state::State;
use super::tape;
use super::ticket::list;
use crate::http::Answer;
use serde_json::{Map, Value, json};

type Request = Map<String, Value>;

const DEFAULT_WIDTH: u64 = 384;
const DEFAULT_THRESHOLD: u8 = 128;

impl State {
    /// `GetTransactionList`: each filter narrows the list.
    pub(super) fn transactions(&self, request: &Request, operator: &Operator) -> Result<Value, Refusal> {
        let register = self.register_for(ofd_id(request, "kkm_ofd_id"), operator)?;
        let commands: Vec<u64> = list(request.get("command_type_list")).iter().filter_map(Value::as_u64).collect();
        let fiscal_id = request.get("fiscal_id").and_then(Value::as_str).filter(|sign| !sign.is_empty());
        if fiscal_id.is_some() && commands != [1] {
            return Err(Refusal::because(refusal::INVALID_FIELDS, "fiscal_id: нужен command_type_list из одной 1"));
        }
        let moment = |name: &str| request.get(name).and_then(Value::as_str).and_then(fields::moment);
        let (start, end) = (moment("period_start"), moment("period_end"));
        let number = |name: &str| request.get(name).and_then(Value::as_u64);
        let wanted = |document: &&Document| {
            let time = fields::moment(&document.time);
            start.is_none_or(|start| time >= Some(start))
                && end.is_none_or(|end| time <= Some(end))
                && (commands.is_empty() || commands.contains(&document.kind.command().into()))
                && number("transaction_id").is_none_or(|id| id == document.id)
                && number("shift_number").is_none_or(|shift| shift == u64::from(document.shift))
                && fiscal_id.is_none_or(|sign| document.fiscal_id.as_deref() == Some(sign))
        };
        Ok(self.documents(register.ofd_id).filter(wanted).map(|document| shown(document, &brief(document))).collect())
    }

    pub(super) fn transaction(&self, request: &Request, operator: &Operator) -> Result<Value, Refusal> {
        let register = self.register_for(ofd_id(request, "kkm_ofd_id"), operator)?;
        let id = request.get("transaction_id").and_then(Value::as_u64);
        let found = self.documents(register.ofd_id).find(|document| Some(document.id) == id);
        let document = found.ok_or_else(|| Refusal::new(refusal::NO_SUCH_TRANSACTION))?;
        Ok(shown(document, &document.data))
    }

    pub(super) fn image(&self, request: &Request, operator: &Operator) -> Result<Answer, Refusal> {
        let register = self.register_for(ofd_id(request, "kkm_ofd_id"), operator)?;
        let number = |name: &str| request.get(name).and_then(Value::as_u64);
        let place = (number("fr_shift_number"), number("shift_document_number"));
        let is_there = |document: &&Document| (Some(document.shift.into()), Some(document.number.into())) == place;
        let found = self.documents(register.ofd_id).find(is_there);
        let document = found.ok_or_else(|| Refusal::new(refusal::NO_SUCH_OPERATION))?;
        let scale = request.get("image_scale").and_then(|scale| amount::scaled(scale, 3)).unwrap_or(1000);
        let threshold = number("image_pixel_draw_threshold").and_then(|threshold| u8::try_from(threshold).ok());
        let size = Size {
            width: usize::try_from(number("image_width").unwrap_or(DEFAULT_WIDTH)).unwrap_or_default(),
            scale: usize::try_from(scale).unwrap_or_default(),
            threshold: threshold.unwrap_or(DEFAULT_THRESHOLD),
        };
        let body = image::png(&tape::printed(document, register).text, size);
        Ok(Answer { status: 200, content_type: "image/png", file_name: None, headers: &[], body })
    }
}

fn shown(document: &Document, body: &Value) -> Value {
    json!({
        "ID": document.id, "date": format!("{}.000", document.time), "command": document.kind.command(),
        "fr_shift_number": document.shift, "shift_document_number": document.number,
        "is_offline": document.offline, "body": body,
    })
}

/// The short form of a document that the list shows.
fn brief(document: &Document) -> Value {
    let body = &document.data;
    match document.kind {
        DocumentKind::Ticket => json!({
            "operation": body["operation"],
            "payments": list(body.get("paymentsList")).iter().map(|payment| payment["type"].clone()).collect::<Value>(),
            "sum": amount::number(of_money(&body["amounts"]["total"])), "fiscal_id": document.fiscal_id,
        }),
        DocumentKind::MoneyPlacement => {
            json!({"operation": body["operation"], "sum": amount::number(of_money(&body["sum"]))})
        }
        DocumentKind::Report | DocumentKind::CloseShift => {
            let revenue = of_money(&body["revenue"]["sum"]);
            let negative = body["revenue"]["is_negative"] == true;
            let sum =
                |sum: &Value| json!({"operation": sum["operation"], "sum": amount::number(of_money(&sum["sum"]))});
            json!({
                "type": u8::from(document.kind == DocumentKind::Report),
                "revenue": amount::number(if negative { -revenue } else { revenue }),
                "non_nullable_sums": list(body.get("non_nullable_sumsList")).iter().map(sum).collect::<Value>(),
            })
        }
    }
}
