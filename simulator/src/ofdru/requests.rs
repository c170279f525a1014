//! The tables of the vendor's document: the fields of every request, in its order.

use super::fields::{Field, Kind};
use Kind::{Base64, DateTime, Flag, Object, Text, TextOrInteger, Word};

/// Create an application (table 1).
pub(super) const CREATE: &[Field] = &[
    Field("ofdAgreementId", Text),
    Field("purpose", Text),
    Field("KktDetails", Object(REGISTER)),
    Field("CompanyDetails", Object(COMPANY)),
];

/// Change an application (table 3).
pub(super) const UPDATE: &[Field] = &[Field("kktDetails", Object(REGISTER)), Field("companyDetails", Object(COMPANY))];

/// Sign a document (table 7).
pub(super) const SIGN: &[Field] = &[Field("documentId", Text), Field("signature", Text)];

/// Request for a token.
pub(super) const LOGIN: &[Field] = &[Field("Login", Text), Field("Password", Text)];

/// Requests without parameters.
pub(super) const NOTHING: &[Field] = &[];

/// `KktDetails` (table 1).
const REGISTER: &[Field] = &[
    Field("FnName", Text),
    Field("FnNumber", Text),
    Field("Model", Text),
    Field("SerialNumber", Text),
    Field("FnsBranchCode", Text),
    Field("AutomaticDeviceNumber", Text),
    Field("InstallmentAddress", Object(INSTALLMENT_ADDRESS)),
    Field("InstallmentPlace", Text),
    Field(
        "UsageMode",
        Object(&[
            Field("Banking", Flag),
            Field("ExcisableGoods", Flag),
            Field("FormsForReports", Flag),
            Field("Gambling", Flag),
            Field("Lottery", Flag),
            Field("Agent", Flag),
            Field("AutomatedDevice", Flag),
            Field("Internet", Flag),
            Field("Mobile", Flag),
        ]),
    ),
    Field(
        "FiscalDocumentData",
        Object(&[Field("DateTime", DateTime), Field("DocumentNumber", TextOrInteger), Field("Signature", Text)]),
    ),
    Field("UnregistrationReasons", Object(&[Field("Lost", Flag), Field("Stolen", Flag)])),
    Field("ReregistrationReasons", Object(REREGISTRATION_REASONS)),
];

/// `ReregistrationReasons` (table 1).
pub(super) const REREGISTRATION_REASONS: &[Field] = &[
    Field("AutomatedDeviceChanged", Flag),
    Field("FnChanged", Flag),
    Field("InstallmentPlaceChanged", Flag),
    Field("OfdChaged", Flag),
    Field("Other", Flag),
    Field("SwitchedFromOfflineToOnlineMode", Flag),
    Field("SwitchedFromOnlineToOfflineMode", Flag),
    Field("UserChanged", Flag),
];

/// `InstallmentAddress` (table 1).
const INSTALLMENT_ADDRESS: &[Field] = &[
    Field("FiasCode", Text),
    Field("PostalCode", Text),
    Field("RegionCode", Text),
    Field("Region", Text),
    Field("Settlement", Text),
    Field("Street", Text),
    Field("HouseNumber", Text),
    Field("Building", Text),
    Field("Office", Text),
];

/// `LegalAddress` (table 1).
const LEGAL_ADDRESS: &[Field] = &[
    Field("PostalCode", Text),
    Field("RegionCode", Text),
    Field("Region", Text),
    Field("Settlement", Text),
    Field("Street", Text),
    Field("HouseNumber", Text),
    Field("Building", Text),
    Field("Office", Text),
];

/// `CompanyDetails` (table 1).
const COMPANY: &[Field] = &[
    Field("CompanyType", Word(&["LegalEntity", "PrivateEnterpreneur"])),
    Field("Inn", Text),
    Field("Kpp", Text),
    Field("Ogrn", Text),
    Field("CompanyName", Text),
    Field("FnsBranchCode", Text),
    Field("Director", Object(&[Field("FirstName", Text), Field("LastName", Text), Field("MiddleName", Text)])),
    Field("LegalAddress", Object(LEGAL_ADDRESS)),
    Field(
        "Signatory",
        Object(&[
            Field("FirstName", Text),
            Field("LastName", Text),
            Field("MiddleName", Text),
            Field("Email", Text),
            Field("Phone", Text),
            Field("Position", Text),
            Field("Reason", Text),
        ]),
    ),
];

/// Register a client (appendix 1). The template writes `Name`, the table `name`.
pub(super) const CLIENT: &[Field] = &[
    Field("nickName", Text),
    Field("name", Text),
    Field("Name", Text),
    Field("email", Text),
    Field("inn", Text),
    Field("kpp", Text),
    Field("ogrn", Text),
    Field("okved", Text),
    Field("legalAddress", Object(CLIENT_ADDRESS)),
    Field("actualAddress", Object(CLIENT_ADDRESS)),
    Field("taxPayer", Object(&[Field("lastName", Text), Field("firstName", Text), Field("secondName", Text)])),
    Field("phoneNumber", Text),
    Field("agreement", Base64),
];

const CLIENT_ADDRESS: &[Field] = &[
    Field("regionCode", Text),
    Field("region", Text),
    Field("zipCode", Text),
    Field("city", Text),
    Field("settlement", Text),
    Field("street", Text),
    Field("building", Text),
    Field("housing", Text),
    Field("apartment", Text),
];

/// The fields that `prepareDocuments` requires for every applicant (§2.5.1).
pub(super) const NEEDED: [&str; 20] = [
    "CompanyDetails.CompanyType",
    "CompanyDetails.FnsBranchCode",
    "CompanyDetails.Inn",
    "CompanyDetails.CompanyName",
    "CompanyDetails.Ogrn",
    "CompanyDetails.LegalAddress.RegionCode",
    "CompanyDetails.Signatory.Email",
    "CompanyDetails.Signatory.FirstName",
    "CompanyDetails.Signatory.LastName",
    "CompanyDetails.Signatory.MiddleName",
    "CompanyDetails.Signatory.Phone",
    "CompanyDetails.Signatory.Position",
    "KktDetails.FnName",
    "KktDetails.FnNumber",
    "KktDetails.Model",
    "KktDetails.SerialNumber",
    "KktDetails.FnsBranchCode",
    "KktDetails.InstallmentAddress.RegionCode",
    "KktDetails.InstallmentAddress.FiasCode",
    "KktDetails.InstallmentPlace",
];

/// The additional required fields for companies (§2.5.1).
pub(super) const NEEDED_OF_COMPANY: [&str; 1] = ["CompanyDetails.Kpp"];

/// The additional required fields for sole proprietors (ИП) (§2.5.1).
pub(super) const NEEDED_OF_PERSON: [&str; 3] =
    ["CompanyDetails.Director.FirstName", "CompanyDetails.Director.MiddleName", "CompanyDetails.Director.LastName"];

/// The data of the registration report. The last filing requires them (§1), although §2.5.1 does not list them.
pub(super) const NEEDED_OF_REPORT: [&str; 3] = [
    "KktDetails.FiscalDocumentData.DateTime",
    "KktDetails.FiscalDocumentData.DocumentNumber",
    "KktDetails.FiscalDocumentData.Signature",
];
