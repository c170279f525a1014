//! The tags of iCASH-1F, one row each: what it is, its type and size, and where it is used (§6.8–6.14).
//!
//! Four things are made from these rows: the fields of a task that the backend supports (`capabilities.rs`), the check
//! of a document that the caller writes in tags (`native_parameters.rs`), the facts of a fingerprint (`fingerprint.rs`),
//! and the table of the docs (`xtask/src/tags.rs`).

use crate::backends::setting::{Bilingual, bilingual};
use Place::{Agent, Basis, Change, Correction, Finalize, Line, Receipt, Registration, Shift, Supplier, UserAttribute};

/// One tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name on the wire, such as `T1054`.
    pub name: &'static str,
    /// What it is, in a few words for the docs: the attribute's name in the law, and in the terms of the glossary.
    pub about: Bilingual,
    /// Its type and size.
    pub form: Form,
    /// The places in which it is used.
    pub at: &'static [At],
}

/// Type and size of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text of at most this many characters.
    Text(usize),
    /// Text of digits only; fewest and most digits.
    Digits(usize, usize),
    /// Integer from 1 to this.
    Code(i64),
    /// Array of such numbers.
    Codes(i64),
    /// Such a number, or an array of one: the vendor's document can be read both ways.
    CodeOrOne(i64),
    /// `true` or `false`.
    Flag,
    /// Sum in roubles (§7).
    Sum,
    /// Text of at most [`QUANTITY_CHARS`] characters: a number with at most [`QUANTITY_DIGITS`] decimal places.
    Quantity,
    /// Array of at most this many bytes.
    Bytes(usize),
    /// Array of texts of at most this many characters each.
    Texts(usize),
    /// Date of ISO 8601.
    Date,
    /// Object with the tags of this place.
    Table(Place),
    /// Array of such objects.
    List(Place),
}

/// A table of the vendor's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Opening and closing of a shift (§6.9.2, §6.13.2).
    Shift,
    /// Closing of the archive (§6.14.2).
    Finalize,
    /// Registration (§6.8.2).
    Registration,
    /// What a change of the registration has in addition (§6.8.2).
    Change,
    /// Receipt (§6.11.2).
    Receipt,
    /// Line of a receipt, T1059.
    Line,
    /// Data of a line's agent, T1223 (T1223A, T1223B).
    Agent,
    /// Data of a line's supplier, T1224.
    Supplier,
    /// Additional attribute of the user, T1084.
    UserAttribute,
    /// What a correction has in addition to a receipt (§6.12.2).
    Correction,
    /// The base document of a correction, T1174: inside it or next to it.
    Basis,
}

/// A tag in one of its places.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// The table that it stands in.
    pub place: Place,
    /// Whether it must stand there.
    pub need: Needed,
    /// The field of a task that becomes this tag; empty if there is none, or if `capabilities.rs` lists it.
    pub path: &'static str,
    /// The words of that field for which the tag has values; empty for all.
    pub words: &'static [&'static str],
    /// The task must have the field, even if the vocabulary makes it optional.
    pub required: bool,
    /// The array has at most one element.
    pub one: bool,
    /// What it proves about a document after a lost answer.
    pub known: Known,
}

/// Whether a tag is required in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// In each of them.
    Always,
    /// It may be left out.
    Optional,
    /// Required if this flag of the same place is set.
    Where(&'static str),
    /// Required if this flag of the same place is not set.
    Unless(&'static str),
}

/// What a tag proves about a document after a lost answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the fingerprint does not use it.
    Not,
    /// A document with another value is another one.
    Value,
    /// As `Value`. If only one of the two documents has a value, they may still be the same.
    ValueOrNone,
}

/// Most characters of a quantity.
pub const QUANTITY_CHARS: usize = 21;

/// Most decimal places of a quantity.
pub const QUANTITY_DIGITS: u32 = 3;

/// VAT rates that T1199 has codes for.
pub(super) const RATES: &[&str] = &["vat20", "vat10", "vat120", "vat110", "vat0", "none"];

/// Payment objects that T1212 has codes for: 1 to 13.
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "commodity", "excise", "job", "service", "gamblingBet", "gamblingPrize", "lottery", "lotteryPrize", "intellectualActivity",
    "payment", "agentCommission", "pay", "another",
];

const fn tag(name: &'static str, ru: &'static str, en: &'static str, form: Form, at: &'static [At]) -> Tag {
    Tag { name, about: bilingual(ru, en), form, at }
}

/// A place in which the tag is required.
const fn always(place: Place) -> At {
    at(place, Needed::Always)
}

/// A place in which the tag is optional.
const fn may(place: Place) -> At {
    at(place, Needed::Optional)
}

