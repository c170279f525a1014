//! Operators: each has a PIN, a role and, optionally, a token.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const ADMINISTRATOR: u8 = 1;
/// Not a role of the vendor's document: a tax inspector only tests the register, and nothing becomes fiscal.
pub(super) const INSPECTOR: u8 = 4;

/// An operator of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// ID; 0 is the owner.
    pub id: i64,
    /// Name, as tickets show it.
    pub name: String,
    /// 1 administrator, 2 senior cashier, 3 cashier, 4 tax inspector. Documents of a tax inspector are not fiscal.
    pub role: u8,
    /// PIN, sent in the `Authorization` header.
    pub pin: String,
    /// Token, accepted in the `Authorization` header in place of the PIN.
    pub token: Option<String>,
    /// E-mail address; no two operators have the same one.
    pub email: String,
    /// IDs of the registers that the operator may use. An administrator may use all registers.
    pub bindings: Vec<i64>,
    /// ID of the operator who created this one.
    pub owner_id: i64,
    /// Data of the client, stored unchanged.
    pub custom_data: Value,
}

impl Operator {
    /// Creates an operator with only these values.
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

    /// Whether this is the operator's PIN or token.
    pub(super) fn is_known_by(&self, secret: &str) -> bool {
        self.pin == secret || self.token.as_deref() == Some(secret)
    }

    /// `KKMOperatorObject`. The vendor's document names the ID differently from method to method, so `id` is the name
    /// to use.
    pub(super) fn to_json(&self, id: &str) -> Value {
        let mut shown = json!({
            "name": self.name, "role": self.role, "email": self.email, "bindings": self.bindings,
            "owner_id": self.owner_id, "access_pin": self.pin, "custom_data": self.custom_data,
        });
        shown[id] = self.id.into();
        shown
    }

    /// The `Operator` object of a document.
    pub(super) fn signature(&self) -> Value {
        json!({"code": self.id, "name": self.name})
    }
}

/// The PIN or token in the header's value, with or without `Bearer`.
pub(super) fn secret(authorization: Option<&str>) -> &str {
    let text = authorization.unwrap_or_default().trim();
    match text.split_once(' ') {
        Some((scheme, secret)) if scheme.eq_ignore_ascii_case("bearer") => secret.trim(),
        _ => text,
    }
}
