//! The words of a printed document, as the formats of fiscal documents (ФФД) spell them.

use crate::task::words::{Agent, Operation, PaymentMethod, PaymentObject, Taxation, Vat};

macro_rules! captions {
    ($($name:ident: $russian:literal),+ $(,)?) => {
        /// A word before a value, or the name of a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the words themselves say it")]
        pub enum Caption { $($name),+ }

        impl Caption {
            /// Every caption.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// In Russian, as a receipt in Russia has it.
            pub const fn russian(self) -> &'static str { match self { $(Self::$name => $russian),+ } }
        }
    };
}

captions! {
    Receipt: "КАССОВЫЙ ЧЕК", Bso: "БЛАНК СТРОГОЙ ОТЧЕТНОСТИ",
    Correction: "КАССОВЫЙ ЧЕК КОРРЕКЦИИ", BsoCorrection: "БЛАНК СТРОГОЙ ОТЧЕТНОСТИ КОРРЕКЦИИ",
    OpenShift: "ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ", CloseShift: "ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ", ReportX: "ОТЧЕТ БЕЗ ГАШЕНИЯ",
    CurrentState: "ОТЧЕТ О ТЕКУЩЕМ СОСТОЯНИИ РАСЧЕТОВ", CashIn: "ВНЕСЕНИЕ", CashOut: "ВЫПЛАТА",
    Registration: "ОТЧЕТ О РЕГИСТРАЦИИ", Reregistration: "ОТЧЕТ ОБ ИЗМЕНЕНИИ ПАРАМЕТРОВ РЕГИСТРАЦИИ",
    CloseArchive: "ОТЧЕТ О ЗАКРЫТИИ ФИСКАЛЬНОГО НАКОПИТЕЛЯ",
    Sell: "ПРИХОД", SellReturn: "ВОЗВРАТ ПРИХОДА", Buy: "РАСХОД", BuyReturn: "ВОЗВРАТ РАСХОДА",
    Address: "АДРЕС РАСЧЕТОВ", Place: "МЕСТО РАСЧЕТОВ", Vatin: "ИНН", ReceiptNumber: "ЧЕК №", ShiftNumber: "СМЕНА №",
    Total: "ИТОГ", Cash: "НАЛИЧНЫМИ", Electronically: "БЕЗНАЛИЧНЫМИ", Prepaid: "ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)",
    Credit: "ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)", Other: "ИНАЯ ФОРМА ОПЛАТЫ", Mobile: "МОБИЛЬНЫЙ ПЛАТЕЖ",
    Taken: "ПОЛУЧЕНО", Change: "СДАЧА", Discount: "СКИДКА", Markup: "НАЦЕНКА", Sum: "СУММА",
    VatAmount: "НДС", VatTotal: "СУММА НДС", TaxedZero: "СУММА С НДС 0%", NotTaxed: "СУММА БЕЗ НДС",
    WithoutVat: "НДС НЕ ОБЛАГАЕТСЯ",
    Taxation: "СНО", Operator: "КАССИР", OperatorVatin: "ИНН КАССИРА", Machine: "№ АВТОМАТА",
    Internet: "РАСЧЕТ В ИНТЕРНЕТЕ", Contact: "ЭЛ. АДР. ПОКУПАТЕЛЯ", Client: "ПОКУПАТЕЛЬ", ClientVatin: "ИНН ПОКУПАТЕЛЯ",
    ClientBirthDate: "ДАТА РОЖДЕНИЯ ПОКУПАТЕЛЯ", ClientCitizenship: "ГРАЖДАНСТВО", ClientDocumentKind: "КОД ВИДА ДОКУМЕНТА",
    ClientDocument: "ДАННЫЕ ДОКУМЕНТА", ClientAddress: "АДРЕС ПОКУПАТЕЛЯ", Sender: "ЭЛ. АДР. ОТПРАВИТЕЛЯ",
    CorrectionKind: "ТИП КОРРЕКЦИИ", CorrectionOwn: "САМОСТОЯТЕЛЬНО", CorrectionOrdered: "ПО ПРЕДПИСАНИЮ",
    CorrectionDate: "ДАТА КОРРЕКТИРУЕМОГО РАСЧЕТА", CorrectionNumber: "№ ПРЕДПИСАНИЯ",
    CorrectionName: "ОПИСАНИЕ КОРРЕКЦИИ",
    Agent: "ПРИЗНАК АГЕНТА", AgentOperation: "ОПЕРАЦИЯ АГЕНТА", AgentPhone: "ТЕЛ. АГЕНТА",
    ReceiverPhone: "ТЕЛ. ОП. ПО ПРИЕМУ ПЛАТЕЖА", TransferPhone: "ТЕЛ. ОП. ПЕРЕВОДА", TransferName: "ОПЕРАТОР ПЕРЕВОДА",
    TransferAddress: "АДРЕС ОП. ПЕРЕВОДА", TransferVatin: "ИНН ОП. ПЕРЕВОДА",
    Supplier: "ПОСТАВЩИК", SupplierPhone: "ТЕЛ. ПОСТАВЩИКА", SupplierVatin: "ИНН ПОСТАВЩИКА",
    Origin: "СТРАНА ПРОИСХОЖДЕНИЯ", Declaration: "№ ТАМОЖЕННОЙ ДЕКЛАРАЦИИ", Excise: "АКЦИЗ", GoodsCode: "КОД ТОВАРА",
    PhysicalLabel: "АКЦИЗНАЯ МАРКА", Attribute: "ДОП. РЕКВИЗИТ", Industry: "ОТР. РЕКВИЗИТ",
    OperationAttribute: "ОПЕР. РЕКВИЗИТ",
    Receipts: "ЧЕКОВ ЗА СМЕНУ", CashSum: "НАЛИЧНЫХ В КАССЕ", Revenue: "ВЫРУЧКА",
    Unsent: "НЕПЕРЕДАННЫХ ФД", UnsentFirst: "ПЕРВЫЙ НЕПЕРЕДАННЫЙ ФД", UnsentSince: "НЕ ПЕРЕДАНЫ С",
    Site: "САЙТ ФНС", DateTime: "ДАТА ВРЕМЯ", RegistrationNumber: "РН ККТ", Serial: "ЗН ККТ", Drive: "ФН №",
    DocumentNumber: "ФД №", Sign: "ФП", Ffd: "ФФД ККТ", Ofd: "ОФД", OfdVatin: "ИНН ОФД",
    Offline: "АВТОНОМНЫЙ РЕЖИМ", NonFiscal: "НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ",
}

