//! The table of a new client (Appendix 1, table П1.1). It marks no field as required. A client is identified by e-mail
//! and ИНН, so these two are required here.

use super::native_parameters::{base64, digits, is_email};
use crate::error::Problem;
use crate::task::read::{Fields, Need};
use crate::task::tax_numbers;

/// Limit for texts whose length the vendor's document does not state.
const LONG: usize = 1024;

/// Checks the data of a client to be registered.
pub(super) fn client(fields: &Fields) {
    fields.text("nickName", Need::Optional, LONG);
    let name = if fields.peek("name").is_none() && fields.peek("Name").is_some() { "Name" } else { "name" };
    fields.text(name, Need::Optional, LONG);
    if fields.text("email", Need::Required, LONG).is_some_and(|email| !is_email(&email)) {
        fields.judge("email", Problem::Range("name@host".into()));
    }
    fields.registered_tax_number("inn", Need::Required, &[10, 12]);
    if fields.text("kpp", Need::Optional, LONG).is_some_and(|code| !tax_numbers::reason_code_is_right(&code)) {
        fields.judge("kpp", Problem::Range("000000000".into()));
    }
    if let Some(number) = fields.text("ogrn", Need::Optional, LONG) {
        if !matches!(number.len(), 13 | 15) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            fields.judge("ogrn", Problem::Range("0–9, 13, 15".into()));
        } else if !tax_numbers::state_number_is_right(&number) {
            fields.judge("ogrn", Problem::TaxNumber("ОГРН, ОГРНИП"));
        }
    }
    fields.text("okved", Need::Optional, LONG);
    for place in ["legalAddress", "actualAddress"] {
        fields.object(place, Need::Optional, |fields| {
            address(fields);
            Some(())
        });
    }
    fields.object("taxPayer", Need::Optional, |fields| {
        for name in ["lastName", "firstName", "secondName"] {
            fields.text(name, Need::Optional, LONG);
        }
        Some(())
    });
    fields.text("phoneNumber", Need::Optional, LONG);
    base64(fields, "agreement", Need::Optional);
}

fn address(fields: &Fields) {
    digits(fields, "regionCode", Need::Optional, 2);
    digits(fields, "zipCode", Need::Optional, 6);
    for name in ["region", "city", "settlement", "street", "building", "housing", "apartment"] {
        fields.text(name, Need::Optional, LONG);
    }
}
