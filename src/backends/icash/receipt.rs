//! Receipts and corrections on the wire (§6.11.2, §6.12.2).

use super::super::Job;
use super::super::fingerprint::Kind;
use super::amount::Amount;
use super::config::{Config, CorrectionForm, Mark, TaxationForm};
use super::item::{Item, item};
use super::{document, fingerprint, request};
use crate::error::Fault;
use crate::task::json::Node;
use crate::task::receipt::{Correction, Receipt};
use crate::task::words::{CorrectionKind, Taxation, Vat, Words};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Receipt (§6.11.2).
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    /// Kind of settlement (признак расчёта): 1 to 4.
    #[serde(rename = "T1054")]
    pub kind: u8,
    /// Taxation system (СНО).
    #[serde(rename = "T1055")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxation: Option<TaxationCode>,
    /// Name of the buyer.
    #[serde(rename = "T1227", skip_serializing_if = "Option::is_none")]
    pub client_name: Option<&'a str>,
    /// ИНН of the buyer.
    #[serde(rename = "T1228", skip_serializing_if = "Option::is_none")]
    pub client_vatin: Option<&'a str>,
    /// Phone or e-mail of the buyer.
    #[serde(rename = "T1008", skip_serializing_if = "Option::is_none")]
    pub contact: Option<&'a str>,
    /// Number of the vending machine.
    #[serde(rename = "T1036", skip_serializing_if = "Option::is_none")]
    pub machine_number: Option<&'a str>,
    /// Lines.
    #[serde(rename = "T1059")]
    pub items: Vec<Item<'a>>,
    /// Total of the receipt, in roubles.
    #[serde(rename = "T1020")]
    pub total: Amount,
    /// Cash without the change.
    #[serde(rename = "T1031")]
    pub cash: Amount,
    /// Electronic payment (безналичными).
    #[serde(rename = "T1081")]
    pub electronically: Amount,
    /// Prepayment (зачёт аванса).
    #[serde(rename = "T1215", skip_serializing_if = "Option::is_none")]
    pub prepaid: Option<Amount>,
    /// Credit (в кредит).
    #[serde(rename = "T1216", skip_serializing_if = "Option::is_none")]
    pub credit: Option<Amount>,
    /// Other consideration (встречное предоставление). In roubles like every sum, although the table says kopecks (§7).
    #[serde(rename = "T1217", skip_serializing_if = "Option::is_none")]
    pub other: Option<Amount>,
    /// VAT at 20 %.
    #[serde(rename = "T1102", skip_serializing_if = "Option::is_none")]
    pub vat20: Option<Amount>,
    /// VAT at 10 %.
    #[serde(rename = "T1103", skip_serializing_if = "Option::is_none")]
    pub vat10: Option<Amount>,
    /// Turnover at 0 %.
    #[serde(rename = "T1104", skip_serializing_if = "Option::is_none")]
    pub vat0: Option<Amount>,
    /// Turnover without VAT.
    #[serde(rename = "T1105", skip_serializing_if = "Option::is_none")]
    pub no_vat: Option<Amount>,
    /// VAT at 20/120.
    #[serde(rename = "T1106", skip_serializing_if = "Option::is_none")]
    pub vat120: Option<Amount>,
    /// VAT at 10/110.
    #[serde(rename = "T1107", skip_serializing_if = "Option::is_none")]
    pub vat110: Option<Amount>,
    /// Kind of agent (признак агента), as an array of one.
    #[serde(rename = "T1057", skip_serializing_if = "Option::is_none")]
    pub agent: Option<[u8; 1]>,
    /// Phones of the operator who transfers money.
    #[serde(rename = "T1075", skip_serializing_if = "<[_]>::is_empty")]
    pub transfer_phones: &'a [String],
    /// Operation of the paying agent.
    #[serde(rename = "T1044", skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'a str>,
    /// Phones of the paying agent.
    #[serde(rename = "T1073", skip_serializing_if = "<[_]>::is_empty")]
    pub paying_phones: &'a [String],
    /// Phones of the operator who receives payments.
    #[serde(rename = "T1074", skip_serializing_if = "<[_]>::is_empty")]
    pub receiving_phones: &'a [String],
    /// Name of the operator who transfers money.
    #[serde(rename = "T1026", skip_serializing_if = "Option::is_none")]
    pub transfer_name: Option<&'a str>,
    /// Address of the operator who transfers money.
    #[serde(rename = "T1005", skip_serializing_if = "Option::is_none")]
    pub transfer_address: Option<&'a str>,
    /// ИНН of the operator who transfers money.
    #[serde(rename = "T1016", skip_serializing_if = "Option::is_none")]
    pub transfer_vatin: Option<&'a str>,
    /// Phones of the supplier.
    #[serde(rename = "T1171", skip_serializing_if = "<[_]>::is_empty")]
    pub supplier_phones: &'a [String],
    /// Additional attribute of the receipt (дополнительный реквизит чека).
    #[serde(rename = "T1192", skip_serializing_if = "Option::is_none")]
    pub attribute: Option<&'a str>,
    /// Additional attribute of the user (дополнительный реквизит пользователя).
    #[serde(rename = "T1084", skip_serializing_if = "Option::is_none")]
    pub user_attribute: Option<UserAttribute<'a>>,
    /// Cashier.
    #[serde(rename = "T1021", skip_serializing_if = "Option::is_none")]
    pub operator: Option<&'a str>,
    /// ИНН of the cashier.
    #[serde(rename = "T1203", skip_serializing_if = "Option::is_none")]
    pub operator_vatin: Option<&'a str>,
    /// What a correction has in addition (§6.12.2).
    #[serde(flatten)]
    pub correction: Option<CorrectionBody<'a>>,
}