impl Caption {
    /// The caption of an operation.
    pub fn of_operation(operation: Operation) -> Self {
        match operation {
            Operation::Sell => Self::Sell,
            Operation::SellReturn => Self::SellReturn,
            Operation::Buy => Self::Buy,
            Operation::BuyReturn => Self::BuyReturn,
        }
    }
}

/// A taxation system (1055).
pub fn taxation(taxation: Taxation) -> &'static str {
    match taxation {
        Taxation::Osn => "ОСН",
        Taxation::UsnIncome => "УСН ДОХОД",
        Taxation::UsnIncomeOutcome => "УСН ДОХОД - РАСХОД",
        Taxation::Envd => "ЕНВД",
        Taxation::Esn => "ЕСХН",
        Taxation::Patent => "ПАТЕНТ",
    }
}

/// The rate of VAT: `20%`, `20/120`; `None` for no VAT.
pub fn rate(vat: Vat) -> Option<String> {
    match (vat.percent(), vat.share()) {
        (Some(percent), _) => Some(format!("{percent}%")),
        (None, Some((part, whole))) => Some(format!("{part}/{whole}")),
        (None, None) => None,
    }
}

/// A kind of agent (1057, 1222).
pub fn agent(agent: Agent) -> &'static str {
    match agent {
        Agent::BankPayingAgent => "БАНК. ПЛ. АГЕНТ",
        Agent::BankPayingSubagent => "БАНК. ПЛ. СУБАГЕНТ",
        Agent::PayingAgent => "ПЛ. АГЕНТ",
        Agent::PayingSubagent => "ПЛ. СУБАГЕНТ",
        Agent::Attorney => "ПОВЕРЕННЫЙ",
        Agent::CommissionAgent => "КОМИССИОНЕР",
        Agent::Another => "АГЕНТ",
    }
}

