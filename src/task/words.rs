//! The closed word lists of the vocabulary (task vocabulary §2.9, §2.10), each word with its code in FFD.

/// A word list: how a value is written in a task, and its code in FFD.
pub trait Words: Copy + Sized + 'static {
    /// Every accepted spelling. The first one of a value is used for writing; the others are old names and codes.
    const SPELLINGS: &'static [(&'static str, Self)];
    /// The word as the vocabulary writes it.
    fn word(self) -> &'static str;
    /// Code in FFD.
    fn code(self) -> u8;
    /// The value with this spelling: a word, or a code in digits where the list allows it.
    fn of(spelling: &str) -> Option<Self> {
        Self::SPELLINGS.iter().find(|(word, _)| *word == spelling).map(|(_, value)| *value)
    }
    /// The value with this code in FFD; of several, the first.
    fn of_code(code: u64) -> Option<Self> {
        Self::SPELLINGS.iter().map(|(_, value)| *value).find(|value| u64::from(value.code()) == code)
    }
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $value:ident = $code:literal : $word:literal $(| $also:literal)*),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(clippy::enum_variant_names, reason = "the words are the field's")]
        pub enum $name { $($(#[$says])* #[doc = concat!("`", $word, "`")] $value),+ }

        impl Words for $name {
            const SPELLINGS: &'static [(&'static str, Self)] = &[$(($word, Self::$value), $(($also, Self::$value),)*)+];
            fn word(self) -> &'static str { match self { $(Self::$value => $word),+ } }
            fn code(self) -> u8 { match self { $(Self::$value => $code),+ } }
        }
    };
}

pub(crate) use words;

words! {
    /// Operation (признак расчёта), tag 1054.
    Operation { Sell = 1: "sell", SellReturn = 2: "sellReturn", Buy = 3: "buy", BuyReturn = 4: "buyReturn" }
}

words! {
    /// Taxation system (система налогообложения), tag 1055; the code is the bit.
    Taxation {
        Osn = 1: "osn", UsnIncome = 2: "usnIncome", UsnIncomeOutcome = 4: "usnIncomeOutcome", Envd = 8: "envd",
        Esn = 16: "esn", Patent = 32: "patent",
    }
}

words! {
    /// Payment type (форма расчёта); the code is the vocabulary's own number.
    PaymentKind {
        Cash = 0: "cash" | "0", Electronically = 1: "electronically" | "1", Prepaid = 2: "prepaid" | "2",
        Credit = 3: "credit" | "3", Other = 4: "other" | "4",
        /// Configured in the device.
        User5 = 5: "5", User6 = 6: "6", User7 = 7: "7", User8 = 8: "8", User9 = 9: "9",
        /// By phone, which the register in Kazakhstan separates from cards; it has no number in the vocabulary.
        Mobile = 104: "mobile",
    }
}

words! {
    /// Payment method (признак способа расчёта), tag 1214.
    PaymentMethod {
        FullPrepayment = 1: "fullPrepayment" | "1", Prepayment = 2: "prepayment" | "2", Advance = 3: "advance" | "3",
        FullPayment = 4: "fullPayment" | "4", PartialPayment = 5: "partialPayment" | "5", Credit = 6: "credit" | "6",
        CreditPayment = 7: "creditPayment" | "7",
    }
}

