use super::*;

/// A code of shoes, as in the vendor's document.
const SHOES: &str = "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92YWJj";

#[test]
fn every_known_kind_of_code_is_accepted() {
    let egais20 = format!("20N0000{}", "A1B2C3D4E5".repeat(6) + "F");
    let egais30 = "1A2B3C".repeat(25);
    for code in [
        SHOES,
        // Medicines, water, milk.
        "010460743001010621ABCDEFGHIJKLM\u{1d}91EE06\u{1d}92abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU=",
        "0104607427512375215<(,>);T'&%",
        // A pack of tobacco and a block of it.
        "04607427512374AAAAAAAAbCdAbCd",
        "0104607427512375215Qgj=TX\u{1d}8005123456\u{1d}93AbCd",
        "RU-430301-AAA1234567",
        egais20.as_str(),
        egais30.as_str(),
        // A kind that is not known here.
        "0104\u{1d}91",
        "A1234567",
        "0204607427512375",
    ] {
        assert_eq!(checked(code), Ok(Clean { code, left_out: Vec::new() }), "{code:?}");
    }
}

#[test]
fn what_a_scanner_adds_is_taken_off() {
    for (before, after, count) in [
        ("", "\r", 1),
        ("", "\r\n", 1),
        ("]d2", "", 1),
        ("]C1", "\r\n", 2),
        ("\u{1d}", "", 1),
        ("\u{e8}", "", 1),
        ("]d2\u{1d}", "", 2),
        (" ", " ", 2),
    ] {
        let given = format!("{before}{SHOES}{after}");
        let clean = checked(&given).unwrap();
        assert_eq!((clean.code, clean.left_out.len()), (SHOES, count), "{given:?}");
    }
}

#[test]
fn a_fault_says_what_the_text_is_instead() {
    let base64 = BASE64_STANDARD.encode(SHOES);
    for (given, wrong) in [
        ("", Wrong::Empty),
        ("\r\n", Wrong::Empty),
        ("(01)04607427512375(21)5Qgj=T", Wrong::Brackets),
        ("0104607427512375215Qgj=T<GS>91EE06", Wrong::SpelledOut("<gs>")),
        ("0104607427512375215Qgj=T{FNC1}91EE06", Wrong::SpelledOut("{fnc1}")),
        ("0104607427512375215Qgj=T~91EE06", Wrong::SpelledOut("~")),
        ("0104607427512375215Qgj=T\\u001d91EE06", Wrong::SpelledOut("\\u001d")),
        ("0104607427512375215Qgj=T_x001D_91EE06", Wrong::SpelledOut("_x001d_")),
        ("0104607427512375215Йпо=Е", Wrong::Layout),
        ("КГ-430301-ФФФ1234567", Wrong::Layout),
        ("46074276", Wrong::Barcode("EAN-8")),
        ("4607427512375", Wrong::Barcode("EAN-13")),
        ("04607427512374", Wrong::Barcode("ITF-14")),
        (base64.as_str(), Wrong::Base64),
        ("Привет", Wrong::OtherText),
        ("0104607427512375215Qgj=T\u{e8}91EE06", Wrong::Sign('\u{e8}')),
        ("0104607427512375215Qgj=T\u{1e}91EE06", Wrong::Sign('\u{1e}')),
    ] {
        assert_eq!(checked(given), Err(wrong), "{given:?}");
    }
}

#[test]
fn a_gtin_with_a_wrong_check_digit_is_doubtful() {
    for (code, doubtful) in [
        ("0104607427512374215Qgj=T", false),
        ("0104607427512375215Qgj=T", true),
        // Not known to be a GTIN.
        ("0104607427512375", false),
        ("A1234567", false),
    ] {
        assert_eq!(doubt(code).is_some(), doubtful, "{code}");
    }
}

#[test]
fn every_fault_has_its_own_sentence() {
    let faults = [
        Wrong::Empty,
        Wrong::Brackets,
        Wrong::SpelledOut("~"),
        Wrong::Layout,
        Wrong::Barcode("EAN-13"),
        Wrong::Base64,
        Wrong::OtherText,
        Wrong::Bytes,
        Wrong::Sign('\u{1e}'),
    ];
    let texts: std::collections::BTreeSet<_> = faults.iter().map(|wrong| wrong.text().ru.to_string()).collect();
    assert_eq!(texts.len(), faults.len());
}

#[test]
fn bytes_are_read_as_text_with_either_spelling_of_fnc1() {
    assert_eq!(as_text(b"\xE80104607427512375").as_deref(), Some("\u{e8}0104607427512375"));
    assert_eq!(as_text("Привет".as_bytes()).as_deref(), Some("Привет"));
    assert_eq!(as_text(b"\x01\xFF\xFE"), None);
}

#[test]
fn a_goods_code_is_of_one_thing_if_it_has_a_serial_number() {
    for (code, one) in [
        (&b"DM\x04\x2f\x1f\x96\x81\x78JgXJ5.T1120000"[..], true),
        (b"DM\x04\x2f\x1f\x96\x81\x78", false),
        (b"\x15\x20\x04\x36\x03\xBE\xF5\x14sgEKKPPcS25y5", true),
        (b"\x15\x20\x04\x32", false),
        (b"RFRU-430301-AAA1234567", true),
        (b"\x45\x0D\x04\x2f\x1f\x96\x81\x78", false),
        (b"\x45\x08\x00\x00\x00\x00\x00\x00", false),
        (b"\x49\x0E\x00\x00\x00\x00\x00\x00", false),
        (b"\x00\x00\x01", false),
        (b"", false),
    ] {
        assert_eq!(is_of_one_thing(code), one, "{code:02x?}");
    }
}
