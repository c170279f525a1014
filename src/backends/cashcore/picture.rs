//! The picture of a document (`GetDocumentImage`): PNG into the answer as base64, or into a file.

use super::super::{Failure, OwnCall, Reply, shown};
use super::wire::GetDocumentImage;
use super::{Cashcore, NAME, answers, drawn, request};
use crate::error::BackendError;
use crate::task::Picture;
use crate::task::answer::Answer;
use crate::transport::{Response, Watch};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// First bytes of a PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Cashcore {
    pub(super) fn receipt_image(&self, picture: &Picture, watch: &Watch) -> Result<Answer, Failure> {
        let body = GetDocumentImage {
            kkm_ofd_id: self.config.register,
            fr_shift_number: picture.shift,
            shift_document_number: picture.number,
            is_original: picture.original,
            image: drawn(&picture.image),
        };
        let request = request("GetDocumentImage", &body);
        let image = image(self.http.post(&request.path, &request.body, watch)?)?;
        let fields = kept(&image, picture.file.as_deref())?;
        Ok(Answer { fields, ..Answer::default() })
    }

    /// Calls a method that makes no document.
    pub(super) fn own_call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure> {
        let response = self.http.exchange(&call.outgoing(), watch)?;
        match &call.reply {
            Reply::Json if call.secret => answers::accepted(&response).map_err(unsaid),
            Reply::Json => answers::accepted(&response),
            Reply::Text(file) => kept(&image(response)?, file.as_deref()).map(Value::Object),
            Reply::File(file) => kept(&image(response)?, Some(file)).map(Value::Object),
        }
    }
}

/// The failure without the register's own text, which may repeat the secret of the request.
fn unsaid(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refused) => {
            refused.said.text = None;
            Failure::Refused(refused)
        }
        Failure::Unreadable(cause, said) => Failure::Unreadable(cause, BackendError { text: None, ..said }),
        other => other,
    }
}

/// The bytes of a PNG, or what the register said instead.
fn image(response: Response) -> Result<Vec<u8>, Failure> {
    if response.status < 400 && response.body.starts_with(PNG) {
        return Ok(response.body);
    }
    answers::accepted(&response)?;
    let text = Some(shown(&response.body));
    let said = BackendError { name: NAME, code: None, text, http_status: Some(response.status) };
    Err(Failure::Unreadable("no PNG in the answer".into(), said))
}

/// The image in the answer, or in a file that takes its name when it is whole.
fn kept(image: &[u8], file: Option<&Path>) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    let Some(file) = file else {
        fields.insert("image".into(), json!(BASE64_STANDARD.encode(image)));
        return Ok(fields);
    };
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    std::fs::write(&part, image).and_then(|()| std::fs::rename(&part, file)).map_err(|error| {
        let said = BackendError { name: NAME, ..BackendError::default() };
        Failure::Unreadable(format!("{}: {error}", file.display()), said)
    })?;
    fields.insert("file".into(), json!(file.display().to_string()));
    fields.insert("bytes".into(), json!(image.len()));
    Ok(fields)
}
