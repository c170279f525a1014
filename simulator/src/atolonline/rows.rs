//! The field tables of the protocol, version 5 (document 3.5, February 2024), and what newer clients add to them.
//!
//! A receipt and a correction differ in few fields. Their paths are relative to `receipt` or `correction`.

use super::forms::{
    BASE64, BIRTHDATE, DATE, FEDERAL, FUR, INN, INN_OF_PERSON, LOGIN, MOMENT, PHONE, PHONE_OF_AGENT, SOURCE, URL,
};
use super::schema::Kind::{Code, Flag, List, Number, Object, Part, Text, Word};
use super::schema::{Kind, LIST, Row, exactly, formed, optional, required, text};

/// A price, or the sum of a line: up to the largest number of four bytes.
const PRICE: Kind = Number(0, 4_294_967_295, 2);
const SUM: Kind = Number(0, 10_000_000_000, 2);
const QUANTITY: Kind = Number(1, 99_999_999, 3);
const COUNT: Kind = Number(1, 999_999_999, 0);

const TAXATIONS: &[&str] = &["osn", "usn_income", "usn_income_outcome", "envd", "esn", "patent"];
const VAT: Kind = Word(
    &["none", "vat0", "vat10", "vat110", "vat20", "vat120"],
    &["vat5", "vat7", "vat105", "vat107", "vat22", "vat122"],
);
const METHODS: &[&str] =
    &["full_prepayment", "prepayment", "advance", "full_payment", "partial_payment", "credit", "credit_payment"];
const AGENTS: &[&str] = &[
    "bank_paying_agent",
    "bank_paying_subagent",
    "paying_agent",
    "paying_subagent",
    "attorney",
    "commission_agent",
    "another",
];
const OBJECTS: &[i64] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33,
];
const MEASURES: &[i64] = &[0, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 70, 71, 72, 73, 80, 81, 82, 83];

/// The body of `getToken`.
pub(super) const LOGINS: &[Row] =
    &[required("login", Text(0, 100, LOGIN)), required("pass", text(100)), optional("source", Text(0, 100, SOURCE))];

/// What stands beside the receipt or the correction.
pub(super) const HEAD: &[Row] = &[
    required("timestamp", formed(MOMENT)),
    required("external_id", text(128)),
    optional("service", Object),
    optional("service.callback_url", Text(0, 256, URL)),
    optional("ism_optional", Flag),
];

pub(super) const RECEIPT_HEAD: &[Row] = &[required("receipt", Part)];
pub(super) const CORRECTION_HEAD: &[Row] = &[required("correction", Part)];

/// What only a receipt has.
pub(super) const RECEIPT: &[Row] = &[required("client", Object)];

/// What only a correction has.
pub(super) const CORRECTION: &[Row] = &[
    optional("client", Object),
    required("correction_info", Object),
    required("correction_info.type", Word(&["self", "instruction"], &[])),
    required("correction_info.base_date", formed(DATE)),
    optional("correction_info.base_number", text(32)),
];

/// What a receipt and a correction have in common, without their lines.
pub(super) const DOCUMENT: &[Row] = &[
    optional("client.name", text(256)),
    optional("client.inn", formed(INN)),
    optional("client.birthdate", Text(10, 10, BIRTHDATE)),
    optional("client.citizenship", text(3)),
    optional("client.document_code", text(2)),
    optional("client.document_data", text(64)),
    optional("client.address", text(256)),
    optional("client.email", text(64)),
    optional("client.phone", formed(PHONE)),
    required("company", Object),
    required("company.email", text(64)),
    required("company.sno", Word(TAXATIONS, &[])),
    required("company.inn", formed(INN)),
    required("company.payment_address", text(256)),
    optional("company.location", text(256)),
    required("payments", List(1, 10)),
    required("payments[]", Object),
    required("payments[].type", Code(&[0, 1, 2, 3, 4, 5, 6, 7, 8], &[])),
    required("payments[].sum", SUM),
    optional("cashless_payments", LIST).newer(),
    required("cashless_payments[]", Object).newer(),
    required("cashless_payments[].sum", SUM).newer(),
    required("cashless_payments[].method", Number(0, 255, 0)).newer(),
    required("cashless_payments[].id", text(256)).newer(),
    optional("cashless_payments[].additional_info", text(256)).newer(),
    optional("vats", List(1, 6)),
    required("vats[]", Object),
    required("vats[].type", VAT),
    required("vats[].sum", SUM),
    optional("cashier", text(64)),
    optional("cashier_inn", formed(INN_OF_PERSON)),
    optional("additional_check_props", text(16)),
    required("total", SUM),
    optional("additional_user_props", Object),
    required("additional_user_props.name", text(64)),
    required("additional_user_props.value", text(256)),
    optional("operating_check_props", Object),
    required("operating_check_props.name", Word(&["0"], &[])),
    required("operating_check_props.value", text(64)),
    required("operating_check_props.timestamp", formed(MOMENT)),
    optional("sectoral_check_props", LIST),
    required("sectoral_check_props[]", Object),
    required("sectoral_check_props[].federal_id", formed(FEDERAL)),
    required("sectoral_check_props[].date", formed(DATE)),
    required("sectoral_check_props[].number", text(32)),
    required("sectoral_check_props[].value", text(256)),
    optional("device_number", text(20)),
    optional("internet", Flag).newer(),
    optional("timezone", Number(1, 11, 0)).newer(),
];

