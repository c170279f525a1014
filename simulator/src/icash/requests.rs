//! The request tables of §6: the fields of every request, in the vendor's order.

use super::fields::{Field, Kind};
use Kind::{
    Address, Any, Base64, Boolean, Bytes, Code, CodeOrOne, Codes, Date, DateTime, Digits, Either, Feed, Host, Integer,
    Money, MoneyNotZero, Object, Objects, OneCode, Quantity, Text, Texts, Words,
};

const fn must(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

const fn may(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}

/// Settings (§6.4.2).
pub(super) const SETTINGS: &[Field] = &[
    must("dateTime", DateTime),
    must("ofdHost", Host),
    must("ofdPort", Integer(1..=65_535)),
    must("ofdReconnectionDelay", Integer(0..=3600)),
    may("iCashHost", Address),
    may("iCashPort", Integer(1..=65_535)),
];

/// One line to print (§6.7.2).
pub(super) const LINE: &[Field] = &[
    may("left", Text(1..=usize::MAX)),
    may("right", Text(1..=usize::MAX)),
    may("center", Text(1..=usize::MAX)),
    may("doubleWidth", Boolean),
    may("doubleHeight", Boolean),
    may("hr", Boolean),
    may("feed", Feed),
    may("qrcode", Words(&["true", "false"])),
];

/// The lines to print (§6.7.2).
pub(super) const LINES: &[Field] = &[must("data", Objects(LINE))];

/// Registration (§6.8.2). T1021 is required unless the device is automatic; see `registration`.
pub(super) const REGISTRATION: &[Field] = &[
    must("T1048", Text(1..=256)),
    must("T1018", Digits(10..=12)),
    may("T1062", Codes(1..=6)),
    must("T1037", Text(1..=16)),
    must("T1002", Boolean),
    must("T1221", Boolean),
    must("T1110", Boolean),
    must("T1056", Boolean),
    must("T1001", Boolean),
    must("T1108", Boolean),
    may("T1036", Text(1..=20)),
    may("T1207", Boolean),
    may("T1109", Boolean),
    may("T1193", Boolean),
    may("T1126", Boolean),
    may("T1057", Codes(1..=7)),
    may("T1021", Text(1..=64)),
    may("T1203", Digits(12..=12)),
    may("T1009", Text(1..=256)),
    may("T1187", Text(1..=256)),
    may("T1117", Text(1..=64)),
    may("T1017", Digits(10..=12)),
    may("T1046", Text(1..=256)),
    may("T1101", Code(1..=4)),
];

/// The cashier who opens or closes a shift (§6.9.2, §6.13.2).
pub(super) const CASHIER: &[Field] = &[may("T1021", Text(1..=64)), may("T1203", Digits(12..=12))];

/// Requests without data (§6.10.2 and others).
pub(super) const NOTHING: &[Field] = &[];

/// Closing of the archive (§6.14.2). In the vendor's document the names of the two addresses contain a Cyrillic letter;
/// the Latin one is meant.
pub(super) const FINALIZE: &[Field] = &[
    may("T1021", Text(1..=64)),
    may("T1203", Digits(12..=12)),
    may("T1009", Text(1..=256)),
    may("T1187", Text(1..=256)),
];

/// Receipt (§6.11.2).
pub(super) const RECEIPT: &[Field] = &[
    must("T1054", Code(1..=4)),
    must("T1055", CodeOrOne(1..=6)),
    may("T1227", Text(1..=256)),
    may("T1228", Digits(12..=12)),
    may("T1008", Text(1..=64)),
    may("T1036", Text(1..=20)),
    must("T1059", Objects(ITEM)),
    must("T1020", Money),
    must("T1031", Money),
    must("T1081", Money),
    may("T1215", Money),
    may("T1216", Money),
    may("T1217", MoneyNotZero),
    may("T1102", Money),
    may("T1103", Money),
    may("T1104", Money),
    may("T1105", Money),
    may("T1106", Money),
    may("T1107", Money),
    may("T1057", OneCode(1..=7)),
    may("T1075", Texts),
    may("T1044", Text(1..=24)),
    may("T1073", Texts),
    may("T1074", Texts),
    may("T1026", Text(1..=64)),
    may("T1005", Text(1..=256)),
    may("T1016", Digits(12..=12)),
    may("T1171", Texts),
    may("T1192", Text(1..=16)),
    may("T1084", Object(&[must("T1085", Text(1..=64)), must("T1086", Text(1..=256))])),
    may("T1021", Text(1..=64)),
    may("T1203", Digits(12..=12)),
];

/// An item of a receipt (§6.11.2, T1059).
const ITEM: &[Field] = &[
    may("T1214", Code(1..=7)),
    may("T1212", Code(1..=13)),
    may("T1222", OneCode(1..=7)),
    may("T1223", Either(PAYMENT_AGENT, BANK_AGENT)),
    may("T1224", Object(&[must("T1171", Texts), may("T1225", Text(1..=256))])),
    may("T1226", Digits(10..=12)),
    may("T1030", Text(1..=128)),
    may("T1197", Text(1..=16)),
    may("T1162", Bytes(1..=32)),
    may("T1230", Text(3..=3)),
    may("T1231", Text(1..=32)),
    may("T1079", Money),
    may("T1023", Quantity),
    may("T1229", Money),
    may("T1199", Code(1..=6)),
    may("T1200", Money),
    must("T1043", Money),
    may("T1191", Text(1..=64)),
];

/// Payment agent (T1223A).
const PAYMENT_AGENT: &[Field] = &[may("T1073", Texts), may("T1074", Texts)];

/// Bank payment agent (T1223B).
const BANK_AGENT: &[Field] = &[
    may("T1044", Text(1..=24)),
    may("T1073", Texts),
    may("T1026", Text(1..=64)),
    may("T1005", Text(1..=256)),
    may("T1016", Digits(12..=12)),
    may("T1075", Texts),
];

/// The additional fields of a correction (§6.12.2). A heading splits the vendor's table, so T1178 and T1179 are
/// accepted inside T1174 and beside it.
pub(super) const CORRECTION: &[Field] = &[
    must("T1173", Boolean),
    may("T1174", Object(&[must("T1178", Date), must("T1179", Text(1..=32))])),
    may("T1178", Date),
    may("T1179", Text(1..=32)),
];

/// Answer of the OFD (§6.16.2).
pub(super) const OFD_RECEIPT: &[Field] = &[must("data", Base64)];

/// A command sent through `/shell` (§6.20.2).
pub(super) const SHELL: &[Field] =
    &[must("method", Words(&["GET", "POST"])), must("command", Text(1..=usize::MAX)), may("content", Any)];

/// The Wi-Fi network to connect to (§6.23.2).
pub(super) const ACCESS_POINT: &[Field] = &[must("ssid", Text(1..=usize::MAX)), must("password", Text(1..=usize::MAX))];
