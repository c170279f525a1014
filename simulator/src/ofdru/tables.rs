//! The tables of the document: the fields of every request, in their order.

use super::fields::{Field, Kind};
use Kind::{Base64, DateTime, Flag, Object, Text, TextOrInteger, Word};

/// Table 1.
pub(super) const CREATE: &[Field] = &[
    Field("ofdAgreementId", Text),
    Field("purpose", Text),
    Field("KktDetails", Object(REGISTER)),
    Field("CompanyDetails", Object(COMPANY)),
];

/// Table 3.
pub(super) const UPDATE: &[Field] = &[Field("kktDetails", Object(REGISTER)), Field("companyDetails", Object(COMPANY))];

/// Table 7.
pub(super) const SIGN: &[Field] = &[Field("documentId", Text), Field("signature", Text)];

/// The body of the authorisation.
pub(super) const LOGIN: &[Field] = &[Field("Login", Text), Field("Password", Text)];

/// A request that has no parameters.
pub(super) const NOTHING: &[Field] = &[];

/// Table 1, `KktDetails`.
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

/// Table 1, `ReregistrationReasons`.
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

/// Table 1, `InstallmentAddress`.
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

/// Table 1, `LegalAddress`.
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

/// Table 1, `CompanyDetails`.
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

/// Appendix 1; the template says `Name`, the table `name`.
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

/// §2.5.1: what `prepareDocuments` needs of everybody.
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

/// §2.5.1: of legal entities alone.
pub(super) const NEEDED_OF_COMPANY: [&str; 1] = ["CompanyDetails.Kpp"];

/// §2.5.1: of persons (ИП) alone.
pub(super) const NEEDED_OF_PERSON: [&str; 3] =
    ["CompanyDetails.Director.FirstName", "CompanyDetails.Director.MiddleName", "CompanyDetails.Director.LastName"];

/// The report's data, which the last filing is about (§1; §2.5.1 does not list them).
pub(super) const NEEDED_OF_REPORT: [&str; 3] = [
    "KktDetails.FiscalDocumentData.DateTime",
    "KktDetails.FiscalDocumentData.DocumentNumber",
    "KktDetails.FiscalDocumentData.Signature",
];