words! {
    /// Payment object (признак предмета расчёта), tag 1212.
    PaymentObject {
        Commodity = 1: "commodity" | "1", Excise = 2: "excise" | "2", Job = 3: "job" | "3", Service = 4: "service" | "4",
        GamblingBet = 5: "gamblingBet" | "5", GamblingPrize = 6: "gamblingPrize" | "6", Lottery = 7: "lottery" | "7",
        LotteryPrize = 8: "lotteryPrize" | "8", IntellectualActivity = 9: "intellectualActivity" | "9",
        Payment = 10: "payment" | "10", AgentCommission = 11: "agentCommission" | "11",
        Pay = 12: "pay" | "composite" | "12", Another = 13: "another" | "13", ProprietaryLaw = 14: "proprietaryLaw" | "14",
        NonOperatingIncome = 15: "nonOperatingIncome" | "15",
        OtherContributions = 16: "otherContributions" | "insuranceContributions" | "16",
        MerchantTax = 17: "merchantTax" | "17", ResortFee = 18: "resortFee" | "18", Deposit = 19: "deposit" | "19",
        Consumption = 20: "consumption" | "20",
        SoleProprietorCpi = 21: "soleProprietorCPIContributions" | "21", Cpi = 22: "cpiContributions" | "22",
        SoleProprietorCmi = 23: "soleProprietorCMIContributions" | "23", Cmi = 24: "cmiContributions" | "24",
        Csi = 25: "csiContributions" | "25", CasinoPayment = 26: "casinoPayment" | "26",
        FundsIssuance = 27: "fundsIssuance" | "27", ExciseWithoutMarking = 30: "exciseWithoutMarking" | "30",
        ExciseWithMarking = 31: "exciseWithMarking" | "31", CommodityWithoutMarking = 32: "commodityWithoutMarking" | "32",
        CommodityWithMarking = 33: "commodityWithMarking" | "33",
    }
}

words! {
    /// VAT rate (ставка НДС), tag 1199.
    Vat {
        Vat20 = 1: "vat20" | "20" | "vat18" | "18", Vat10 = 2: "vat10" | "10", Vat120 = 3: "vat120" | "120" | "vat118" | "118",
        Vat110 = 4: "vat110" | "110", Vat0 = 5: "vat0" | "0", None = 6: "none", Vat5 = 7: "vat5", Vat7 = 8: "vat7",
        Vat105 = 9: "vat105", Vat107 = 10: "vat107", Vat22 = 11: "vat22", Vat122 = 12: "vat122",
        /// Kazakhstan until 2025; no code in FFD.
        Vat12 = 112: "vat12",
        /// Kazakhstan from 2026; no code in FFD.
        Vat16 = 116: "vat16",
    }
}

words! {
    /// Kind of business (вид отрасли) in Kazakhstan; the code is the protocol's own.
    IndustryKind {
        Trading = 0: "trading", Services = 1: "services", Gasoil = 2: "gasoil", Hotels = 3: "hotels", Taxi = 4: "taxi",
        Parking = 5: "parking",
    }
}

words! {
    /// Kind of agent (признак агента), tags 1057 and 1222; the code is the bit's number + 1.
    Agent {
        BankPayingAgent = 1: "bankPayingAgent", BankPayingSubagent = 2: "bankPayingSubagent", PayingAgent = 3: "payingAgent",
        PayingSubagent = 4: "payingSubagent", Attorney = 5: "attorney", CommissionAgent = 6: "commissionAgent",
        Another = 7: "another",
    }
}

words! {
    /// Type of a correction: who ordered it (тип коррекции), tag 1173.
    CorrectionKind { Own = 0: "self", Instruction = 1: "instruction" }
}

words! {
    /// Alignment of a text on its line.
    Alignment { Left = 0: "left", Center = 1: "center", Right = 2: "right" }
}

words! {
    /// How a text longer than the line is wrapped.
    Wrap { None = 0: "none", Chars = 1: "chars", Words = 2: "words" }
}

words! {
    /// Type of a barcode.
    BarcodeKind {
        Ean8 = 0: "EAN8", Ean13 = 1: "EAN13", UpcA = 2: "UPCA", UpcE = 3: "UPCE", Code39 = 4: "CODE39", Code93 = 5: "CODE93",
        Code128 = 6: "CODE128", Codabar = 7: "CODABAR", Itf = 8: "ITF", Itf14 = 9: "ITF14", Gs1128 = 10: "GS1_128",
        Pdf417 = 11: "PDF417", Qr = 12: "QR", Code39Extended = 13: "CODE39_EXTENDED",
    }
}

words! {
    /// Type of goods in the old form of a goods code.
    NomenclatureKind { Furs = 0: "furs", Medicines = 1: "medicines", Tobacco = 2: "tobacco", Shoes = 3: "shoes" }
}

words! {
    /// Type of a mark.
    MarkKind { Other = 0: "other", Egais20 = 1: "egais20", Egais30 = 2: "egais30" }
}

words! {
    /// Version of the fiscal data format (ФФД), tag 1209.
    FfdVersion { V1_05 = 2: "1.05", V1_1 = 3: "1.1", V1_2 = 4: "1.2" }
}