/// Additional attribute of the user (table T1084).
#[derive(Debug, Serialize)]
pub(super) struct UserAttribute<'a> {
    /// Name.
    #[serde(rename = "T1085")]
    pub name: &'a str,
    /// Value.
    #[serde(rename = "T1086")]
    pub value: &'a str,
}

/// What a correction has in addition to a receipt (§6.12.2).
#[derive(Debug, Serialize)]
pub(super) struct CorrectionBody<'a> {
    /// `false` on one's own initiative, `true` by order of the tax service.
    #[serde(rename = "T1173", skip_serializing_if = "Option::is_none")]
    pub by_order: Option<bool>,
    /// The base document, in the nested form.
    #[serde(rename = "T1174", skip_serializing_if = "Option::is_none")]
    pub nested: Option<Basis<'a>>,
    /// The base document, in the flat form.
    #[serde(flatten)]
    pub flat: Option<Basis<'a>>,
}

/// The base document of a correction (table T1174).
#[derive(Debug, Serialize)]
pub(super) struct Basis<'a> {
    /// Date of the corrected settlement.
    #[serde(rename = "T1178", skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Number of the order.
    #[serde(rename = "T1179", skip_serializing_if = "Option::is_none")]
    pub number: Option<&'a str>,
}

/// Code of a taxation system, in either of the two forms in which the vendor's document can be read.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum TaxationCode {
    /// A number.
    Number(u8),
    /// An array of one.
    Array([u8; 1]),
}

/// The number of the basis (1179) of a correction that the shop makes by itself: there is no order and so no number, but
/// the register wants 1 to 32 characters there (§6.12.2). It is the usual abbreviation of «без номера».
const NO_NUMBER: &str = "б/н";

/// Finds the faults of [`prepare`].
pub(super) fn check(receipt: &Receipt, config: &Config, external_id: &str) -> Result<Job, Vec<Fault>> {
    let mut faults = Vec::new();
    let _body = body(receipt, config, external_id, &mut faults);
    if faults.is_empty() { Ok(Job::Checked) } else { Err(faults) }
}