pub(super) const ITEMS: &[Row] = &[
    required("items", List(1, usize::MAX)),
    required("items[]", Object),
    required("items[].name", text(128)),
    required("items[].price", PRICE),
    required("items[].quantity", QUANTITY),
    required("items[].measure", Code(MEASURES, &[255])),
    required("items[].sum", PRICE),
    required("items[].payment_method", Word(METHODS, &[])),
    required("items[].payment_object", Code(OBJECTS, &[])),
    required("items[].vat", Object),
    required("items[].vat.type", VAT),
    optional("items[].vat.sum", SUM),
    optional("items[].user_data", text(64)),
    optional("items[].excise", SUM),
    optional("items[].country_code", exactly(3)),
    optional("items[].declaration_number", text(32)),
    optional("items[].mark_quantity", Object),
    required("items[].mark_quantity.numerator", COUNT),
    required("items[].mark_quantity.denominator", COUNT),
    optional("items[].mark_processing_mode", Word(&["0"], &[])),
    optional("items[].sectoral_item_props", LIST),
    required("items[].sectoral_item_props[]", Object),
    required("items[].sectoral_item_props[].federal_id", formed(FEDERAL)),
    required("items[].sectoral_item_props[].date", formed(DATE)),
    required("items[].sectoral_item_props[].number", text(32)),
    required("items[].sectoral_item_props[].value", text(256)),
    optional("items[].mark_code", Object),
    optional("items[].mark_code.unknown", text(32)),
    optional("items[].mark_code.ean8", exactly(8)),
    optional("items[].mark_code.ean13", exactly(13)),
    optional("items[].mark_code.itf14", exactly(14)),
    optional("items[].mark_code.gs10", text(38)),
    optional("items[].mark_code.gs1m", Text(0, 200, BASE64)),
    optional("items[].mark_code.short", text(38)),
    optional("items[].mark_code.fur", formed(FUR)),
    optional("items[].mark_code.egais20", exactly(23)),
    optional("items[].mark_code.egais30", exactly(14)),
    optional("items[].agent_info", Object),
    required("items[].agent_info.type", Word(AGENTS, &[])),
    optional("items[].agent_info.paying_agent", Object),
    optional("items[].agent_info.paying_agent.operation", text(24)),
    required("items[].agent_info.paying_agent.phones", LIST),
    required("items[].agent_info.paying_agent.phones[]", formed(PHONE_OF_AGENT)),
    optional("items[].agent_info.receive_payments_operator", Object),
    required("items[].agent_info.receive_payments_operator.phones", LIST),
    required("items[].agent_info.receive_payments_operator.phones[]", formed(PHONE_OF_AGENT)),
    optional("items[].agent_info.money_transfer_operator", Object),
    optional("items[].agent_info.money_transfer_operator.phones", LIST),
    required("items[].agent_info.money_transfer_operator.phones[]", formed(PHONE_OF_AGENT)),
    optional("items[].agent_info.money_transfer_operator.name", text(64)),
    optional("items[].agent_info.money_transfer_operator.address", text(256)),
    optional("items[].agent_info.money_transfer_operator.inn", formed(INN)),
    optional("items[].supplier_info", Object),
    optional("items[].supplier_info.phones", LIST),
    required("items[].supplier_info.phones[]", formed(PHONE_OF_AGENT)),
    optional("items[].supplier_info.name", text(256)),
    required("items[].supplier_info.inn", formed(INN)),
    optional("items[].planned_status", Code(&[1, 2, 3, 4, 5, 6], &[])).newer(),
    optional("items[].wholesale", Flag).newer(),
];
