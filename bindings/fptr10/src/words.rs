//! The words of a task for the numbers of the interface.

/// A word by its number.
type Word = (i64, &'static str);

/// Receipt types.
pub const RECEIPTS: &[Word] = &[
    (1, "sell"),
    (2, "sellReturn"),
    (4, "buy"),
    (5, "buyReturn"),
    (7, "sellCorrection"),
    (8, "sellReturnCorrection"),
    (9, "buyCorrection"),
    (10, "buyReturnCorrection"),
];

/// Payment types. Those of the user's own have no words but their numbers.
pub const PAYMENTS: &[Word] = &[
    (0, "cash"),
    (1, "electronically"),
    (2, "prepaid"),
    (3, "credit"),
    (4, "other"),
    (5, "5"),
    (6, "6"),
    (7, "7"),
    (8, "8"),
    (9, "9"),
];

/// VAT rates. 0 is the rate of the department, which kassa does not know.
pub const VAT: &[Word] = &[
    (1, "vat18"),
    (2, "vat10"),
    (3, "vat118"),
    (4, "vat110"),
    (5, "vat0"),
    (6, "none"),
    (7, "vat20"),
    (8, "vat120"),
    (9, "vat5"),
    (10, "vat7"),
    (11, "vat105"),
    (12, "vat107"),
    (13, "vat22"),
    (14, "vat122"),
];

/// Taxation systems (1055): a bit each.
pub const TAXATIONS: &[Word] =
    &[(1, "osn"), (2, "usnIncome"), (4, "usnIncomeOutcome"), (8, "envd"), (16, "esn"), (32, "patent")];

/// Kinds of agents (1057, 1222): a bit each.
pub const AGENTS: &[Word] = &[
    (1, "bankPayingAgent"),
    (2, "bankPayingSubagent"),
    (4, "payingAgent"),
    (8, "payingSubagent"),
    (16, "attorney"),
    (32, "commissionAgent"),
    (64, "another"),
];

/// Who ordered a correction (1173).
pub const CORRECTIONS: &[Word] = &[(0, "self"), (1, "instruction")];

/// Alignment of a printed line.
pub const ALIGNMENTS: &[Word] = &[(0, "left"), (1, "center"), (2, "right")];

/// How a printed line is wrapped.
pub const WRAPS: &[Word] = &[(0, "none"), (1, "words"), (2, "chars")];

/// Types of barcodes.
pub const BARCODES: &[Word] = &[
    (0, "EAN8"),
    (1, "EAN13"),
    (2, "UPCA"),
    (3, "UPCE"),
    (4, "CODE39"),
    (5, "CODE93"),
    (6, "CODE128"),
    (7, "CODABAR"),
    (8, "ITF"),
    (9, "ITF14"),
    (10, "GS1_128"),
    (11, "QR"),
    (12, "PDF417"),
    (14, "CODE39_EXTENDED"),
];

/// States of a shift.
pub const SHIFTS: &[Word] = &[(0, "closed"), (1, "opened"), (2, "expired")];

/// Phases of the life of a fiscal drive.
pub const PHASES: &[Word] =
    &[(0, "init"), (1, "configured"), (3, "fiscalMode"), (7, "postFiscalMode"), (15, "accessArchive")];

/// The bits of the exchange with the OFD, from the lowest.
pub const EXCHANGE: [&str; 6] =
    ["connected", "messageToSend", "waitingForReceipt", "commandFromOfd", "settingsChanged", "waitingForCommandAnswer"];

/// Members of `productCodes` by their tags (table of product codes).
pub const PRODUCT_CODES: &[Word] = &[
    (1300, "undefined"),
    (1301, "ean8"),
    (1302, "ean13"),
    (1303, "itf14"),
    (1304, "gs10"),
    (1305, "gs1m"),
    (1306, "short"),
    (1307, "furs"),
    (1308, "egais20"),
    (1309, "egais30"),
    (1320, "f1"),
    (1321, "f2"),
    (1322, "f3"),
    (1323, "f4"),
    (1324, "f5"),
    (1325, "f6"),
];

/// Types of fiscal documents (tag 1000 of the form) by the words of `getFnDocument`.
pub const DOCUMENTS: &[Word] = &[
    (1, "registration"),
    (2, "openShift"),
    (3, "receipt"),
    (4, "bso"),
    (5, "closeShift"),
    (6, "closeArchive"),
    (11, "registrationChange"),
    (21, "ofdExchangeStatus"),
    (31, "receiptCorrection"),
    (41, "bsoCorrection"),
];

/// The word of a number.
pub fn word(words: &[Word], number: i64) -> Option<&'static str> {
    words.iter().find(|(known, _)| *known == number).map(|(_, word)| *word)
}

