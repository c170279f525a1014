//! Who made a document, where, and on which register: what `getRegistrationInfo` returns, with what the document itself
//! says.

use crate::task::answer::FiscalParams;
use crate::task::policy::Country;
use serde_json::Value;

/// Who made a document, where, and on which register. What is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seller {
    /// Name (1048).
    pub name: Option<String>,
    /// ИНН (1018); in Kazakhstan БИН or ИИН.
    pub vatin: Option<String>,
    /// Address of settlements (1009).
    pub address: Option<String>,
    /// Place of settlements (1187).
    pub place: Option<String>,
    /// E-mail of the sender of receipts (1117).
    pub email: Option<String>,
    /// Site on which receipts are checked (1060).
    pub site: Option<String>,
    /// Registration number of the register (1037).
    pub registration_number: Option<String>,
    /// Serial number of the register (1013).
    pub serial: Option<String>,
    /// Version of the format of fiscal documents (1209).
    pub ffd: Option<String>,
    /// Name of the OFD (1046).
    pub ofd: Option<String>,
    /// ИНН of the OFD (1017).
    pub ofd_vatin: Option<String>,
}

impl Seller {
    /// From the answer to `getRegistrationInfo`, or from as much of it as the caller has.
    pub fn of(registration: &Value, country: Country) -> Self {
        let text = |object: &str, name: &str| text(registration.get(object)?, name);
        let (address, place) = match country {
            Country::Russia => (text("organization", "address"), text("device", "paymentsAddress")),
            // There the register has an address of its own beside that of the company.
            Country::Kazakhstan => {
                let own = text("device", "paymentsAddress");
                (own.or_else(|| text("organization", "address")), text("device", "paymentsPlace"))
            }
        };
        Self {
            name: text("organization", "name"),
            vatin: text("organization", "vatin"),
            address,
            place,
            email: text("organization", "email"),
            site: text("device", "fnsUrl"),
            registration_number: text("device", "registrationNumber"),
            serial: text("device", "serial").or_else(|| text("deviceInfo", "serial")),
            ffd: text("device", "ffdVersion"),
            ofd: text("ofd", "name"),
            ofd_vatin: text("ofd", "vatin"),
        }
    }

    /// Takes what the register recorded with the document; it overrides the registration.
    pub fn recorded(&mut self, fiscal: &FiscalParams) {
        prefer(fiscal.fns_url.as_ref(), &mut self.site);
        prefer(fiscal.registration_number.as_ref(), &mut self.registration_number);
    }
}

/// Replaces what is known by what a better source says, if that says anything.
pub fn prefer(better: Option<&String>, known: &mut Option<String>) {
    if let Some(better) = better {
        *known = Some(better.clone());
    }
}

/// A member that is a text or a number.
pub fn text(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
