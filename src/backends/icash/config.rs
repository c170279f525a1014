//! The register's own part of the configuration: its address, and the readings of its document that can be chosen.

use super::super::Backend;
use super::super::address::{Address, Form};
use super::super::setting::{Kind, Setting, setting};
use super::{Icash, NAME};
use crate::task::read::{Fields, Need};
use crate::task::words::{Words, words};
use crate::transport::Limits;

words! {
    /// Where a mark of ours goes on the receipt, so that it is known again whatever else was printed meanwhile.
    Mark { None = 0: "none", Attribute = 1: "T1192", UserAttribute = 2: "T1084" }
}

words! {
    /// How T1055 is written: the document gives its values by text and "array" by type.
    TaxationForm { Number = 0: "number", Array = 1: "array" }
}

words! {
    /// Where T1178 and T1179 of a correction stand: a heading of the document splits the table there.
    CorrectionForm { Nested = 0: "nested", Flat = 1: "flat" }
}

words! {
    /// Form of the body of `/printany`.
    PrintForm { Array = 0: "array", Object = 1: "object" }
}

/// Settings of a register.
#[derive(Debug)]
pub(super) struct Config {
    pub device: String,
    pub mark: Mark,
    pub taxation: TaxationForm,
    pub correction: CorrectionForm,
    pub print: PrintForm,
    /// Characters on a line of the tape, to break longer texts.
    pub line_width: usize,
}

/// The same as a form shows it.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    setting("url", "Адрес: http://узел:порт или https://", Kind::Text),
    setting("mark", "Метка чека, по которой он узнаётся после обрыва связи", Kind::Words(&[("none", "нет"), ("T1192", "в доп. реквизите чека (1192)"), ("T1084", "в доп. реквизите пользователя (1084)")])),
    setting("taxationForm", "iCASH: вид системы налогообложения (1055)", Kind::Words(&[("number", "число"), ("array", "массив")])),
    setting("correctionForm", "iCASH: место основания коррекции (1178, 1179)", Kind::Words(&[("nested", "внутри 1174"), ("flat", "рядом с 1174")])),
    setting("printForm", "iCASH: тело свободной печати", Kind::Words(&[("array", "массив"), ("object", "объект")])),
    setting("lineWidth", "Знаков в строке ленты (пусто: 32)", Kind::Number),
];

/// Reads `url`, `tls`, `mark`, `taxationForm`, `correctionForm`, `printForm`, `lineWidth`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, Form::BARE);
    let mark = fields.word("mark", Need::May, None).unwrap_or(Mark::None);
    let taxation = fields.word("taxationForm", Need::May, None).unwrap_or(TaxationForm::Number);
    let correction = fields.word("correctionForm", Need::May, None).unwrap_or(CorrectionForm::Nested);
    let print = fields.word("printForm", Need::May, None).unwrap_or(PrintForm::Array);
    let line_width = fields.integer("lineWidth", Need::May, 8, 200).unwrap_or(32);
    let address = address?;
    let config = Config {
        device: format!("{NAME} {}", address.place),
        mark,
        taxation,
        correction,
        print,
        line_width: usize::try_from(line_width).unwrap_or(32),
    };
    Some(Box::new(Icash { http: address.way(limits), config }))
}