const fn at(place: Place, need: Needed) -> At {
    At { place, need, path: "", words: &[], required: false, one: false, known: Known::Not }
}

impl At {
    /// The field of a task that becomes the tag here.
    const fn of(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// Limits the field to these words.
    const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// Makes the field required.
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Limits the array to one element.
    const fn one(mut self) -> Self {
        self.one = true;
        self
    }

    /// Makes the value here a fact of the fingerprint.
    const fn known(mut self) -> Self {
        self.known = Known::Value;
        self
    }

    /// Makes the value here, or its absence, a fact of the fingerprint.
    const fn known_or_none(mut self) -> Self {
        self.known = Known::ValueOrNone;
        self
    }
}

/// Every tag that can be sent to the register.
#[rustfmt::skip]
pub const TAGS: &[Tag] = &[
    // Registration.
    tag("T1048", "наименование пользователя", "name of the user", Form::Text(256), &[always(Registration).of("organization.name").known()]),
    tag("T1018", "ИНН пользователя", "ИНН of the user", Form::Digits(10, 12), &[always(Registration).of("organization.vatin").known()]),
    tag("T1062", "системы налогообложения", "taxation systems", Form::Codes(6), &[may(Registration).of("organization.taxationTypes").known()]),
    tag("T1037", "регистрационный номер ККТ", "registration number", Form::Text(16), &[always(Registration).of("device.registrationNumber").known()]),
    tag("T1002", "автономный режим, без ОФД", "without an OFD", Form::Flag, &[always(Registration).of("device.offlineMode").known()]),
    tag("T1017", "ИНН ОФД", "ИНН of the OFD", Form::Digits(10, 12), &[at(Registration, Needed::Unless("T1002")).of("ofd.vatin").known()]),
    tag("T1046", "наименование ОФД", "name of the OFD", Form::Text(256), &[at(Registration, Needed::Unless("T1002")).of("ofd.name").known()]),
    tag("T1117", "адрес электронной почты отправителя чека", "e-mail of the sender of receipts", Form::Text(64), &[at(Registration, Needed::Unless("T1002")).of("organization.email").known()]),
    tag("T1221", "принтер в автомате", "printer in the vending machine", Form::Flag, &[always(Registration).of("device.machineInstallation").known()]),
    tag("T1110", "АС БСО", "only strict reporting forms (АС БСО)", Form::Flag, &[always(Registration).of("device.bso").known()]),
    tag("T1056", "шифрование", "encryption", Form::Flag, &[always(Registration).of("device.encryption").known()]),
    tag("T1001", "автоматический режим", "in a vending machine", Form::Flag, &[always(Registration).of("device.autoMode").known()]),
    tag("T1108", "ККТ для Интернет", "only on the internet", Form::Flag, &[always(Registration).of("device.internet").known()]),
    tag("T1036", "номер автомата", "number of the vending machine", Form::Text(20), &[may(Receipt).of("machineNumber"), at(Registration, Needed::Where("T1001")).of("device.machineNumber").known()]),
    tag("T1207", "подакцизные товары", "excise goods", Form::Flag, &[may(Registration).of("device.excise").known()]),
    tag("T1109", "услуги", "services", Form::Flag, &[may(Registration).of("device.service").known()]),
    tag("T1193", "азартные игры", "gambling", Form::Flag, &[may(Registration).of("device.gambling").known()]),
    tag("T1126", "лотереи", "lotteries", Form::Flag, &[may(Registration).of("device.lottery").known()]),
    tag("T1057", "признак агента", "kinds of agent", Form::Codes(7), &[may(Receipt).of("agentInfo.agents").one(), may(Registration).of("organization.agents").known()]),
    tag("T1021", "кассир", "cashier", Form::Text(64), &[may(Shift).of("operator.name").known(), may(Receipt).of("operator.name").known(), may(Finalize).known(), at(Registration, Needed::Unless("T1001")).of("operator.name").known()]),
    tag("T1203", "ИНН кассира", "ИНН of the cashier", Form::Digits(12, 12), &[may(Shift).of("operator.vatin").known(), may(Receipt).of("operator.vatin").known(), may(Finalize).known(), may(Registration).of("operator.vatin").known()]),
    tag("T1009", "адрес расчётов", "address of settlements", Form::Text(256), &[may(Registration).of("organization.address").known(), may(Finalize).known()]),
    tag("T1187", "место расчётов", "place of settlements", Form::Text(256), &[may(Registration).of("device.paymentsAddress").known(), may(Finalize).known()]),
    tag("T1101", "причина изменения сведений о ККТ", "reason of a change of the registration", Form::Code(4), &[may(Change).of("reason").known()]),
    // Receipt.
    tag("T1054", "признак расчёта", "settlement type (признак расчёта)", Form::Code(4), &[always(Receipt).known()]),
    tag("T1055", "применяемая СНО", "taxation system", Form::CodeOrOne(6), &[always(Receipt).of("taxationType").required()]),
    tag("T1227", "покупатель", "name of the buyer", Form::Text(256), &[may(Receipt).of("clientInfo.name").known_or_none()]),
    tag("T1228", "ИНН покупателя", "ИНН of the buyer", Form::Digits(12, 12), &[may(Receipt).of("clientInfo.vatin").known_or_none()]),
    tag("T1008", "телефон или электронный адрес покупателя", "phone or e-mail of the buyer", Form::Text(64), &[may(Receipt).of("clientInfo.emailOrPhone").known_or_none()]),
    tag("T1059", "предметы расчёта (позиции)", "lines", Form::List(Line), &[always(Receipt).of("items")]),
    tag("T1020", "сумма расчёта, итог чека", "sum of the receipt", Form::Sum, &[always(Receipt).of("total").known()]),
    tag("T1031", "наличными, без сдачи", "paid in cash, less the change", Form::Sum, &[always(Receipt).of("payments[].sum").known()]),
    tag("T1081", "безналичными", "paid by card or transfer", Form::Sum, &[always(Receipt).of("payments[].sum").known()]),
    tag("T1215", "предоплатой (зачёт аванса)", "prepaid", Form::Sum, &[may(Receipt).of("payments[].sum").known()]),
    tag("T1216", "постоплатой (в кредит)", "on credit, to be paid later", Form::Sum, &[may(Receipt).of("payments[].sum").known()]),
    tag("T1217", "встречным предоставлением", "paid in exchange", Form::Sum, &[may(Receipt).of("payments[].sum").known()]),
    tag("T1102", "НДС 20 %", "VAT at 20 %", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1103", "НДС 10 %", "VAT at 10 %", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1104", "сумма расчёта с НДС 0 %", "turnover at 0 %", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1105", "сумма расчёта без НДС", "turnover without VAT", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1106", "НДС 20/120", "VAT at 20/120", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1107", "НДС 10/110", "VAT at 10/110", Form::Sum, &[may(Receipt).of("taxes[].sum")]),
    tag("T1075", "телефоны оператора перевода", "phones of the money transfer operator", Form::Texts(19), &[may(Receipt).of("agentInfo.moneyTransferOperator.phones"), may(Agent).of("items[].agentInfo.moneyTransferOperator.phones")]),
    tag("T1044", "операция платёжного агента", "operation of the paying agent", Form::Text(24), &[may(Receipt).of("agentInfo.payingAgent.operation"), may(Agent).of("items[].agentInfo.payingAgent.operation")]),
    tag("T1073", "телефоны платёжного агента", "phones of the paying agent", Form::Texts(19), &[may(Receipt).of("agentInfo.payingAgent.phones"), may(Agent).of("items[].agentInfo.payingAgent.phones")]),
    tag("T1074", "телефоны оператора по приёму платежей", "phones of the operator that accepts payments", Form::Texts(19), &[may(Receipt).of("agentInfo.receivePaymentsOperator.phones"), may(Agent).of("items[].agentInfo.receivePaymentsOperator.phones")]),
    tag("T1026", "наименование оператора перевода", "name of the money transfer operator", Form::Text(64), &[may(Receipt).of("agentInfo.moneyTransferOperator.name"), may(Agent).of("items[].agentInfo.moneyTransferOperator.name")]),
    tag("T1005", "адрес оператора перевода", "address of the money transfer operator", Form::Text(256), &[may(Receipt).of("agentInfo.moneyTransferOperator.address"), may(Agent).of("items[].agentInfo.moneyTransferOperator.address")]),
    tag("T1016", "ИНН оператора перевода", "ИНН of the money transfer operator", Form::Digits(12, 12), &[may(Receipt).of("agentInfo.moneyTransferOperator.vatin"), may(Agent).of("items[].agentInfo.moneyTransferOperator.vatin")]),
    tag("T1171", "телефоны поставщика", "phones of the supplier", Form::Texts(19), &[may(Receipt).of("supplierInfo.phones"), always(Supplier).of("items[].supplierInfo.phones")]),
    tag("T1192", "дополнительный реквизит чека", "additional attribute of the receipt", Form::Text(16), &[may(Receipt).of("items[additionalAttribute].value").known()]),
    tag("T1084", "дополнительный реквизит пользователя", "additional attribute of the user", Form::Table(UserAttribute), &[may(Receipt).of("items[userAttribute]")]),
    tag("T1085", "его наименование", "its name", Form::Text(64), &[always(UserAttribute).of("items[userAttribute].name")]),
    tag("T1086", "его значение", "its value", Form::Text(256), &[always(UserAttribute).of("items[userAttribute].value")]),
    // Line of a receipt.
    tag("T1214", "признак способа расчёта", "payment method (признак способа расчёта)", Form::Code(7), &[may(Line).of("items[].paymentMethod")]),
    tag("T1212", "признак предмета расчёта", "payment object (признак предмета расчёта)", Form::Code(13), &[may(Line).of("items[].paymentObject").words(OBJECTS)]),
    tag("T1222", "признак агента по предмету расчёта", "kind of agent", Form::Codes(7), &[may(Line).of("items[].agentInfo.agents").one()]),
    tag("T1223", "данные агента", "data of the agent", Form::Table(Agent), &[may(Line)]),
    tag("T1224", "данные поставщика", "data of the supplier", Form::Table(Supplier), &[may(Line)]),
    tag("T1225", "наименование поставщика", "name of the supplier", Form::Text(256), &[may(Supplier).of("items[].supplierInfo.name")]),
    tag("T1226", "ИНН поставщика", "ИНН of the supplier", Form::Digits(10, 12), &[may(Line).of("items[].supplierInfo.vatin")]),
    tag("T1030", "наименование предмета расчёта", "name of the line", Form::Text(128), &[may(Line).of("items[].name").known()]),
    tag("T1197", "единица измерения", "unit", Form::Text(16), &[may(Line).of("items[].measurementUnit")]),
    tag("T1162", "код товара", "goods code", Form::Bytes(32), &[may(Line).of("items[].nomenclatureCode")]),
    tag("T1230", "код страны происхождения", "country of origin", Form::Digits(3, 3), &[may(Line).of("items[].countryCode")]),
    tag("T1231", "номер таможенной декларации", "customs declaration", Form::Text(32), &[may(Line).of("items[].customsDeclaration")]),
    tag("T1079", "цена за единицу", "price of a unit", Form::Sum, &[may(Line).of("items[].price").known()]),
    tag("T1023", "количество", "quantity", Form::Quantity, &[may(Line).of("items[].quantity").known()]),
    tag("T1229", "акциз", "excise", Form::Sum, &[may(Line).of("items[].exciseSum")]),
    tag("T1199", "ставка НДС", "VAT rate", Form::Code(6), &[may(Line).of("items[].tax.type").words(RATES)]),
    tag("T1200", "сумма НДС за предмет расчёта", "VAT of the line", Form::Sum, &[may(Line).of("items[].tax.sum")]),
    tag("T1043", "стоимость предмета расчёта", "amount of the line", Form::Sum, &[always(Line).of("items[].amount").known()]),
    tag("T1191", "дополнительный реквизит предмета расчёта", "additional attribute of the line", Form::Text(64), &[may(Line).of("items[].additionalAttribute")]),
    // Correction.
    tag("T1173", "по предписанию налоговой службы; `false` — самостоятельно", "by order of the tax service; `false`: by the shop itself", Form::Flag, &[always(Correction).of("correctionType")]),
    tag("T1174", "основание для коррекции", "basis of the correction", Form::Table(Basis), &[always(Correction)]),
    tag("T1178", "его дата", "its date", Form::Date, &[always(Basis).of("correctionBaseDate")]),
    tag("T1179", "его номер", "its number", Form::Text(32), &[always(Basis).of("correctionBaseNumber")]),
];

/// The tags of a place, in the order of the rows.
pub(super) fn of(place: Place) -> impl Iterator<Item = (&'static Tag, &'static At)> {
    TAGS.iter().flat_map(move |tag| tag.at.iter().filter(move |at| at.place == place).map(move |at| (tag, at)))
}

/// The names of the tags of a place.
pub(super) fn names_of(place: Place) -> impl Iterator<Item = &'static str> {
    of(place).map(|(tag, _)| tag.name)
}

impl Needed {
    /// Whether the tag is required; `is_set` tells the value of a flag of the same place.
    pub(super) fn holds(self, is_set: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Always => true,
            Self::Optional => false,
            Self::Where(flag) => is_set(flag),
            Self::Unless(flag) => !is_set(flag),
        }
    }
}

impl Place {
    /// The path of tags to the place: `T1059.T1223` for the data of a line's agent.
    pub(super) fn within(self) -> &'static str {
        match self {
            Line => "T1059",
            Agent => "T1059.T1223",
            Supplier => "T1059.T1224",
            UserAttribute => "T1084",
            Basis => "T1174",
            Shift | Finalize | Registration | Change | Receipt | Correction => "",
        }
    }
}
