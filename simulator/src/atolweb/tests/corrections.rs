//! Corrections in both forms.

use super::*;

fn correction(kind: &str) -> Value {
    small(kind).with("correctionType", json!("self")).with("correctionBaseDate", json!("2025.02.17"))
}

#[test]
fn corrections_have_lines_since_ffd_1_1() {
    for ffd in [Ffd::V1_1, Ffd::V1_2] {
        let server = with_ffd(ffd);
        for (kind, sign) in
            [("sellCorrection", 1), ("sellReturnCorrection", 2), ("buyCorrection", 3), ("buyReturnCorrection", 4)]
        {
            ready(&server, &correction(kind));
            let tags = last_tags(&server);
            assert_eq!((&tags["1054"], &tags["1173"]), (&json!(sign), &json!(0)), "{kind}");
            assert_eq!(tags["1174"], json!({"1178": "2025-02-17T00:00:00+03:00"}));
            assert_eq!(tags["1059"][0]["1043"], 100);
        }
        assert_eq!(code(&server, &correction("sellCorrection").with("items", Value::Null)), 501);
    }
}

#[test]
fn a_correction_of_ffd_1_05_has_only_sums() {
    let server = with_ffd(Ffd::V1_05);
    let task = json!({
        "type": "sellCorrection", "taxationType": "osn", "correctionType": "instruction",
        "correctionBaseDate": "2025.02.17", "correctionBaseNumber": "12-3", "correctionBaseName": "Сбой",
        "payments": [{"type": "cash", "sum": 0.1}, {"type": "1", "sum": 0.2}], "taxes": [{"type": "vat20", "sum": 0.05}],
    });
    let answer = ready(&server, &task);
    // The driver itself would answer 0.30000000000000004.
    assert_eq!(answer["fiscalParams"]["total"], 0.3);
    let tags = last_tags(&server);
    assert_eq!(tags["1174"], json!({"1177": "Сбой", "1178": "2025-02-17T00:00:00+03:00", "1179": "12-3"}));
    assert_eq!((&tags["1102"], tags.get("1059")), (&json!(0.05), None));
    assert_eq!(code(&server, &correction("sellReturnCorrection").with("items", Value::Null)), 48);
}

#[test]
fn a_correction_without_its_reason_is_refused() {
    let server = server();
    let cases = [
        (correction("sellCorrection").with("correctionType", Value::Null), 161),
        (correction("sellCorrection").with("correctionBaseDate", Value::Null), 161),
        (correction("sellCorrection").with("correctionType", json!("instruction")), 161),
        (correction("sellCorrection").with("correctionBaseDate", json!("2025.13.45")), 148),
        (correction("sellCorrection").with("correctionBaseDate", json!("")), 501),
        (correction("sellCorrection").with("correctionType", json!(0)), 501),
    ];
    for (task, expected) in cases {
        assert_eq!(code(&server, &task), expected, "{task}");
    }
}
