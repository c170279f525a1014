//! The rows of a printed document, in the order of a receipt.

mod goods;
mod people;

use super::captions::{self, Caption};
use super::kazakh;
use super::printed::{Counters, Printed, Trade, Unsent, modifier};
use crate::task::date::{day_first, told_date_time};
use crate::task::money::Money;
use crate::task::policy::Country;
use crate::task::words::{CorrectionKind, Vat};

/// A row of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Text in the middle.
    Center(String, Style),
    /// Text at the left.
    Left(String),
    /// A name at the left and its value at the right.
    Pair(String, String, Style),
    /// A QR code of this content.
    Code(String),
    /// A line across the paper.
    Rule,
    /// An empty line.
    Space,
}

impl Row {
    /// How many letters it has, without spaces.
    pub fn letters(&self) -> usize {
        let count = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
        match self {
            Self::Center(text, _) | Self::Left(text) | Self::Code(text) => count(text),
            Self::Pair(name, value, _) => count(name) + count(value),
            Self::Rule | Self::Space => 0,
        }
    }
}

/// How letters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As usual.
    Plain,
    /// Bold.
    Bold,
    /// Bold, twice as high.
    Tall,
}

/// The rows under construction.
pub(super) struct Rows {
    country: Country,
    rows: Vec<Row>,
}

impl Rows {
    fn told(&self, caption: Caption) -> String {
        match (self.country, kazakh::words(caption)) {
            (Country::Kazakhstan, Some((kazakh, russian))) => format!("{kazakh} / {russian}"),
            _ => caption.russian().to_owned(),
        }
    }

    fn center(&mut self, text: impl Into<String>, style: Style) {
        self.rows.push(Row::Center(printable(&text.into()), style));
    }

    fn left(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Left(printable(&text.into())));
    }

    fn named(&mut self, name: impl Into<String>, value: impl Into<String>, style: Style) {
        self.rows.push(Row::Pair(printable(&name.into()), printable(&value.into()), style));
    }

    /// A caption with its value, if there is one.
    fn pair(&mut self, caption: Caption, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.named(self.told(caption), value.to_string(), Style::Plain);
        }
    }

    fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }
}

/// Control characters would break the lines of a text: each becomes a space.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The rows of a document.
pub fn of(printed: &Printed) -> Vec<Row> {
    let mut rows = Rows { country: printed.country, rows: Vec::new() };
    head(&mut rows, printed);
    if let Some(trade) = &printed.trade {
        traded(&mut rows, trade, printed);
    }
    if let Some(cash) = printed.cash {
        rows.named(rows.told(Caption::Sum), cash.to_string(), Style::Tall);
        rows.rule();
    }
    if let Some(counters) = &printed.counters {
        counted(&mut rows, counters);
    }
    if let Some(unsent) = &printed.unsent {
        waiting(&mut rows, unsent);
    }
    foot(&mut rows, printed);
    rows.rows
}

fn head(rows: &mut Rows, printed: &Printed) {
    let seller = &printed.seller;
    if let Some(name) = &seller.name {
        rows.center(name, Style::Bold);
    }
    rows.pair(Caption::Vatin, seller.vatin.as_ref());
    rows.pair(Caption::Address, seller.address.as_ref());
    rows.pair(Caption::Place, seller.place.as_ref());
    rows.rows.push(Row::Space);
    if printed.non_fiscal {
        rows.center(rows.told(Caption::NonFiscal), Style::Bold);
    }
    rows.center(rows.told(printed.title), Style::Bold);
    if let Some(operation) = printed.trade.as_ref().and_then(|trade| trade.operation) {
        rows.center(rows.told(Caption::of_operation(operation)), Style::Bold);
    }
    rows.pair(Caption::ReceiptNumber, printed.fiscal.receipt_number);
    rows.pair(Caption::ShiftNumber, printed.fiscal.shift_number);
    rows.rule();
}