/// The number of a word.
pub fn number(words: &[Word], word: &str) -> Option<i64> {
    words.iter().find(|(_, known)| *known == word).map(|(number, _)| *number)
}

/// The words of the bits that are set. `None` if a bit has no word.
pub fn bits(words: &[Word], number: i64) -> Option<Vec<&'static str>> {
    let known = words.iter().fold(0, |known, (bit, _)| known | bit);
    (number & !known == 0).then(|| words.iter().filter(|(bit, _)| number & bit != 0).map(|(_, word)| *word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::TABLE;

    /// The number of a constant.
    fn constant(name: &str) -> i64 {
        let row = TABLE.lines().filter_map(|line| line.split_once('\t')).find(|(known, _)| *known == name);
        row.unwrap_or_else(|| panic!("{name}")).1.parse().unwrap()
    }

    #[test]
    fn the_numbers_are_those_of_the_table() {
        for (words, constants) in [
            (RECEIPTS, &[("sell", "RT_SELL"), ("buyReturnCorrection", "RT_BUY_RETURN_CORRECTION")][..]),
            (PAYMENTS, &[("cash", "PT_CASH"), ("credit", "PT_CREDIT"), ("5", "PT_6"), ("9", "PT_10")]),
            (VAT, &[("vat5", "TAX_VAT5"), ("vat105", "TAX_VAT105"), ("vat122", "TAX_VAT122"), ("none", "TAX_NO")]),
            (TAXATIONS, &[("osn", "TT_OSN"), ("patent", "TT_PATENT")]),
            (AGENTS, &[("bankPayingAgent", "AT_BANK_PAYING_AGENT"), ("another", "AT_ANOTHER")]),
            (ALIGNMENTS, &[("center", "ALIGNMENT_CENTER")]),
            (WRAPS, &[("words", "TW_WORDS"), ("chars", "TW_CHARS")]),
            (
                BARCODES,
                &[
                    ("EAN8", "BT_EAN_8"),
                    ("ITF14", "BT_ITF_14"),
                    ("QR", "BT_QR"),
                    ("PDF417", "BT_PDF417"),
                    ("CODE39_EXTENDED", "BT_CODE_39_EXTENDED"),
                    ("GS1_128", "BT_GS1_128"),
                ],
            ),
            (SHIFTS, &[("expired", "SS_EXPIRED")]),
            (PHASES, &[("postFiscalMode", "FNS_POSTFISCAL_MODE"), ("accessArchive", "FNS_ACCESS_ARCHIVE")]),
            (DOCUMENTS, &[("receiptCorrection", "FN_DOC_CORRECTION"), ("registrationChange", "FN_DOC_REREGISTRATION")]),
        ] {
            for (word, name) in constants {
                assert_eq!(number(words, word), Some(constant(&format!("LIBFPTR_{name}"))), "{word}");
            }
        }
    }

    #[test]
    fn a_bit_without_a_word_is_not_lost() {
        assert_eq!(bits(AGENTS, 5), Some(vec!["bankPayingAgent", "payingAgent"]));
        assert_eq!((bits(AGENTS, 128), word(VAT, 15)), (None, None));
    }
}
