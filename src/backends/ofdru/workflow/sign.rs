//! Signing: the host gets each document that waits for a signature, and its signature is sent to the service.

use super::advance::{Next, Run};
use super::progress::{Awaited, Step};
use crate::backends::ofdru::application::{Application, Document};
use crate::backends::ofdru::methods;
use crate::backends::ofdru::words::SignatureState;
use crate::error::{Error, ErrorKind, Outcome, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};

impl Run<'_> {
    /// Signs the documents that wait for a signature, as far as the host signs them.
    pub(super) fn sign(&mut self, application: &Application, second: bool) -> Result<Next> {
        let step = if second { Step::ReportSignature } else { Step::Signature };
        let unsigned: Vec<Document> = application
            .documents
            .iter()
            .filter(|document| {
                document.signature == Some(SignatureState::Unsigned) && !self.signed.contains(&document.id)
            })
            .cloned()
            .collect();
        if unsigned.is_empty() {
            return Ok(self.wait(step, Awaited::Registrar));
        }
        let shown = |document: &Document| shown(&application.id, document);
        for (at, document) in unsigned.iter().enumerate() {
            let content = self.content(&application.id, &document.id)?;
            let Some(signature) = (self.signer)(&shown(document), &content) else {
                self.workflow.progress.unsigned = unsigned[at..].iter().map(shown).collect();
                return Ok(self.wait(step, Awaited::Signer));
            };
            self.ensure_not_stopped()?;
            self.begun(step)?;
            let params = json!({ "id": application.id, "documentId": document.id, "signature": signature });
            if let Err(error) = self.registrar.call(methods::SIGN, &params.to_string()) {
                let error = self.allow_correction(error);
                if self.workflow.progress.mendable {
                    // Perhaps another signature is enough.
                    self.workflow.progress.awaited = Awaited::Signer;
                    self.workflow.progress.unsigned = unsigned[at..].iter().map(shown).collect();
                }
                return Err(error);
            }
            self.signed.push(document.id.clone());
            self.done(step)?;
        }
        Ok(Next::GoOn)
    }

    fn content(&self, id: &str, document: &str) -> Result<Vec<u8>> {
        let params = json!({ "id": id, "documentId": document });
        let answer = self.registrar.call(methods::DOWNLOAD, &params.to_string())?;
        let content = answer.get("content").and_then(Value::as_str).unwrap_or_default();
        BASE64_STANDARD.decode(content).map_err(|error| {
            Error::new(ErrorKind::Internal(format!("content of {document}: {error}")), Outcome::NotSent)
        })
    }
}

/// A document as the host gets it.
fn shown(application: &str, document: &Document) -> Value {
    let mut shown = Map::new();
    shown.insert("id".into(), json!(document.id));
    shown.insert("kind".into(), json!(document.kind));
    for (name, text) in [("name", &document.name), ("description", &document.description)] {
        if let Some(text) = text {
            shown.insert(name.into(), json!(text));
        }
    }
    shown.insert("applicationId".into(), json!(application));
    shown.into()
}
