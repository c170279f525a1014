//! The tables of an application (tables 1, 3, 4, 7; §2.5.1): which fields are allowed and required, checked before
//! anything is sent.

use super::words::{CompanyType, Purpose};
use crate::error::{Problem, Text};
use crate::task::json::Node;
use crate::task::read::{Fields, Need};
use crate::task::tax_numbers;
use base64::prelude::{BASE64_STANDARD, Engine};

/// Limit for texts whose length the vendor's document does not state.
const LONG: usize = 1024;

/// Reasons for a change of registration (table 1).
const REREGISTRATION: [&str; 8] = [
    "AutomatedDeviceChanged",
    "FnChanged",
    "InstallmentPlaceChanged",
    "OfdChaged",
    "Other",
    "SwitchedFromOfflineToOnlineMode",
    "SwitchedFromOnlineToOfflineMode",
    "UserChanged",
];

/// Reasons for a deregistration (table 1).
const UNREGISTRATION: [&str; 2] = ["Lost", "Stolen"];

/// Modes of use of a register (table 1).
const USAGE: [&str; 9] = [
    "Banking",
    "ExcisableGoods",
    "FormsForReports",
    "Gambling",
    "Lottery",
    "Agent",
    "AutomatedDevice",
    "Internet",
    "Mobile",
];

/// The groups of flags in `KktDetails` for an application with this purpose: name of the group, names of the flags.
pub fn switches(purpose: Purpose) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let reasons: Option<(_, &[&str])> = match purpose {
        Purpose::InitialRegistration => None,
        Purpose::Reregistration => Some(("ReregistrationReasons", &REREGISTRATION)),
        Purpose::Unregistration => Some(("UnregistrationReasons", &UNREGISTRATION)),
    };
    [("UsageMode", USAGE.as_slice())].into_iter().chain(reasons)
}

/// An application to be created (table 1).
///
/// All fields that `prepareDocuments` requires later (§2.5.1) are required already here, so that the caller learns of
/// all missing ones before an application exists.
pub(super) fn create(fields: &Fields) {
    id(fields, "ofdAgreementId", Need::Optional);
    application(fields);
}

/// Checks purpose and content of an application. `None` if the purpose cannot be read.
pub fn application(fields: &Fields) -> Option<Purpose> {
    let purpose = fields.word::<Purpose>("purpose", Need::Required, None);
    let details = |fields: &Fields| {
        register(fields, Need::Required);
        if let Some(purpose) = purpose {
            reasons_fit(fields, purpose);
        }
        Some(())
    };
    fields.object(spelled(fields, "KktDetails", "kktDetails"), Need::Required, details);
    fields.object(spelled(fields, "CompanyDetails", "companyDetails"), Need::Required, |fields| {
        company(fields, Need::Required);
        Some(())
    });
    purpose
}

/// Changes of an application (table 3): any part of its content.
pub(super) fn update(fields: &Fields) {
    id(fields, "id", Need::Required);
    let parts = [spelled(fields, "kktDetails", "KktDetails"), spelled(fields, "companyDetails", "CompanyDetails")];
    fields.object(parts[0], Need::Optional, |fields| {
        register(fields, Need::Optional);
        Some(())
    });
    fields.object(parts[1], Need::Optional, |fields| {
        company(fields, Need::Optional);
        Some(())
    });
    if parts.iter().all(|part| fields.is_missing(part)) {
        fields.judge(parts[0], Problem::Missing);
    }
}

/// One application by its `id`, or all of an account (table 4).
pub(super) fn get(fields: &Fields) {
    if id(fields, "id", Need::Optional).is_none() {
        id(fields, "ofdAgreementId", Need::Optional);
    }
}

/// `prepareDocuments` (§2.5).
pub(super) fn by_id(fields: &Fields) {
    id(fields, "id", Need::Required);
}

/// `sign` (table 7).
pub(super) fn sign(fields: &Fields) {
    id(fields, "id", Need::Required);
    id(fields, "documentId", Need::Required);
    base64(fields, "signature", Need::Required);
}

