//! The register's requests, one type per table of the document, fields in the table's order.

use super::number::Number;
use serde::Serialize;

/// `TradeOperation`.
#[derive(Debug, Serialize)]
pub(super) struct TradeOperation<'a> {
    /// The register.
    pub kkm_ofd_id: i64,
    /// How it is printed.
    #[serde(flatten)]
    pub print: Print,
    /// Kind of settlement (`OperationTypeEnum`).
    pub operation: u8,
    /// Kind of business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain<'a>>,
    /// Lines.
    pub items: Vec<Item<'a>>,
    /// Payments, one of each kind.
    pub payments: Vec<Payment>,
    /// Taxes of the whole receipt; none where the lines have theirs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
    /// Totals.
    pub amounts: Amounts<'a>,
    /// ИИН or БИН of the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_iin_or_bin: Option<&'a str>,
    /// What else the caller and we write on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub auxiliary: Vec<KeyValuePair<'a>>,
}

/// How a document is printed: the same members in `TradeOperation` and `ZXReport`.
#[derive(Debug, Default, Serialize)]
pub(super) struct Print {
    /// On paper.
    pub is_printable: bool,
    /// How it is drawn.
    #[serde(flatten)]
    pub image: ImageOptions,
}

/// How a document is drawn: the same members in `TradeOperation`, `ZXReport` and `GetDocumentImage`.
#[derive(Debug, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "the names are the document's")]
pub(super) struct ImageOptions {
    /// Width in points; 384 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_width: Option<i64>,
    /// Scale; 1 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_scale: Option<Number>,
    /// From which darkness on a point is drawn; 128 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pixel_draw_threshold: Option<i64>,
}

/// `Item`.
#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    /// Kind: always goods since 1.3.42.
    #[serde(rename = "type")]
    pub kind: u8,
    /// What is sold.
    pub commodity: Commodity<'a>,
    /// Markup on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<Modifier<'a>>,
    /// Discount on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Modifier<'a>>,
}

/// `Commodity`.
#[derive(Debug, Serialize)]
pub(super) struct Commodity<'a> {
    /// Name.
    pub name: &'a str,
    /// Section of the shop.
    pub section_code: &'a str,
    /// Quantity, to the thousandth.
    pub quantity: Number,
    /// Price of a unit.
    pub price: Number,
    /// Sum before discounts and markups.
    pub sum: Number,
    /// Taxes within it.
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
    /// Code of the unit.
    pub measure_unit_code: &'a str,
}

/// `Tax`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Tax {
    /// Taxation system (`TaxationTypeEnum`).
    pub taxation_type: u8,
    /// Percent.
    pub percent: Number,
    /// Sum.
    pub sum: Number,
    /// It is within the price.
    pub is_in_total_sum: bool,
}

/// `Payment`.
#[derive(Debug, Serialize)]
pub(super) struct Payment {
    /// Kind (`PaymentTypeEnum`).
    #[serde(rename = "type")]
    pub kind: u8,
    /// What was given; for cash with the change.
    pub sum: Number,
}

/// `Modifier`.
#[derive(Debug, Serialize)]
pub(super) struct Modifier<'a> {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// Sum.
    pub sum: Number,
    /// Taxes within it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Tax>,
}

/// `Amounts`.
#[derive(Debug, Serialize)]
pub(super) struct Amounts<'a> {
    /// To pay.
    pub total: Number,
    /// Cash taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<Number>,
    /// Change given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Number>,
    /// Markup on the whole; absent beside a discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markup: Option<Modifier<'a>>,
    /// Discount on the whole; absent beside a markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Modifier<'a>>,
}

/// `KeyValuePair`.
#[derive(Debug, Serialize)]
pub(super) struct KeyValuePair<'a> {
    /// Key.
    pub key: &'a str,
    /// Value.
    pub value: &'a str,
}

/// `TicketRequest::Domain`.
#[derive(Debug, Serialize)]
pub(super) struct Domain<'a> {
    /// Kind (`DomainTypeEnum`).
    #[serde(rename = "type")]
    pub kind: u8,
    /// Services, hotels and restaurants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Services<'a>>,
    /// Filling stations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gasoil: Option<GasOil<'a>>,
    /// Taxis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taxi: Option<Taxi<'a>>,
    /// Parking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parking: Option<Parking>,
}

/// `TicketRequest::Domain::Services`, by the operator's protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct Services<'a> {
    /// Number of the account.
    pub account_number: &'a str,
}

/// `TicketRequest::Domain::GasOil`, by the operator's protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct GasOil<'a> {
    /// Number of the correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction_number: Option<&'a str>,
    /// Sum of the correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction_sum: Option<Number>,
    /// Number of the fuel card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_number: Option<&'a str>,
}

/// `TicketRequest::Domain::Taxi`, by the operator's protocol 2.0.2.
#[derive(Debug, Serialize)]
pub(super) struct Taxi<'a> {
    /// Number of the car.
    pub car_number: &'a str,
    /// By order.
    pub is_order: bool,
    /// Fare.
    pub current_fee: Number,
}

/// `TicketRequest::Domain::Parking`, by the operator's protocol 2.0.2; times as the document writes its own.
#[derive(Debug, Serialize)]
pub(super) struct Parking {
    /// Begin.
    pub begin_time: String,
    /// End.
    pub end_time: String,
}

/// `MoneyPlacement`.
#[derive(Debug, Serialize)]
pub(super) struct MoneyPlacement {
    /// The register.
    pub kkm_ofd_id: i64,
    /// In or out (`MoneyPlacementEnum`).
    pub operation: u8,
    /// Sum.
    pub sum: Number,
}

/// `ZXReport`.
#[derive(Debug, Serialize)]
pub(super) struct ZXReport {
    /// The register.
    pub kkm_ofd_id: i64,
    /// Z or X (`ReportTypeEnum`).
    pub report_type: u8,
    /// How it is printed.
    #[serde(flatten)]
    pub print: Print,
}

/// `GetKKMList`.
#[derive(Debug, Serialize)]
pub(super) struct GetKKMList {
    /// The register.
    pub ofd_id: i64,
}

/// `GetTransactionList`, as far as it is asked here.
#[derive(Debug, Serialize)]
pub(super) struct GetTransactionList {
    /// The register.
    pub kkm_ofd_id: i64,
    /// Number of the shift.
    pub shift_number: u64,
}

/// `GetTransaction`.
#[derive(Debug, Serialize)]
pub(super) struct GetTransaction {
    /// The register.
    pub kkm_ofd_id: i64,
    /// Number of the operation.
    pub transaction_id: u64,
}

/// `GetDocumentImage`.
#[derive(Debug, Serialize)]
pub(super) struct GetDocumentImage {
    /// The register.
    pub kkm_ofd_id: i64,
    /// Number of the shift.
    pub fr_shift_number: u64,
    /// Number of the document in it.
    pub shift_document_number: u64,
    /// As the original, not as a copy; only in the example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_original: Option<bool>,
    /// How it is drawn.
    #[serde(flatten)]
    pub image: ImageOptions,
}