words! {
    /// Reason for changing a registration (код причины перерегистрации), tag 1101.
    ReregistrationReason { FnChange = 1: "fnChange", OfdChange = 2: "ofdChange", AttributesChange = 3: "attributesChange", SettingsChange = 4: "settingsChange" }
}

words! {
    /// Channel to the OFD.
    OfdChannel { Usb = 1: "usb", Ethernet = 2: "ethernet", Wifi = 3: "wifi", Gsm = 4: "gsm", Proto = 5: "proto", TcpIpOsStack = 6: "tcpipOsStack" }
}

words! {
    /// Status of a marked good, tags 2003 and 2110.
    ItemStatus {
        PieceSold = 1: "itemPieceSold" | "1", DryForSale = 2: "itemDryForSale" | "2",
        PieceReturn = 3: "itemPieceReturn" | "3", DryReturn = 4: "itemDryReturn" | "4",
        Unchanged = 255: "itemStatusUnchanged" | "255",
    }
}

words! {
    /// Type of a marking code, tag 2100. The code of `auto` is the vocabulary's 256 less one, to fit in a byte; FFD has
    /// none.
    ImcKind {
        Unrecognized = 0: "imcUnrecognized" | "0", Short = 1: "imcShort" | "1", Fm88 = 2: "imcFmVerifyCode88" | "2",
        Verify44 = 3: "imcVerifyCode44" | "3", Fm44 = 4: "imcFmVerifyCode44" | "4", Verify4 = 5: "imcVerifyCode4" | "5",
        Auto = 255: "auto" | "256",
    }
}

words! {
    /// Unit of quantity, tag 2108.
    Unit {
        Piece = 0: "piece" | "0", Gram = 10: "gram" | "10", Kilogram = 11: "kilogram" | "11", Ton = 12: "ton" | "12",
        Centimeter = 20: "centimeter" | "20", Decimeter = 21: "decimeter" | "21", Meter = 22: "meter" | "22",
        SquareCentimeter = 30: "squareCentimeter" | "30", SquareDecimeter = 31: "squareDecimeter" | "31",
        SquareMeter = 32: "squareMeter" | "32", Milliliter = 40: "milliliter" | "40", Liter = 41: "liter" | "41",
        CubicMeter = 42: "cubicMeter" | "42", KilowattHour = 50: "kilowattHour" | "50", Gkal = 51: "gkal" | "51",
        Day = 70: "day" | "70", Hour = 71: "hour" | "71", Minute = 72: "minute" | "72", Second = 73: "second" | "73",
        Kilobyte = 80: "kilobyte" | "80", Megabyte = 81: "megabyte" | "81", Gigabyte = 82: "gigabyte" | "82",
        Terabyte = 83: "terabyte" | "83", OtherUnits = 255: "otherUnits" | "255",
    }
}

impl Vat {
    /// The tax as a fraction of the whole, for example 20/120; `None` if there is no tax to compute.
    pub fn share(self) -> Option<(i64, i64)> {
        match self {
            Self::Vat20 | Self::Vat120 => Some((20, 120)),
            Self::Vat10 | Self::Vat110 => Some((10, 110)),
            Self::Vat5 | Self::Vat105 => Some((5, 105)),
            Self::Vat7 | Self::Vat107 => Some((7, 107)),
            Self::Vat22 | Self::Vat122 => Some((22, 122)),
            Self::Vat12 => Some((12, 112)),
            Self::Vat16 => Some((16, 116)),
            Self::Vat0 | Self::None => None,
        }
    }
}

impl Vat {
    /// The rate in percent on top of the net price; `None` for no tax and for rates within a sum (20/120).
    pub fn percent(self) -> Option<i64> {
        match self {
            Self::Vat0 => Some(0),
            Self::Vat120 | Self::Vat110 | Self::Vat105 | Self::Vat107 | Self::Vat122 | Self::None => None,
            taxed => taxed.share().map(|(percent, _)| percent),
        }
    }
}

/// The words of a list, each once; its other spellings are left out.
pub fn listed<W: Words>() -> impl Iterator<Item = (&'static str, W)> {
    W::SPELLINGS.iter().copied().filter(|(word, value)| *word == value.word())
}
