//! A printed document from the tags of a stored document (`documentTLV` of `getFnDocument`).

mod lines;

use super::captions::Caption;
use super::printed::{Counters, Printed, Trade, Unsent};
use super::seller::{self, Seller};
use crate::task::answer::FiscalParams;
use crate::task::date::told_date_time;
use crate::task::money::{Money, decimal};
use crate::task::people::{Client, Operator};
use crate::task::policy::Country;
use crate::task::receipt::Correction;
use crate::task::tag::decimal_sign;
use crate::task::words::{CorrectionKind, Operation, Taxation, Vat, Words};
use serde_json::Value;

/// The tags of a document, by their numbers.
#[derive(Clone, Copy)]
pub(super) struct Tags<'a>(&'a Value);

impl<'a> Tags<'a> {
    fn text(self, tag: &str) -> Option<String> {
        seller::text(self.0, tag)
    }

    fn money(self, tag: &str) -> Option<Money> {
        decimal(&self.text(tag)?).and_then(Money::rounded)
    }

    fn count(self, tag: &str) -> Option<u64> {
        self.text(tag)?.parse().ok()
    }

    fn flag(self, tag: &str) -> bool {
        self.0.get(tag) == Some(&Value::Bool(true))
    }

    fn inside(self, tag: &str) -> Self {
        Self(self.0.get(tag).unwrap_or(&Value::Null))
    }

    /// The elements of a tag that may occur several times.
    fn each(self, tag: &str) -> Vec<Tags<'a>> {
        match self.0.get(tag) {
            Some(Value::Array(list)) => list.iter().map(Tags).collect(),
            Some(one) => vec![Tags(one)],
            None => Vec::new(),
        }
    }

    /// Phones and the like: one text, or a list of texts.
    fn texts(self, tag: &str) -> Vec<String> {
        self.each(tag).into_iter().filter_map(|value| value.0.as_str()).map(ToOwned::to_owned).collect()
    }

    fn word<W: Words>(self, tag: &str) -> Option<W> {
        W::of_code(self.count(tag)?)
    }
}

/// The document of these tags; `None` if its kind is not known.
pub fn of(tree: &Value, known: Seller) -> Option<Printed> {
    let tags = Tags(tree);
    let (title, traded) = match tree.get("fiscalDocumentType")?.as_str()? {
        "receipt" => (Caption::Receipt, true),
        "bso" => (Caption::Bso, true),
        "receiptCorrection" => (Caption::Correction, true),
        "bsoCorrection" => (Caption::BsoCorrection, true),
        "openShift" => (Caption::OpenShift, false),
        "closeShift" => (Caption::CloseShift, false),
        "ofdExchangeStatus" => (Caption::CurrentState, false),
        "registration" => (Caption::Registration, false),
        "changeRegistrationParameters" => (Caption::Reregistration, false),
        "closeArchive" => (Caption::CloseArchive, false),
        _ => return None,
    };
    let mut printed = Printed::new(Country::Russia, title, seller(tags, known));
    printed.fiscal = fiscal(tags);
    printed.operator = tags.text("1021").map(|name| Operator { name, vatin: tags.text("1203") });
    printed.trade = traded.then(|| Box::new(trade(tags)));
    printed.counters = tree.get("1194").map(|counters| shift(Tags(counters)));
    let count = tags.count("1097");
    let unsent = Unsent { count, first: tags.count("1116"), since: tags.text("1098") };
    printed.unsent = count.map(|_| unsent);
    Some(printed)
}

fn seller(tags: Tags, known: Seller) -> Seller {
    Seller {
        name: tags.text("1048").or(known.name),
        vatin: tags.text("1018").or(known.vatin),
        address: tags.text("1009").or(known.address),
        place: tags.text("1187").or(known.place),
        email: tags.text("1117").or(known.email),
        site: tags.text("1060").or(known.site),
        registration_number: tags.text("1037").or(known.registration_number),
        serial: tags.text("1013").or(known.serial),
        ffd: tags.count("1209").and_then(ffd).map(ToOwned::to_owned).or(known.ffd),
        ofd: tags.text("1046").or(known.ofd),
        ofd_vatin: tags.text("1017").or(known.ofd_vatin),
    }
}

/// The version of FFD by its code (1209).
fn ffd(code: u64) -> Option<&'static str> {
    ["1.0", "1.05", "1.1", "1.2"].get(usize::try_from(code.checked_sub(1)?).ok()?).copied()
}

fn fiscal(tags: Tags) -> FiscalParams {
    FiscalParams {
        total: tags.money("1020"),
        document_number: tags.count("1040"),
        date_time: tags.text("1012"),
        sign: tags.text("1077").map(|told| decimal_sign(&told)),
        receipt_number: tags.count("1042"),
        shift_number: tags.count("1038"),
        receipts_count: tags.count("1118"),
        fn_number: tags.text("1041"),
        registration_number: tags.text("1037"),
        fns_url: tags.text("1060"),
        qr: tags.text("1196").or_else(|| tags.text("qr")),
    }
}

