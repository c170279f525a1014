//! iCASH's own configuration keys: address, mark, and how to read the passages of the vendor's document that are
//! ambiguous.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{Absent, Kind, Setting, choice, number, setting, text, word};
use super::{Icash, NAME};
use crate::task::read::Fields;
use crate::task::words::{Words, words};
use crate::transport::Limits;
use std::sync::Mutex;

words! {
    /// Which tag of a receipt contains its mark. By the mark the receipt is recognised whatever else was printed
    /// meanwhile.
    Mark { None = 0: "none", Attribute = 1: "T1192", UserAttribute = 2: "T1084" }
}

words! {
    /// How T1055 is sent: the document's text shows a number, its table says "array".
    TaxationForm { Number = 0: "number", Array = 1: "array" }
}

words! {
    /// Where T1178 and T1179 of a correction are: the document has a heading inside the table, so they may belong
    /// inside T1174 or next to it.
    CorrectionForm { Nested = 0: "nested", Flat = 1: "flat" }
}

words! {
    /// Form of the body of `/printany`: a bare array, or an object that contains it.
    PrintForm { Array = 0: "array", Object = 1: "object" }
}

/// The configuration of one register.
#[derive(Debug)]
pub(super) struct Config {
    pub device: String,
    pub mark: Mark,
    pub taxation: TaxationForm,
    pub correction: CorrectionForm,
    pub print: PrintForm,
    /// Characters per line of the paper; longer texts are broken.
    pub line_width: usize,
}

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL,
    setting("mark", Kind::Words(&[choice("none", "нет", "none"), choice("T1192", "в доп. реквизите чека (1192)", "in the receipt's additional attribute (1192)"), choice("T1084", "в доп. реквизите пользователя (1084)", "in the user's additional attribute (1084)")]), Absent::Usual)
        .asked("Метка, по которой чек узнаётся после обрыва связи", "Mark on a receipt, by which it is recognised after a lost answer")
        .about("куда на чеке записывается метка библиотеки: [зачем](exactly-once.md#marks)", "where on a receipt the library writes its mark: [what for](exactly-once.md#marks)"),
    setting("taxationForm", Kind::Words(&[choice("number", "число", "number"), choice("array", "массив", "array")]), Absent::Usual)
        .asked("iCASH: запись системы налогообложения (1055)", "iCASH: form of the taxation system (1055)")
        .about("как записывается тег 1055: числом или массивом из одного числа", "how tag 1055 is written: as a number, or as an array of one number"),
    setting("correctionForm", Kind::Words(&[choice("nested", "внутри 1174", "within 1174"), choice("flat", "рядом с 1174", "beside 1174")]), Absent::Usual)
        .asked("iCASH: место основания коррекции (1178, 1179)", "iCASH: place of the basis of a correction (1178, 1179)")
        .about("где записываются теги 1178 и 1179: внутри 1174 или рядом с ним", "where tags 1178 and 1179 are written: nested in 1174, or flat beside it"),
    setting("printForm", Kind::Words(&[choice("array", "массив", "array"), choice("object", "объект", "object")]), Absent::Usual)
        .asked("iCASH: тело запроса нефискальной печати", "iCASH: request body of a non-fiscal print")
        .about("тело запроса нефискальной печати: массив или объект с `data`", "request body of a non-fiscal print: a bare array, or an object with `data`"),
    setting("lineWidth", Kind::Number(8, 200), Absent::Number(32))
        .asked("Знаков в строке ленты", "Characters on a line of the tape")
        .about("знаков в строке ленты: тексты `nonFiscal` длиннее этого переносятся. В 1С действует для любой кассы (`ПолучитьШиринуСтроки`)", "characters on a line of the tape; longer texts of `nonFiscal` are broken. In 1C it counts for every register (`ПолучитьШиринуСтроки`)"),
];

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, const { text(SETTINGS, "url") }, false);
    let mark = const { word(SETTINGS, "mark") }.read(fields);
    let taxation = const { word(SETTINGS, "taxationForm") }.read(fields);
    let correction = const { word(SETTINGS, "correctionForm") }.read(fields);
    let print = const { word(SETTINGS, "printForm") }.read(fields);
    let line_width = const { number(SETTINGS, "lineWidth") }.read(fields);
    let address = address?;
    let config = Config {
        device: format!("{NAME} {}", address.place),
        mark: mark?,
        taxation: taxation?,
        correction: correction?,
        print: print?,
        line_width: usize::try_from(line_width?).ok()?,
    };
    Some(Box::new(Icash { http: address.way(limits), config, memory: Mutex::default() }))
}