/// `download` (§2.7). `file` is the library's own member.
pub(super) fn download(fields: &Fields) {
    id(fields, "id", Need::Required);
    id(fields, "documentId", Need::Required);
    fields.text("file", Need::Optional, 4096);
}

/// The spelling of a name that the caller used.
fn spelled(fields: &Fields, name: &'static str, also: &'static str) -> &'static str {
    if fields.peek(name).is_none() && fields.peek(also).is_some() { also } else { name }
}

/// An id of the service. Only hexadecimal digits and hyphens, because it becomes part of a path; a UUID is not
/// required, since not all ids in the vendor's examples are one.
pub fn id(fields: &Fields, name: &'static str, need: Need) -> Option<String> {
    let id = fields.text(name, need, 64)?;
    if !id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        fields.judge(name, Problem::Range("0–9, a–f, -".into()));
        return None;
    }
    Some(id)
}

/// Base64 of any length.
pub(super) fn base64(fields: &Fields, name: &'static str, need: Need) {
    if let Some(text) = fields.text(name, need, usize::MAX)
        && BASE64_STANDARD.decode(text.as_bytes()).is_err()
    {
        fields.judge(name, Problem::Form(Text::of("Это не base64", "This is not base64")));
    }
}

/// `KktDetails`. `need` applies to the fields of §2.5.1.
fn register(fields: &Fields, need: Need) {
    fields.text("FnName", need, LONG);
    digits(fields, "FnNumber", need, 16);
    fields.text("Model", need, LONG);
    fields.text("SerialNumber", need, 20);
    digits(fields, "FnsBranchCode", need, 4);
    let machine = fields.text("AutomaticDeviceNumber", Need::Optional, 20);
    fields.object("InstallmentAddress", need, |fields| {
        fields.text("FiasCode", need, 64);
        address(fields, need);
        Some(())
    });
    fields.text("InstallmentPlace", need, LONG);
    flags(fields, "UsageMode", &USAGE);
    let automated = is_set(fields.peek("UsageMode"), "AutomatedDevice");
    if automated && machine.is_none() && need == Need::Required {
        fields.judge("AutomaticDeviceNumber", Problem::Missing);
    }
    fields.object("FiscalDocumentData", Need::Optional, |fields| {
        date_time(fields, "DateTime");
        fields.text_or_number("DocumentNumber", 10);
        fields.text("Signature", Need::Optional, 64)
    });
    flags(fields, "UnregistrationReasons", &UNREGISTRATION);
    flags(fields, "ReregistrationReasons", &REREGISTRATION);
}

/// `CompanyDetails`. `need` applies to the fields of §2.5.1.
fn company(fields: &Fields, need: Need) {
    let kind = fields.word::<CompanyType>("CompanyType", need, None);
    numbers(fields, kind, need);
    fields.text("CompanyName", need, LONG);
    digits(fields, "FnsBranchCode", need, 4);
    let director = if kind == Some(CompanyType::PrivateEnterpreneur) { need } else { Need::Optional };
    fields.object("Director", director, |fields| {
        person(fields, director);
        Some(())
    });
    fields.object("LegalAddress", need, |fields| {
        address(fields, need);
        Some(())
    });
    fields.object("Signatory", need, |fields| {
        person(fields, need);
        if fields.text("Email", need, LONG).is_some_and(|email| !is_email(&email)) {
            fields.judge("Email", Problem::Range("name@host".into()));
        }
        fields.text("Phone", need, LONG);
        fields.text("Position", need, LONG);
        fields.text("Reason", Need::Optional, LONG)
    });
}

