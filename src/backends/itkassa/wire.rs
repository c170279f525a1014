//! The commands of the document, one struct a table, under the document's names.

use serde::Serialize;
use serde_json::Number;

/// A task for a register: its commands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task<'a, C> {
    /// The register.
    pub cre_item_id: &'a str,
    /// Commands.
    pub commands: Vec<C>,
}

/// Who works the register, and whether a document is printed ("Открыть смену").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head<'a> {
    /// Command.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// On paper.
    pub is_printable: bool,
    /// Cashier; the register's card has one otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_cashier_name: Option<&'a str>,
    /// ИНН of the cashier, as opening, receipts and corrections spell it.
    #[serde(rename = "tagCashierINN", skip_serializing_if = "Option::is_none")]
    pub vatin: Option<&'a str>,
    /// The same, as closing, the X report and cash spell it.
    #[serde(rename = "tagCashierInn", skip_serializing_if = "Option::is_none")]
    pub vatin_elsewhere: Option<&'a str>,
}

/// Cash in and out: `cashIn`, `cashOut`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cash<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// How much, a number here.
    pub amount_cash: Number,
}

/// Receipt ("Печать чека").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipt<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Taxation system; the register's card has one otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sno: Option<&'a str>,
    /// Buyer, 1227.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_client_title: Option<&'a str>,
    /// Phone or e-mail of the buyer, 1008.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_client_contact: Option<&'a str>,
    /// ИНН of the buyer, 1228.
    #[serde(rename = "tagClientINN", skip_serializing_if = "Option::is_none")]
    pub client_vatin: Option<&'a str>,
    /// Place of settlement, 1187.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_sale_location: Option<&'a str>,
    /// Kinds of agent as bits, 1057.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_type: Option<u8>,
    /// Phone of the operator who transfers money, 1075.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_contact: Option<&'a str>,
    /// Operation of the paying agent, 1044.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_operator: Option<&'a str>,
    /// Phone of the paying agent, 1073.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_contact: Option<&'a str>,
    /// Phone of the operator who receives payments, 1074.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_payee_service_operator_contact: Option<&'a str>,
    /// Name of the operator who transfers money, 1026.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_title: Option<&'a str>,
    /// Address of the operator who transfers money, 1005.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_transfer_service_operator_address: Option<&'a str>,
    /// ИНН of the operator who transfers money, 1016.
    #[serde(rename = "tagTransferServiceOperatorINN", skip_serializing_if = "Option::is_none")]
    pub transfer_vatin: Option<&'a str>,
    /// Lines.
    pub lines: Vec<Line<'a>>,
    /// Cash, less the change, 1031.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_cash: Option<String>,
    /// By card or transfer, 1081.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_electronic: Option<String>,
    /// Paid before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_prepaid: Option<String>,
    /// To be paid later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_credit: Option<String>,
    /// By something in exchange.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_incoming: Option<String>,
}

/// Line of a receipt.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line<'a> {
    /// What is sold, 1030.
    pub title: &'a str,
    /// Price, 1079.
    pub price: String,
    /// Quantity, 1023.
    pub quantity: String,
    /// Sum, 1043.
    pub total: String,
    /// VAT rate; the register's card has one otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<&'a str>,
    /// Subject of settlement, 1212.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ppr: Option<&'a str>,
    /// Way of settlement, 1214.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psr: Option<&'a str>,
    /// Kinds of agent as bits, 1222.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_agent_type: Option<u8>,
    /// ИНН of the supplier, 1226.
    #[serde(rename = "tagServiceProviderINN", skip_serializing_if = "Option::is_none")]
    pub supplier_vatin: Option<&'a str>,
    /// Phone of the supplier, 1171 in 1224.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_service_provider_contact: Option<&'a str>,
    /// Name of the supplier, 1225 in 1224.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_service_provider_title: Option<&'a str>,
    /// Excise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_excise: Option<String>,
    /// Country of origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_country: Option<&'a str>,
    /// Number of the customs declaration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_gtd_number: Option<&'a str>,
    /// Marking code as the scanner read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_true_sign: Option<&'a str>,
    /// Tags by number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag<'a>>,
}

/// A tag by its number.
#[derive(Debug, Serialize)]
pub(super) struct Tag<'a> {
    /// Number.
    pub id: i64,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Value.
    pub value: String,
}

/// Correction ("Печать чека коррекции").
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Correction<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Number of the document that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_number: Option<&'a str>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_description: Option<&'a str>,
    /// Date of the document that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_date: Option<String>,
    /// `bySelf`, `byDocument`.
    #[serde(rename = "correctionType", skip_serializing_if = "Option::is_none")]
    pub by: Option<&'a str>,
    /// `incoming`, `outcoming`.
    pub payment_sign: &'a str,
    /// Sums by rate, each under its own name.
    #[serde(flatten)]
    pub amounts: std::collections::BTreeMap<&'a str, String>,
    /// Taxation system; the register's card has one otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sno: Option<&'a str>,
}

/// Text, slips, QR codes, feeding ("Печать текста, слип-чеков, QR-кода, протяжка ленты").
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(super) enum Command<'a> {
    /// Begins a slip.
    StartSlip,
    /// Prints text.
    #[serde(rename = "print")]
    Text {
        /// One line or several.
        text: &'a str,
        /// `bold`, `normal`.
        #[serde(skip_serializing_if = "Option::is_none")]
        font: Option<&'a str>,
    },
    /// Prints a QR code.
    #[serde(rename = "printQR")]
    Qr {
        /// What it holds.
        text: &'a str,
        /// Size, as text.
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<String>,
    },
    /// Feeds the tape.
    Feed {
        /// Lines.
        count: usize,
    },
    /// Ends a slip.
    #[serde(rename_all = "camelCase")]
    EndSlip {
        /// Without the head of the next document.
        #[serde(skip_serializing_if = "Option::is_none")]
        disable_print_footer: Option<bool>,
    },
}
