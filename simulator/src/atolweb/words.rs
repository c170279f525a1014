//! The words of the tasks with the codes that they stand for in the fiscal drive.

use serde_json::Value;

/// A word and its code.
pub(super) type Words = &'static [(&'static str, u16)];

pub(super) const TAXATION: Words =
    &[("osn", 1), ("usnIncome", 2), ("usnIncomeOutcome", 4), ("envd", 8), ("esn", 16), ("patent", 32)];

/// The codes are the tags of the receipt. `5` to `9` are kinds that are set up in the device: electronic, by the tag.
pub(super) const PAYMENTS: Words =
    &[("cash", 1031), ("electronically", 1081), ("prepaid", 1215), ("credit", 1216), ("other", 1217)];
/// The tag of each payment by its number.
const PAYMENT_TAGS: [u16; 10] = [1031, 1081, 1215, 1216, 1217, 1081, 1081, 1081, 1081, 1081];

/// The rates with their codes of tag 1199, as every driver knows them.
pub(super) const RATES: Words = &[
    ("none", 6),
    ("vat0", 5),
    ("0", 5),
    ("vat10", 2),
    ("10", 2),
    ("vat110", 4),
    ("110", 4),
    ("vat20", 1),
    ("20", 1),
    ("vat120", 3),
    ("120", 3),
    ("vat18", 1),
    ("18", 1),
    ("vat118", 3),
    ("118", 3),
];
/// The rates since 2025. Drivers before 10.10.6 do not know them.
pub(super) const NEW_RATES: Words =
    &[("vat5", 7), ("vat7", 8), ("vat105", 9), ("vat107", 10), ("vat22", 11), ("vat122", 12)];

pub(super) const METHODS: Words = &[
    ("fullPrepayment", 1),
    ("prepayment", 2),
    ("advance", 3),
    ("fullPayment", 4),
    ("partialPayment", 5),
    ("credit", 6),
    ("creditPayment", 7),
];

pub(super) const OBJECTS: Words = &[
    ("commodity", 1),
    ("excise", 2),
    ("job", 3),
    ("service", 4),
    ("gamblingBet", 5),
    ("gamblingPrize", 6),
    ("lottery", 7),
    ("lotteryPrize", 8),
    ("intellectualActivity", 9),
    ("payment", 10),
    ("agentCommission", 11),
    ("pay", 12),
    ("composite", 12),
    ("another", 13),
    ("proprietaryLaw", 14),
    ("nonOperatingIncome", 15),
    ("otherContributions", 16),
    ("insuranceContributions", 16),
    ("merchantTax", 17),
    ("resortFee", 18),
    ("deposit", 19),
    ("consumption", 20),
    ("soleProprietorCPIContributions", 21),
    ("cpiContributions", 22),
    ("soleProprietorCMIContributions", 23),
    ("cmiContributions", 24),
    ("csiContributions", 25),
    ("casinoPayment", 26),
    ("fundsIssuance", 27),
    ("exciseWithoutMarking", 30),
    ("exciseWithMarking", 31),
    ("commodityWithoutMarking", 32),
    ("commodityWithMarking", 33),
];

/// The units with their codes of tag 2108.
pub(super) const UNITS: Words = &[
    ("piece", 0),
    ("gram", 10),
    ("kilogram", 11),
    ("ton", 12),
    ("centimeter", 20),
    ("decimeter", 21),
    ("meter", 22),
    ("squareCentimeter", 30),
    ("squareDecimeter", 31),
    ("squareMeter", 32),
    ("milliliter", 40),
    ("liter", 41),
    ("cubicMeter", 42),
    ("kilowattHour", 50),
    ("gkal", 51),
    ("day", 70),
    ("hour", 71),
    ("minute", 72),
    ("second", 73),
    ("kilobyte", 80),
    ("megabyte", 81),
    ("gigabyte", 82),
    ("terabyte", 83),
    ("otherUnits", 255),
];

/// The bits of tags 1057 and 1222.
pub(super) const AGENTS: Words = &[
    ("bankPayingAgent", 1),
    ("bankPayingSubagent", 2),
    ("payingAgent", 4),
    ("payingSubagent", 8),
    ("attorney", 16),
    ("commissionAgent", 32),
    ("another", 64),
];

