//! The reasons of refusals, with the names from the vendor's document (§2.1.5, §2.2.1, §2.5.2, table П1.2).

/// The names by their codes; a fault selects a name by its code, from 1.
const NAMES: [&str; 11] = [
    "ApplicationNotFound",
    "AccessDenied",
    "InvalidStatus",
    "OfdAgreementNotFound",
    "ErrorAutoFillingCompanyData",
    "ErrorAutoFillingDirectorData",
    "ErrorAutoFillingCompanyAddress",
    "ErrorAutoFillingKktInstallmentPlace",
    "ValidationError",
    "AgreementNotFound",
    "InternalError",
];

pub(super) const APPLICATION_NOT_FOUND: &str = NAMES[0];
pub(super) const ACCESS_DENIED: &str = NAMES[1];
pub(super) const INVALID_STATUS: &str = NAMES[2];
pub(super) const OFD_AGREEMENT_NOT_FOUND: &str = NAMES[3];
/// This name is from the appendix. Section 2 has none for an invalid request.
pub(super) const VALIDATION: &str = NAMES[8];
pub(super) const INTERNAL: &str = NAMES[10];

/// A refused request, by the names of errors in the vendor's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// One name, or a `Missing_…` for each missing field.
    pub(super) names: Vec<String>,
    /// The reason as a text for people.
    pub(super) why: String,
    /// Whether the token was refused.
    pub(super) of_token: bool,
}

impl Refusal {
    pub(super) fn because(name: &str, why: impl Into<String>) -> Self {
        Self { names: vec![name.to_owned()], why: why.into(), of_token: false }
    }

    /// The refusal with this code. An unknown code gives an internal error.
    pub(super) fn of_code(code: u16) -> Self {
        let name = usize::from(code).checked_sub(1).and_then(|index| NAMES.get(index));
        Self::because(name.unwrap_or(&INTERNAL), "отказ по требованию")
    }

    /// Fails if there are any complaints about the request.
    pub(super) fn of_complaints(complaints: &[String]) -> Result<(), Self> {
        if complaints.is_empty() { Ok(()) } else { Err(Self::because(VALIDATION, complaints.join("; "))) }
    }

    /// Fails if any field that `prepareDocuments` requires is missing.
    pub(super) fn of_missing(fields: &[String]) -> Result<(), Self> {
        if fields.is_empty() {
            return Ok(());
        }
        let names = fields.iter().map(|field| format!("Missing_{field}")).collect();
        Err(Self {
            names, why: format!("не указаны обязательные данные: {}", fields.join(", ")), of_token: false
        })
    }

    /// The token is unknown or expired.
    pub(super) fn of_token() -> Self {
        Self { of_token: true, ..Self::because(ACCESS_DENIED, "нет действующего AuthToken") }
    }

    pub(super) fn name(&self) -> &str {
        self.names.first().map_or(INTERNAL, String::as_str)
    }
}