fn trade(tags: Tags) -> Trade {
    let payments = [
        (Caption::Cash, "1031"),
        (Caption::Electronically, "1081"),
        (Caption::Prepaid, "1215"),
        (Caption::Credit, "1216"),
        (Caption::Other, "1217"),
    ];
    let paid = payments.into_iter().filter_map(|(caption, tag)| Some((caption, tags.money(tag)?)));
    let user = tags.inside("1084");
    let user = user.text("1085").zip(user.text("1086"));
    let attribute = tags.text("1192").map(|value| (Caption::Attribute.russian().to_owned(), value));
    Trade {
        operation: tags.word::<Operation>("1054"),
        correction: correction(tags),
        taxation: tags.count("1055").and_then(taxation),
        client: client(tags),
        lines: tags.each("1059").into_iter().map(lines::item).collect(),
        payments: paid.filter(|(_, sum)| *sum != Money::ZERO).collect(),
        vat: vat(tags),
        agent: lines::agent(tags, "1057", tags),
        supplier: lines::supplier(tags, tags),
        machine_number: tags.text("1036"),
        internet: tags.flag("1108") || tags.flag("1125"),
        attributes: user.into_iter().chain(attribute).collect(),
        ..Trade::default()
    }
}

/// A taxation system by its bit (FFD), or by its number in a list (iCASH). 4 is the bit: the system with number 4 (ЕНВД)
/// ended in 2021.
fn taxation(code: u64) -> Option<Taxation> {
    match code {
        1 => Some(Taxation::Osn),
        2 => Some(Taxation::UsnIncome),
        3 | 4 => Some(Taxation::UsnIncomeOutcome),
        8 => Some(Taxation::Envd),
        5 | 16 => Some(Taxation::Esn),
        6 | 32 => Some(Taxation::Patent),
        _ => None,
    }
}

fn correction(tags: Tags) -> Option<Correction> {
    let base = tags.inside("1174");
    // A number (FFD), or a flag: by order (iCASH).
    let kind = match tags.0.get("1173") {
        Some(Value::Bool(false)) => Some(CorrectionKind::Own),
        Some(Value::Bool(true)) => Some(CorrectionKind::Instruction),
        _ => tags.word("1173"),
    };
    // Some registers have the members of the basis beside it.
    let text = |tag: &str| base.text(tag).or_else(|| tags.text(tag));
    let date = text("1178").and_then(|date| {
        let at = if date.len() > 10 { date } else { format!("{date}T00:00:00") };
        told_date_time(&at).map(time::PrimitiveDateTime::date)
    });
    let correction = Correction { kind, date, number: text("1179"), name: text("1177") };
    (kind.is_some() || date.is_some()).then_some(correction)
}

fn client(tags: Tags) -> Client {
    let inside = tags.inside("1256");
    let text = |tag: &str| tags.text(tag).or_else(|| inside.text(tag));
    Client {
        contact: text("1008"),
        name: text("1227"),
        vatin: text("1228"),
        birth_date: None,
        citizenship: text("1244"),
        document_kind: text("1245"),
        document_number: text("1246"),
        address: text("1254"),
    }
}

/// VAT by rate: a tag for each of the older rates, a list of the newer ones.
fn vat(tags: Tags) -> Vec<(Vat, Money)> {
    let single = [
        (Vat::Vat20, "1102"),
        (Vat::Vat10, "1103"),
        (Vat::Vat0, "1104"),
        (Vat::None, "1105"),
        (Vat::Vat120, "1106"),
        (Vat::Vat110, "1107"),
    ];
    let single = single.into_iter().filter_map(|(vat, tag)| Some((vat, tags.money(tag)?)));
    let listed = tags.inside("1115").each("1119");
    let listed = listed.into_iter().filter_map(|of| Some((of.word::<Vat>("1199")?, of.money("1120")?)));
    single.chain(listed).filter(|(_, sum)| *sum != Money::ZERO).collect()
}

fn shift(counters: Tags) -> Counters {
    let kinds = [
        (Operation::Sell, "1129"),
        (Operation::SellReturn, "1130"),
        (Operation::Buy, "1131"),
        (Operation::BuyReturn, "1132"),
    ];
    let of = |tag: &str| counters.inside(tag);
    let receipts = kinds.into_iter().filter(|(_, tag)| of(tag).count("1135").is_some());
    let receipts = receipts.map(|(operation, tag)| {
        (operation, of(tag).count("1135").unwrap_or(0), of(tag).money("1201").unwrap_or_default())
    });
    Counters { receipts: receipts.collect(), ..Counters::default() }
}