/// The request of a receipt. The faults are those that only this register has.
pub(super) fn prepare(receipt: &Receipt, config: &Config, external_id: &str) -> Result<Job, Vec<Fault>> {
    let mut faults = Vec::new();
    let mark = mark(external_id);
    let body = body(receipt, config, &mark, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let (command, kind) = match receipt.correction {
        Some(_) => ("/correctivereceipt", Kind::Correction),
        None => ("/receipt", Kind::Receipt),
    };
    let lines = receipt.positions.iter().map(|position| position.index).collect();
    let request = request(command, &body, lines);
    // The fingerprint is made from what is sent, by the same code that reads an answer, so that both have one spelling.
    let sent = serde_json::from_slice(&request.body).unwrap_or(Node::Null);
    let fingerprint = fingerprint::of_receipt(kind, &sent, &mark);
    Ok(document(request, fingerprint, Some(receipt.payments.change)))
}

fn body<'a>(receipt: &'a Receipt, config: &Config, mark: &'a str, faults: &mut Vec<Fault>) -> Body<'a> {
    let vat = |rate: Vat| receipt.vat.get(&rate).copied().map(Amount);
    let agent = receipt.agent.as_ref();
    let agency = agent.is_some_and(|info| !info.agents.is_empty());
    let client = &receipt.client;
    let own = receipt.user_attribute.as_ref().map(|(name, value)| UserAttribute { name, value });
    Body {
        kind: receipt.operation.code(),
        taxation: receipt.taxation.map(|taxation| self::taxation(taxation, config.taxation)),
        client_name: client.name.as_deref(),
        client_vatin: client.vatin.as_deref(),
        contact: client.contact.as_deref(),
        machine_number: receipt.machine_number.as_deref(),
        items: receipt.positions.iter().map(|position| item(position, agency, faults)).collect(),
        total: Amount(receipt.total),
        cash: Amount(receipt.payments.cash),
        electronically: Amount(receipt.payments.electronically),
        prepaid: Amount::unless_zero(receipt.payments.prepaid),
        credit: Amount::unless_zero(receipt.payments.credit),
        other: Amount::unless_zero(receipt.payments.other),
        vat20: vat(Vat::Vat20),
        vat10: vat(Vat::Vat10),
        vat0: vat(Vat::Vat0),
        no_vat: vat(Vat::None),
        vat120: vat(Vat::Vat120),
        vat110: vat(Vat::Vat110),
        agent: agent.and_then(|info| info.agents.first()).map(|agent| [agent.code()]),
        transfer_phones: agent.map_or(&[], |info| &info.transfer_phones),
        operation: agent.and_then(|info| info.operation.as_deref()),
        paying_phones: agent.map_or(&[], |info| &info.paying_phones),
        receiving_phones: agent.map_or(&[], |info| &info.receiving_phones),
        transfer_name: agent.and_then(|info| info.transfer_name.as_deref()),
        transfer_address: agent.and_then(|info| info.transfer_address.as_deref()),
        transfer_vatin: agent.and_then(|info| info.transfer_vatin.as_deref()),
        supplier_phones: receipt.supplier.as_ref().map_or(&[], |supplier| &supplier.phones),
        // The caller's own attribute has priority over our mark.
        attribute: receipt.attribute.as_deref().or((config.mark == Mark::Attribute).then_some(mark)),
        user_attribute: own
            .or((config.mark == Mark::UserAttribute).then_some(UserAttribute { name: "kassa", value: mark })),
        operator: receipt.operator.as_ref().map(|operator| operator.name.as_str()),
        operator_vatin: receipt.operator.as_ref().and_then(|operator| operator.vatin.as_deref()),
        correction: receipt.correction.as_ref().map(|correction| self::correction(correction, config)),
    }
}

fn correction<'a>(correction: &'a Correction, config: &Config) -> CorrectionBody<'a> {
    let date = correction.date.map(|date| date.to_string());
    let of_own_accord = (correction.kind == Some(CorrectionKind::Own)).then_some(NO_NUMBER);
    let basis = Some(Basis { date, number: correction.number.as_deref().or(of_own_accord) });
    let by_order = correction.kind.map(|kind| kind == CorrectionKind::Instruction);
    match config.correction {
        CorrectionForm::Nested => CorrectionBody { by_order, nested: basis, flat: None },
        CorrectionForm::Flat => CorrectionBody { by_order, nested: None, flat: basis },
    }
}

/// Number of a taxation system in the vendor's list; FFD has a bit for each.
pub(super) fn taxation_code(taxation: Taxation) -> u8 {
    match taxation {
        Taxation::Osn => 1,
        Taxation::UsnIncome => 2,
        Taxation::UsnIncomeOutcome => 3,
        Taxation::Envd => 4,
        Taxation::Esn => 5,
        Taxation::Patent => 6,
    }
}

fn taxation(taxation: Taxation, form: TaxationForm) -> TaxationCode {
    let code = taxation_code(taxation);
    match form {
        TaxationForm::Number => TaxationCode::Number(code),
        TaxationForm::Array => TaxationCode::Array([code]),
    }
}

/// The mark: a short form of the document's id with 16 letters and digits, which is all that T1192 holds.
fn mark(external_id: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = Sha256::digest(external_id.as_bytes());
    digest.iter().take(16).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
