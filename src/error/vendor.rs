//! Errors in the vendor's own words and numbers.

use serde_json::{Map, Value, json};

/// The error as the register or server itself reported it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackendError {
    /// Name of the backend, such as `icash`.
    pub name: &'static str,
    /// The vendor's error code.
    pub code: Option<i64>,
    /// The vendor's text.
    pub text: Option<String>,
    /// HTTP status of the answer; `None` if the error did not come as an HTTP answer.
    pub http_status: Option<u16>,
}

/// The error of a register behind a server, as the server passes it on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceError {
    /// The vendor's error code.
    pub code: Option<i64>,
    /// The vendor's text.
    pub text: Option<String>,
}

impl BackendError {
    pub(super) fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("name".into(), json!(self.name));
        if let Some(code) = self.code {
            object.insert("code".into(), json!(code));
        }
        if let Some(text) = &self.text {
            object.insert("text".into(), json!(text));
        }
        if let Some(status) = self.http_status {
            object.insert("httpStatus".into(), json!(status));
        }
        Value::Object(object)
    }
}

impl DeviceError {
    pub(super) fn to_json(&self) -> Value {
        let mut object = Map::new();
        if let Some(code) = self.code {
            object.insert("code".into(), json!(code));
        }
        if let Some(text) = &self.text {
            object.insert("text".into(), json!(text));
        }
        Value::Object(object)
    }
}
