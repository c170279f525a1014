//! The commands of the vendor's document: one struct per table, under the document's names.
//!
//! Amounts are decimals written as text (`"100.00"`), except for cash in and out. Numbers in the comments are FFD tags.

use serde::Serialize;
use serde_json::Number;

/// A task for one register.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task<'a, C> {
    /// The register's id (a GUID).
    pub cre_item_id: &'a str,
    pub commands: Vec<C>,
}

/// The members that all commands of documents share ("Открыть смену").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Print on paper.
    pub is_printable: bool,
    /// Name of the cashier. Without it the one in the register's card is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_cashier_name: Option<&'a str>,
    /// ИНН of the cashier, as openings, receipts and corrections spell it.
    #[serde(rename = "tagCashierINN", skip_serializing_if = "Option::is_none")]
    pub vatin: Option<&'a str>,
    /// ИНН of the cashier, as closings, X reports and cash spell it.
    #[serde(rename = "tagCashierInn", skip_serializing_if = "Option::is_none")]
    pub vatin_elsewhere: Option<&'a str>,
}

/// Cash in and out (`cashIn`, `cashOut`).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cash<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The amount: a number here, not a text.
    pub amount_cash: Number,
}

/// Receipt ("Печать чека").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Taxation system. Without it the one in the register's card is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sno: Option<&'a str>,
    /// 1227, name of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_client_title: Option<&'a str>,
    /// 1008, phone or e-mail of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_client_contact: Option<&'a str>,
    /// 1228, ИНН of the buyer.
    #[serde(rename = "tagClientINN", skip_serializing_if = "Option::is_none")]
    pub client_vatin: Option<&'a str>,
    /// 1187, place of settlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_sale_location: Option<&'a str>,
    /// 1057, kinds of agent as bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_type: Option<u8>,
    /// 1075, phone of the money transfer operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_contact: Option<&'a str>,
    /// 1044, operation of the paying agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_operator: Option<&'a str>,
    /// 1073, phone of the paying agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_contact: Option<&'a str>,
    /// 1074, phone of the operator that receives payments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_payee_service_operator_contact: Option<&'a str>,
    /// 1026, name of the money transfer operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_title: Option<&'a str>,
    /// 1005, address of the money transfer operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_address: Option<&'a str>,
    /// 1016, ИНН of the money transfer operator.
    #[serde(rename = "tagTransferServiceOperatorINN", skip_serializing_if = "Option::is_none")]
    pub transfer_vatin: Option<&'a str>,
    pub lines: Vec<Line<'a>>,
    /// 1031, cash less the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_cash: Option<String>,
    /// 1081, card or transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_electronic: Option<String>,
    /// Paid in advance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_prepaid: Option<String>,
    /// On credit, to be paid later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_credit: Option<String>,
    /// Consideration in kind (встречное предоставление).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_incoming: Option<String>,
}

/// Position of a receipt.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line<'a> {
    /// 1030, name of the goods.
    pub title: &'a str,
    /// 1079, price per unit.
    pub price: String,
    /// 1023, up to three decimal places.
    pub quantity: String,
    /// 1043, price × quantity.
    pub total: String,
    /// VAT rate. Without it the one in the register's card is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<&'a str>,
    /// 1212, payment object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ppr: Option<&'a str>,
    /// 1214, payment method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psr: Option<&'a str>,
    /// 1222, kinds of agent as bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_type: Option<u8>,
    /// 1226, ИНН of the supplier.
    #[serde(rename = "tagServiceProviderINN", skip_serializing_if = "Option::is_none")]
    pub supplier_vatin: Option<&'a str>,
    /// 1171 within 1224, phone of the supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_service_provider_contact: Option<&'a str>,
    /// 1225 within 1224, name of the supplier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_service_provider_title: Option<&'a str>,
    /// Excise duty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_excise: Option<String>,
    /// Code of the country of origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_country: Option<&'a str>,
    /// Number of the customs declaration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_gtd_number: Option<&'a str>,
    /// Marking code as the scanner read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_true_sign: Option<&'a str>,
    /// Further tags by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag<'a>>,
}

/// An FFD tag by its number.
#[derive(Debug, Serialize)]
pub(super) struct Tag<'a> {
    pub id: i64,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub value: String,
}

/// Correction ("Печать чека коррекции").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Correction<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Number of the document that the correction is based on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_number: Option<&'a str>,
    /// Reason for the correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_description: Option<&'a str>,
    /// Date of the document that the correction is based on (`YYYY-MM-DD`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_date: Option<String>,
    /// `bySelf` or `byDocument`.
    #[serde(rename = "correctionType", skip_serializing_if = "Option::is_none")]
    pub by: Option<&'a str>,
    /// `incoming` or `outcoming`.
    pub payment_sign: &'a str,
    /// Sums by VAT rate, each under its own name (`amountVat20`).
    #[serde(flatten)]
    pub amounts: std::collections::BTreeMap<&'a str, String>,
    /// Taxation system. Without it the one in the register's card is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sno: Option<&'a str>,
}

/// Commands that print ("Печать текста, слип-чеков, QR-кода, протяжка ленты").
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(super) enum Command<'a> {
    StartSlip,
    #[serde(rename = "print")]
    Text {
        /// One or several lines.
        text: &'a str,
        /// `bold` or `normal`.
        #[serde(skip_serializing_if = "Option::is_none")]
        font: Option<&'a str>,
    },
    #[serde(rename = "printQR")]
    Qr {
        /// Content of the code.
        text: &'a str,
        /// 1…255, as text.
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<String>,
    },
    Feed {
        /// Number of lines.
        count: usize,
    },
    #[serde(rename_all = "camelCase")]
    EndSlip {
        /// Do not print the header of the next document.
        #[serde(skip_serializing_if = "Option::is_none")]
        disable_print_footer: Option<bool>,
    },
}