/// A way of settlement (1214).
pub fn method(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::FullPrepayment => "ПРЕДОПЛАТА 100%",
        PaymentMethod::Prepayment => "ПРЕДОПЛАТА",
        PaymentMethod::Advance => "АВАНС",
        PaymentMethod::FullPayment => "ПОЛНЫЙ РАСЧЕТ",
        PaymentMethod::PartialPayment => "ЧАСТИЧНЫЙ РАСЧЕТ И КРЕДИТ",
        PaymentMethod::Credit => "ПЕРЕДАЧА В КРЕДИТ",
        PaymentMethod::CreditPayment => "ОПЛАТА КРЕДИТА",
    }
}

/// A subject of settlement (1212).
pub fn object(object: PaymentObject) -> &'static str {
    use PaymentObject as Of;
    match object {
        Of::Commodity => "ТОВАР",
        Of::Excise => "ПОДАКЦИЗНЫЙ ТОВАР",
        Of::Job => "РАБОТА",
        Of::Service => "УСЛУГА",
        Of::GamblingBet => "СТАВКА АЗАРТНОЙ ИГРЫ",
        Of::GamblingPrize => "ВЫИГРЫШ АЗАРТНОЙ ИГРЫ",
        Of::Lottery => "ЛОТЕРЕЙНЫЙ БИЛЕТ",
        Of::LotteryPrize => "ВЫИГРЫШ ЛОТЕРЕИ",
        Of::IntellectualActivity => "ПРЕДОСТАВЛЕНИЕ РИД",
        Of::Payment => "ПЛАТЕЖ",
        Of::AgentCommission => "АГЕНТСКОЕ ВОЗНАГРАЖДЕНИЕ",
        Of::Pay => "ВЫПЛАТА",
        Of::Another => "ИНОЙ ПРЕДМЕТ РАСЧЕТА",
        Of::ProprietaryLaw => "ИМУЩЕСТВЕННОЕ ПРАВО",
        Of::NonOperatingIncome => "ВНЕРЕАЛИЗАЦИОННЫЙ ДОХОД",
        Of::OtherContributions => "ИНЫЕ ПЛАТЕЖИ И ВЗНОСЫ",
        Of::MerchantTax => "ТОРГОВЫЙ СБОР",
        Of::ResortFee => "ТУРИСТИЧЕСКИЙ НАЛОГ",
        Of::Deposit => "ЗАЛОГ",
        Of::Consumption => "РАСХОД",
        Of::SoleProprietorCpi => "ВЗНОСЫ НА ОПС ИП",
        Of::Cpi => "ВЗНОСЫ НА ОПС",
        Of::SoleProprietorCmi => "ВЗНОСЫ НА ОМС ИП",
        Of::Cmi => "ВЗНОСЫ НА ОМС",
        Of::Csi => "ВЗНОСЫ НА ОСС",
        Of::CasinoPayment => "ПЛАТЕЖ КАЗИНО",
        Of::FundsIssuance => "ВЫДАЧА ДС",
        Of::ExciseWithoutMarking => "АТНМ",
        Of::ExciseWithMarking => "АТМ",
        Of::CommodityWithoutMarking => "ТНМ",
        Of::CommodityWithMarking => "ТМ",
    }
}
