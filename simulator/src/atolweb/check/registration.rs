//! The tables of the tasks that register a register, and of those that keep it.

use super::blocks::{AFTER, BEFORE, ELECTRONICALLY, OPERATOR};
use super::field::{Field, Kind, may, must};
use crate::atolweb::words;

const ORGANIZATION: &[Field] = &[
    may("name", Kind::Text),
    may("vatin", Kind::Text),
    may("email", Kind::Text),
    may("address", Kind::Text),
    may("taxationTypes", Kind::Words(words::TAXATION)),
    may("agents", Kind::Words(words::AGENTS)),
];
const DEVICE: &[Field] = &[
    may("registrationNumber", Kind::Text),
    may("fnsUrl", Kind::Text),
    may("machineNumber", Kind::Text),
    may("paymentsAddress", Kind::Text),
    may("offlineMode", Kind::Flag),
    may("machineInstallation", Kind::Flag),
    may("bso", Kind::Flag),
    may("encryption", Kind::Flag),
    may("autoMode", Kind::Flag),
    may("internet", Kind::Flag),
    may("service", Kind::Flag),
    may("excise", Kind::Flag),
    may("gambling", Kind::Flag),
    may("lottery", Kind::Flag),
    may("pawnShop", Kind::Flag),
    may("insurance", Kind::Flag),
    may("marking", Kind::Flag),
    may("defaultTaxationType", Kind::Word(words::TAXATION)),
    may("ofdChannel", Kind::Word(words::OFD_CHANNELS)),
    must("ffdVersion", Kind::Word(words::FFD)),
];
const OFD: &[Field] = &[
    may("name", Kind::Text),
    may("vatin", Kind::Text),
    may("host", Kind::Text),
    may("dns", Kind::Text),
    may("port", Kind::Number),
];
const ISM: Field = may("ism", Kind::Object(&[may("host", Kind::Text), may("port", Kind::Number)]));

pub(super) const REGISTRATION: &[Field] = &[
    must("type", Kind::Text),
    OPERATOR,
    ELECTRONICALLY,
    must("organization", Kind::Object(ORGANIZATION)),
    must("device", Kind::Object(DEVICE)),
    must("ofd", Kind::Object(OFD)),
    ISM,
];
pub(super) const CHANGE: &[Field] = &[
    must("type", Kind::Text),
    OPERATOR,
    ELECTRONICALLY,
    may("changeInfoReasons", Kind::Numbers),
    must("organization", Kind::Object(ORGANIZATION)),
    must("device", Kind::Object(DEVICE)),
    must("ofd", Kind::Object(OFD)),
    ISM,
    may("reason", Kind::Word(words::REASONS)),
];

pub(super) const SHIFT: &[Field] = &[must("type", Kind::Text), OPERATOR, ELECTRONICALLY, BEFORE, AFTER];
pub(super) const REPORT: &[Field] = &[must("type", Kind::Text), OPERATOR, BEFORE, AFTER];
pub(super) const CASH: &[Field] =
    &[must("type", Kind::Text), must("cashSum", Kind::Number), ELECTRONICALLY, OPERATOR, BEFORE, AFTER];
pub(super) const CLOSE_ARCHIVE: &[Field] = &[must("type", Kind::Text), OPERATOR, ELECTRONICALLY];
