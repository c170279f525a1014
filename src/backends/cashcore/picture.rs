//! The image of a document (`GetDocumentImage`): a PNG, as base64 in the answer or in a file.

use super::super::keep::keep;
use super::super::{Failure, NativeCall, Reply, shown};
use super::wire::GetDocumentImage;
use super::{Cashcore, NAME, answers, drawn, request};
use crate::error::{BackendError, Text};
use crate::task::Picture;
use crate::task::answer::Answer;
use crate::transport::{CallContext, Response};
use serde_json::Value;

/// The first bytes of every PNG file.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

const IMAGE: &str = "image";

impl Cashcore {
    pub(super) fn receipt_image(&self, picture: &Picture, context: &CallContext) -> Result<Answer, Failure> {
        let body = GetDocumentImage {
            kkm_ofd_id: self.config.register,
            fr_shift_number: picture.shift,
            shift_document_number: picture.number,
            is_original: picture.original,
            image: drawn(&picture.image),
        };
        let request = request("GetDocumentImage", &body);
        let image = image(self.http.post(&request.path, &request.body, context)?)?;
        let fields = keep(&image, IMAGE, picture.file.as_deref())?;
        Ok(Answer { fields, ..Answer::default() })
    }

    /// Runs a native call that makes no document.
    pub(super) fn native_call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        let response = self.http.exchange(&call.http_request(), context)?;
        match &call.reply {
            Reply::Json if call.secret => answers::accepted(&response).map_err(unsaid),
            Reply::Json => answers::accepted(&response),
            Reply::Text(file) => keep(&image(response)?, IMAGE, file.as_deref()).map(Value::Object),
            Reply::File(file) => keep(&image(response)?, IMAGE, Some(file)).map(Value::Object),
        }
    }
}

/// Removes the register's own text from a failure, because it may repeat the secret of the request.
fn unsaid(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refused) => {
            refused.vendor.text = None;
            Failure::Refused(refused)
        }
        Failure::Unreadable(cause, vendor) => Failure::Unreadable(cause, BackendError { text: None, ..vendor }),
        other => other,
    }
}

/// The bytes of a PNG, or the register's refusal.
fn image(response: Response) -> Result<Vec<u8>, Failure> {
    if response.status < 400 && response.body.starts_with(PNG) {
        return Ok(response.body);
    }
    answers::accepted(&response)?;
    let text = Some(shown(&response.body));
    let vendor = BackendError { name: NAME, code: None, text, http_status: Some(response.status) };
    Err(Failure::Unreadable(Text::of("в ответе нет изображения PNG", "no PNG in the answer"), vendor))
}
