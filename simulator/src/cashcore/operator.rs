//! Who works with the registers: operators with a PIN, a role and, for some, a token.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const ADMINISTRATOR: u8 = 1;
/// No role of the document: a tax inspector tries the register out, and nothing becomes fiscal.
pub(super) const INSPECTOR: u8 = 4;

/// An operator of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// ID; that of the owner is 0.
    pub id: i64,
    /// Name.
    pub name: String,
    /// 1 administrator, 2 senior cashier, 3 cashier; 4 is a tax inspector, for whom nothing is fiscalised.
    pub role: u8,
    /// What stands in `Authorization`.
    pub pin: String,
    /// What may stand there too.
    pub token: Option<String>,
    /// E-mail.
    pub email: String,
    /// IDs of the registers that the operator may use; an administrator may use all.
    pub bindings: Vec<i64>,
    /// ID of the operator who made this one.
    pub owner_id: i64,
    /// Whatever the client keeps here.
    pub custom_data: Value,
}

impl Operator {
    /// An operator with no more than these.
    pub fn new(id: i64, name: &str, role: u8, pin: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            role,
            pin: pin.to_owned(),
            token: None,
            email: String::new(),
            bindings: Vec::new(),
            owner_id: 1,
            custom_data: Value::Null,
        }
    }

    pub(super) fn is_administrator(&self) -> bool {
        self.role == ADMINISTRATOR
    }

    pub(super) fn is_inspector(&self) -> bool {
        self.role == INSPECTOR
    }

    /// Whether this is what the operator authorizes with.
    pub(super) fn is_known_by(&self, secret: &str) -> bool {
        self.pin == secret || self.token.as_deref() == Some(secret)
    }

    /// `KKMOperatorObject`, under the name for its ID that the method has in the document.
    pub(super) fn to_json(&self, id: &str) -> Value {
        let mut shown = json!({
            "name": self.name, "role": self.role, "email": self.email, "bindings": self.bindings,
            "owner_id": self.owner_id, "access_pin": self.pin, "custom_data": self.custom_data,
        });
        shown[id] = self.id.into();
        shown
    }

    /// `Operator` of a document.
    pub(super) fn signature(&self) -> Value {
        json!({"code": self.id, "name": self.name})
    }
}

/// What the header says, with or without `Bearer`.
pub(super) fn secret(authorization: Option<&str>) -> &str {
    let text = authorization.unwrap_or_default().trim();
    match text.split_once(' ') {
        Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") => secret.trim(),
        _ => text,
    }
}