/// ИНН, ОГРН and КПП, each in the form for a legal entity or for an entrepreneur (ИП).
fn numbers(fields: &Fields, kind: Option<CompanyType>, need: Need) {
    let forms: (&[usize], &[usize]) = match kind {
        Some(CompanyType::LegalEntity) => (&[10], &[13]),
        Some(CompanyType::PrivateEnterpreneur) => (&[12], &[15]),
        None => (&[10, 12], &[13, 15]),
    };
    if fields.registered_tax_number("Inn", need, &[10, 12]).is_some_and(|number| !forms.0.contains(&number.len())) {
        fields.judge("Inn", Problem::Range(format!("0–9, {:?}", forms.0)));
    }
    if let Some(number) = fields.text("Ogrn", need, LONG) {
        if !forms.1.contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            fields.judge("Ogrn", Problem::Range(format!("0–9, {:?}", forms.1)));
        } else if !tax_numbers::state_number_is_right(&number) {
            fields.judge("Ogrn", Problem::TaxNumber("ОГРН, ОГРНИП"));
        }
    }
    let reason = if kind == Some(CompanyType::LegalEntity) { need } else { Need::Optional };
    if let Some(code) = fields.text("Kpp", reason, LONG) {
        if kind == Some(CompanyType::PrivateEnterpreneur) {
            let text = Text::of("У предпринимателя нет КПП", "A sole proprietor has no КПП");
            fields.judge("Kpp", Problem::Form(text));
        } else if !tax_numbers::reason_code_is_right(&code) {
            fields.judge("Kpp", Problem::Range("000000000".into()));
        }
    }
}

fn person(fields: &Fields, need: Need) {
    for name in ["FirstName", "LastName", "MiddleName"] {
        fields.text(name, need, LONG);
    }
}

/// An address. Only the code of the region can be required.
fn address(fields: &Fields, need: Need) {
    digits(fields, "RegionCode", need, 2);
    digits(fields, "PostalCode", Need::Optional, 6);
    for name in ["Region", "Settlement", "Street", "HouseNumber", "Building", "Office"] {
        fields.text(name, Need::Optional, LONG);
    }
}

pub(super) fn digits(fields: &Fields, name: &'static str, need: Need, count: usize) {
    if let Some(text) = fields.text(name, need, LONG)
        && (text.len() != count || !text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        fields.judge(name, Problem::Range(format!("0–9, {count}")));
    }
}

fn date_time(fields: &Fields, name: &'static str) {
    if let Some(text) = fields.text(name, Need::Optional, 32) {
        let (time, rest) = text.split_at_checked(19).unwrap_or((&text, ""));
        if crate::task::date::date_time(time, 'T').is_none() || !is_fraction_and_zone(rest) {
            fields.judge(name, Problem::Date("YYYY-MM-DDTHH:MM:SS"));
        }
    }
}

/// Whether the text may follow the seconds in ISO 8601: a fraction, a zone.
fn is_fraction_and_zone(rest: &str) -> bool {
    let (fraction, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_offset = |text: &str| {
        text.len() == 5 && text.split_once(':').is_some_and(|(hours, minutes)| is_number(hours) && is_number(minutes))
    };
    let is_fraction = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(is_number);
    is_fraction && (matches!(zone, "" | "Z") || zone.strip_prefix(['+', '-']).is_some_and(is_offset))
}

pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

fn flags(fields: &Fields, name: &'static str, names: &'static [&'static str]) {
    fields.object(name, Need::Optional, |fields| {
        for name in names {
            fields.flag_given(name, Need::Optional);
        }
        Some(())
    });
}

fn is_set(object: Option<&Node>, name: &str) -> bool {
    object.and_then(|object| object.member(name)) == Some(&Node::Bool(true))
}

/// A reason is allowed only with its own purpose, and a change of registration needs at least one.
fn reasons_fit(fields: &Fields, purpose: Purpose) {
    let given = |name: &str, names: &[&str]| names.iter().any(|reason| is_set(fields.peek(name), reason));
    let text = Text::of("Эта причина не подходит к purpose", "This reason does not match purpose");
    for (name, names, own) in [
        ("ReregistrationReasons", REREGISTRATION.as_slice(), Purpose::Reregistration),
        ("UnregistrationReasons", UNREGISTRATION.as_slice(), Purpose::Unregistration),
    ] {
        if purpose != own && given(name, names) {
            fields.judge(name, Problem::Form(text.clone()));
        }
    }
    if purpose == Purpose::Reregistration && !given("ReregistrationReasons", &REREGISTRATION) {
        fields.judge("ReregistrationReasons", Problem::Missing);
    }
}