pub(super) const CORRECTION_TYPES: Words = &[("self", 0), ("instruction", 1)];
pub(super) const FFD: Words = &[("1.05", 2), ("1.1", 3), ("1.2", 4)];
pub(super) const REASONS: Words = &[("fnChange", 1), ("ofdChange", 2), ("attributesChange", 3), ("settingsChange", 4)];
pub(super) const OFD_CHANNELS: Words =
    &[("usb", 1), ("ethernet", 2), ("wifi", 3), ("gsm", 4), ("proto", 5), ("tcpipOsStack", 6)];

pub(super) const MARK_TYPES: Words = &[
    ("auto", 256),
    ("imcUnrecognized", 0),
    ("imcShort", 1),
    ("imcFmVerifyCode88", 2),
    ("imcVerifyCode44", 3),
    ("imcFmVerifyCode44", 4),
    ("imcVerifyCode4", 5),
];
pub(super) const MARK_STATUSES: Words = &[
    ("itemPieceSold", 1),
    ("itemDryForSale", 2),
    ("itemPieceReturn", 3),
    ("itemDryReturn", 4),
    ("itemStatusUnchanged", 255),
];
pub(super) const OLD_MARKS: Words = &[("other", 0), ("egais20", 1), ("egais30", 2)];
pub(super) const OLD_GOODS: Words = &[("furs", 2), ("medicines", 3), ("tobacco", 5), ("shoes", 5)];

/// The members of `productCodes` with their tags.
pub(super) const GOODS_CODES: Words = &[
    ("undefined", 1300),
    ("ean8", 1301),
    ("ean13", 1302),
    ("itf14", 1303),
    ("gs10", 1304),
    ("gs1m", 1305),
    ("short", 1306),
    ("furs", 1307),
    ("egais20", 1308),
    ("egais30", 1309),
    ("f1", 1320),
    ("f2", 1321),
    ("f3", 1322),
    ("f4", 1323),
    ("f5", 1324),
    ("f6", 1325),
];

pub(super) const ALIGNMENTS: Words = &[("left", 0), ("center", 1), ("right", 2)];
pub(super) const WRAPS: Words = &[("none", 0), ("chars", 1), ("words", 2)];
pub(super) const BARCODES: Words = &[
    ("EAN8", 0),
    ("EAN13", 1),
    ("UPCA", 2),
    ("UPCE", 3),
    ("CODE39", 4),
    ("CODE93", 5),
    ("CODE128", 6),
    ("CODABAR", 7),
    ("ITF", 8),
    ("ITF14", 9),
    ("GS1_128", 10),
    ("PDF417", 11),
    ("QR", 12),
    ("CODE39_EXTENDED", 13),
];
pub(super) const JOURNAL: Words = &[("fiscalDocumentNumber", 0), ("shiftNumber", 1)];

/// The code of a word of the table.
pub(super) fn code(words: Words, text: &str) -> Option<u16> {
    words.iter().find(|(word, _)| *word == text).map(|(_, code)| *code)
}

/// The word of a code: the first one that stands for it.
pub(super) fn word(words: Words, code: u16) -> Option<&'static str> {
    words.iter().find(|(_, known)| *known == code).map(|(word, _)| *word)
}

/// The decimal integer at the beginning of a text: `4` of `"4"`, but also 5 of `"5 шт"`.
pub(super) fn leading_integer(text: &str) -> Option<u16> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// The code of a value that is a word, a number, or a text that begins with the number.
pub(super) fn loose(words: Words, value: &Value) -> Option<u16> {
    match value {
        Value::String(text) => code(words, text).or_else(|| leading_integer(text)),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The tag of a kind of payment, and its number.
pub(super) fn payment(text: &str) -> Option<(u16, usize)> {
    let by_word = PAYMENTS.iter().position(|(word, _)| *word == text);
    let number = by_word.or_else(|| leading_integer(text).map(usize::from))?;
    PAYMENT_TAGS.get(number).map(|tag| (*tag, number))
}

/// The code of a rate.
pub(super) fn rate(text: &str) -> Option<u16> {
    code(RATES, text).or_else(|| code(NEW_RATES, text))
}

/// What a rate takes of a sum that contains it: `(20, 120)` for code 1. `None` for no VAT and 0 %.
pub(super) fn share(rate: u16) -> Option<(i64, i64)> {
    let percent = match rate {
        1 | 3 => 20,
        2 | 4 => 10,
        7 | 9 => 5,
        8 | 10 => 7,
        11 | 12 => 22,
        _ => return None,
    };
    Some((percent, 100 + percent))
}
