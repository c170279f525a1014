//! Blocks that many tasks share.

use super::field::{Field, Items, Kind, Shown, may, must};
use crate::atolweb::words;

pub(super) const OPERATOR: Field = may("operator", Kind::Object(&[must("name", Kind::Text), may("vatin", Kind::Text)]));
pub(super) const ELECTRONICALLY: Field = may("electronically", Kind::Flag);
pub(super) const BEFORE: Field = may("preItems", Kind::Items(Items::Print));
pub(super) const AFTER: Field = may("postItems", Kind::Items(Items::Print));
pub(super) const CUSTOM: Field = may(
    "customParameters",
    Kind::Objects(&[must("id", Kind::Number).shown(Shown::WithoutIndex), must("value", Kind::Text)]),
);

pub(super) const AGENT: Field = may(
    "agentInfo",
    Kind::Object(&[
        may("agents", Kind::Array),
        may("agentsPrint", Kind::Flag),
        may("agentDataPrint", Kind::Flag),
        may("agents", Kind::Words(words::AGENTS)),
        may("payingAgent", Kind::Object(&[may("operation", Kind::Text), may("phones", Kind::Texts)])),
        may("receivePaymentsOperator", Kind::Object(&[may("phones", Kind::Texts)])),
        may(
            "moneyTransferOperator",
            Kind::Object(&[
                may("phones", Kind::Texts),
                may("name", Kind::Text),
                may("address", Kind::Text),
                may("vatin", Kind::Text),
            ]),
        ),
    ]),
);
pub(super) const SUPPLIER: Field = may(
    "supplierInfo",
    Kind::Object(&[
        may("name", Kind::Text),
        may("vatin", Kind::Text),
        may("supplierPrint", Kind::Flag),
        may("supplierVatinPrint", Kind::Flag),
        may("phones", Kind::Texts),
    ]),
);
pub(super) const INDUSTRY: Field = may(
    "industryInfo",
    Kind::Objects(&[
        may("fois", Kind::Text),
        may("number", Kind::Text),
        may("industryAttribute", Kind::Text),
        may("date", Kind::Date).shown(Shown::WithoutIndex),
    ]),
);

pub(super) const PAYMENTS: Kind = Kind::Objects(&[
    must("type", Kind::WordOrCode(words::PAYMENTS)),
    must("sum", Kind::Number),
    may("printItems", Kind::Items(Items::Print)),
]);
pub(super) const TAXES: Field = may("taxes", Kind::Objects(&[must("type", Kind::Rate), must("sum", Kind::Number)]));

/// One mark of the tasks that check marks.
pub(super) const MARK: &[Field] = &[
    must("imc", Kind::Text),
    may("imcType", Kind::WordOrNumber(words::MARK_TYPES)),
    may("itemFractionalAmount", Kind::Text),
    may("itemEstimatedStatus", Kind::WordOrNumber(words::MARK_STATUSES)),
    may("imcModeProcessing", Kind::Number),
    may("itemQuantity", Kind::Number),
    may("itemUnits", Kind::WordOrNumber(words::UNITS)),
    may("waitForResult", Kind::Flag),
    may("notSendToServer", Kind::Flag),
];
/// The same in a list of marks, whose faults repeat the list's name.
pub(super) const MARK_OF_LIST: &[Field] = &[
    must("imc", Kind::Text).shown(Shown::As("params.imc")),
    may("imcType", Kind::WordOrNumber(words::MARK_TYPES)).shown(Shown::As("params.imcType")),
    may("itemFractionalAmount", Kind::Text).shown(Shown::As("params.itemFractionalAmount")),
    may("itemEstimatedStatus", Kind::WordOrNumber(words::MARK_STATUSES)).shown(Shown::As("params.itemEstimatedStatus")),
    may("imcModeProcessing", Kind::Number).shown(Shown::As("params.imcModeProcessing")),
    may("itemQuantity", Kind::Number).shown(Shown::As("params.itemQuantity")),
    may("itemUnits", Kind::WordOrNumber(words::UNITS)).shown(Shown::As("params.itemUnits")),
];