fn traded(rows: &mut Rows, trade: &Trade, printed: &Printed) {
    corrected(rows, trade);
    for (index, line) in trade.lines.iter().enumerate() {
        goods::line(rows, index + 1, line);
    }
    if !trade.lines.is_empty() {
        rows.rule();
    }
    if let Some((caption, modifier)) = modifier(&trade.modifiers) {
        goods::modified(rows, caption, modifier);
    }
    if let Some(total) = printed.fiscal.total.or(trade.total) {
        rows.named(rows.told(Caption::Total), total.to_string(), Style::Tall);
    }
    for (caption, sum) in &trade.payments {
        rows.pair(*caption, Some(sum));
    }
    if trade.change != Money::ZERO {
        let cash = trade.payments.iter().find(|(caption, _)| *caption == Caption::Cash);
        rows.pair(Caption::Taken, cash.map(|(_, cash)| *cash + trade.change));
        rows.pair(Caption::Change, Some(trade.change));
    }
    for (vat, sum) in &trade.vat {
        rows.named(vat_total(rows, *vat), sum.to_string(), Style::Plain);
    }
    rows.rule();
    rows.pair(Caption::Taxation, trade.taxation.map(captions::taxation));
    people::agent(rows, trade.agent.as_ref());
    people::supplier(rows, trade.supplier.as_ref());
    people::client(rows, &trade.client);
    rows.pair(Caption::Sender, printed.seller.email.as_ref());
    rows.pair(Caption::Machine, trade.machine_number.as_ref());
    if trade.internet {
        rows.left(rows.told(Caption::Internet));
    }
    for (name, value) in &trade.attributes {
        rows.named(name, value, Style::Plain);
    }
}

/// The caption of the receipt's VAT at one rate.
fn vat_total(rows: &Rows, vat: Vat) -> String {
    match (vat, captions::rate(vat)) {
        (Vat::Vat0, _) => rows.told(Caption::TaxedZero),
        (_, None) => rows.told(Caption::NotTaxed),
        (_, Some(rate)) => format!("{} {rate}", rows.told(Caption::VatTotal)),
    }
}

fn corrected(rows: &mut Rows, trade: &Trade) {
    let Some(correction) = &trade.correction else { return };
    let kind = correction.kind.map(|kind| match kind {
        CorrectionKind::Own => Caption::CorrectionOwn,
        CorrectionKind::Instruction => Caption::CorrectionOrdered,
    });
    rows.pair(Caption::CorrectionKind, kind.map(|kind| rows.told(kind)));
    rows.pair(Caption::CorrectionDate, correction.date.map(day_first));
    rows.pair(Caption::CorrectionNumber, correction.number.as_ref());
    rows.pair(Caption::CorrectionName, correction.name.as_ref());
    rows.rule();
}

fn counted(rows: &mut Rows, counters: &Counters) {
    if !counters.receipts.is_empty() {
        let all: u64 = counters.receipts.iter().map(|(_, count, _)| count).sum();
        rows.pair(Caption::Receipts, Some(all));
    }
    for (operation, count, sum) in counters.receipts.iter().filter(|(_, count, _)| *count > 0) {
        let name = format!("{} ({count})", rows.told(Caption::of_operation(*operation)));
        rows.named(name, sum.to_string(), Style::Plain);
    }
    rows.pair(Caption::Revenue, counters.revenue);
    rows.pair(Caption::CashSum, counters.cash);
    rows.rule();
}

fn waiting(rows: &mut Rows, unsent: &Unsent) {
    rows.pair(Caption::Unsent, unsent.count);
    // A register may name document 0 where none waits.
    if unsent.count != Some(0) {
        rows.pair(Caption::UnsentFirst, unsent.first);
        rows.pair(Caption::UnsentSince, unsent.since.as_deref().map(date_time));
    }
    rows.rule();
}

/// The person who made it, and the data by which it is checked.
fn foot(rows: &mut Rows, printed: &Printed) {
    let (seller, fiscal) = (&printed.seller, &printed.fiscal);
    if let Some(operator) = &printed.operator {
        rows.pair(Caption::Operator, Some(&operator.name));
        rows.pair(Caption::OperatorVatin, operator.vatin.as_ref());
    }
    if printed.offline {
        rows.center(rows.told(Caption::Offline), Style::Bold);
    }
    rows.pair(Caption::DateTime, fiscal.date_time.as_deref().map(date_time));
    rows.pair(Caption::RegistrationNumber, seller.registration_number.as_ref());
    rows.pair(Caption::Serial, seller.serial.as_ref());
    rows.pair(Caption::Drive, fiscal.fn_number.as_ref());
    rows.pair(Caption::DocumentNumber, fiscal.document_number);
    rows.pair(Caption::Sign, fiscal.sign.as_ref());
    rows.pair(Caption::Ffd, seller.ffd.as_ref());
    rows.pair(Caption::Ofd, seller.ofd.as_ref());
    rows.pair(Caption::OfdVatin, seller.ofd_vatin.as_ref());
    rows.pair(Caption::Site, seller.site.as_ref());
    if let Some(code) = printed.qr() {
        rows.rows.push(Row::Code(code));
    }
}

/// A date and time as people write it, or as the register did if that is no form we know.
fn date_time(told: &str) -> String {
    match told_date_time(told) {
        Some(at) => format!("{} {:02}:{:02}", day_first(at.date()), at.hour(), at.minute()),
        None => told.to_owned(),
    }
}
