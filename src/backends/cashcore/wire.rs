//! The register's requests: one type per table of the vendor's document, with the fields in the table's order.
//!
//! Sums are in tenge, as decimals. `kkm_ofd_id` is the register's number at the OFD.

use super::number::Number;
use serde::Serialize;

/// Receipt (`TradeOperation`).
#[derive(Debug, Serialize)]
pub(super) struct TradeOperation<'a> {
    pub kkm_ofd_id: i64,
    #[serde(flatten)]
    pub print: Print,
    /// `OperationTypeEnum`: 0 purchase, 1 its return, 2 sale, 3 its return.
    pub operation: u8,
    /// Kind of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain<'a>>,
    pub items: Vec<Item<'a>>,
    /// One of each kind at most.
    pub payments: Vec<Payment>,
    /// Taxes on the whole receipt. Empty if the positions have taxes of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
    pub amounts: Amounts<'a>,
    /// ИИН or БИН of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_iin_or_bin: Option<&'a str>,
    /// The caller's own pair and the library's mark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub auxiliary: Vec<KeyValuePair<'a>>,
}

/// Whether and how a document is printed: the same members in `TradeOperation` and `ZXReport`.
#[derive(Debug, Default, Serialize)]
pub(super) struct Print {
    /// Print on paper.
    pub is_printable: bool,
    #[serde(flatten)]
    pub image: ImageOptions,
}

/// How the image of a document is drawn: the same members in `TradeOperation`, `ZXReport` and `GetDocumentImage`.
#[derive(Debug, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "the names are the document's")]
pub(super) struct ImageOptions {
    /// Width in pixels; default 384.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_width: Option<i64>,
    /// Scale factor; default 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_scale: Option<Number>,
    /// Darkness from which a pixel is drawn; default 128.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pixel_draw_threshold: Option<i64>,
}

/// Position (`Item`).
#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    /// Always goods since 1.3.42.
    #[serde(rename = "type")]
    pub kind: u8,
    pub commodity: Commodity<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<Modifier<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Modifier<'a>>,
}

/// Goods of a position (`Commodity`).
#[derive(Debug, Serialize)]
pub(super) struct Commodity<'a> {
    pub name: &'a str,
    /// Section of the shop.
    pub section_code: &'a str,
    /// Up to three decimal places.
    pub quantity: Number,
    /// Price per unit.
    pub price: Number,
    /// Sum before discounts and markups.
    pub sum: Number,
    /// Taxes included in the sum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
    /// Marking code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excise_stamp: Option<&'a str>,
    /// Series and number of the excise stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical_label: Option<&'a str>,
    /// Identifier in the virtual warehouse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<&'a str>,
    /// GTIN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<&'a str>,
    /// Unit code of ИС ЭСФ (classifier МКЕИ).
    pub measure_unit_code: &'a str,
}

/// `Tax`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Tax {
    /// `TaxationTypeEnum`.
    pub taxation_type: u8,
    pub percent: Number,
    pub sum: Number,
    /// The tax is included in the price.
    pub is_in_total_sum: bool,
}

/// `Payment`.
#[derive(Debug, Serialize)]
pub(super) struct Payment {
    /// `PaymentTypeEnum`: 0 cash, 1 card, 4 mobile.
    #[serde(rename = "type")]
    pub kind: u8,
    /// The sum given. For cash it includes the change.
    pub sum: Number,
}

/// Discount or markup (`Modifier`).
#[derive(Debug, Serialize)]
pub(super) struct Modifier<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    pub sum: Number,
    /// Taxes included in the sum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
}

/// Sums of the whole receipt (`Amounts`).
#[derive(Debug, Serialize)]
pub(super) struct Amounts<'a> {
    /// Sum to pay.
    pub total: Number,
    /// Cash taken from the buyer, including the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<Number>,
    /// Change given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Number>,
    /// Markup on the receipt; excludes a discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<Modifier<'a>>,
    /// Discount on the receipt; excludes a markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Modifier<'a>>,
}

/// `KeyValuePair`.
#[derive(Debug, Serialize)]
pub(super) struct KeyValuePair<'a> {
    pub key: &'a str,
    pub value: &'a str,
}

/// Kind of business with its attributes (`TicketRequest::Domain`).
#[derive(Debug, Serialize)]
pub(super) struct Domain<'a> {
    /// `DomainTypeEnum`.
    #[serde(rename = "type")]
    pub kind: u8,
    /// For services, hotels and restaurants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Services<'a>>,
    /// For filling stations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gasoil: Option<GasOil<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxi: Option<Taxi<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parking: Option<Parking>,
}

/// `TicketRequest::Domain::Services`, by the OFD protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct Services<'a> {
    pub account_number: &'a str,
}

/// `TicketRequest::Domain::GasOil`, by the OFD protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct GasOil<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction_sum: Option<Number>,
    /// Number of the fuel card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_number: Option<&'a str>,
}

/// `TicketRequest::Domain::Taxi`, by the OFD protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct Taxi<'a> {
    /// Registration plate.
    pub car_number: &'a str,
    /// The ride was ordered.
    pub is_order: bool,
    /// Fare.
    pub current_fee: Number,
}

/// `TicketRequest::Domain::Parking`, by the OFD protocol 2.0.2. Times are in the format of the vendor's document.
#[derive(Debug, Serialize)]
pub(super) struct Parking {
    pub begin_time: String,
    pub end_time: String,
}

/// Cash in or out (`MoneyPlacement`).
#[derive(Debug, Serialize)]
pub(super) struct MoneyPlacement {
    pub kkm_ofd_id: i64,
    /// `MoneyPlacementEnum`: 0 in, 1 out.
    pub operation: u8,
    pub sum: Number,
}

/// Z or X report (`ZXReport`).
#[derive(Debug, Serialize)]
pub(super) struct ZXReport {
    pub kkm_ofd_id: i64,
    /// `ReportTypeEnum`: 0 Z, 1 X.
    pub report_type: u8,
    #[serde(flatten)]
    pub print: Print,
}

/// State of a register (`GetKKMList`).
#[derive(Debug, Serialize)]
pub(super) struct GetKKMList {
    /// The register's number at the OFD.
    pub ofd_id: i64,
}

/// Operations of a shift (`GetTransactionList`), with the two members used here.
#[derive(Debug, Serialize)]
pub(super) struct GetTransactionList {
    pub kkm_ofd_id: i64,
    pub shift_number: u64,
}

/// One operation, complete (`GetTransaction`).
#[derive(Debug, Serialize)]
pub(super) struct GetTransaction {
    pub kkm_ofd_id: i64,
    /// `ID` of the operation in the list.
    pub transaction_id: u64,
}

/// Image of a document (`GetDocumentImage`).
#[derive(Debug, Serialize)]
pub(super) struct GetDocumentImage {
    pub kkm_ofd_id: i64,
    /// Number of the shift.
    pub fr_shift_number: u64,
    /// Number of the document within the shift.
    pub shift_document_number: u64,
    /// An original, not a copy. This member is only in the vendor's example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_original: Option<bool>,
    #[serde(flatten)]
    pub image: ImageOptions,
}
