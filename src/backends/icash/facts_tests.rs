use super::*;
use serde_json::json;

#[test]
fn a_correction_is_one_by_its_code_or_by_any_tag_of_its_own() {
    let sale = json!({ "T1054": 1, "T1020": 10 });
    for (code, tag, expected) in [
        (4, None, Kind::Receipt),
        (3, None, Kind::Receipt),
        (17, None, Kind::Receipt),
        (20, None, Kind::Correction),
        (21, None, Kind::Correction),
        (31, None, Kind::Correction),
        (41, None, Kind::Correction),
        (4, Some("T1173"), Kind::Correction),
        (4, Some("T1174"), Kind::Correction),
        (4, Some("T1178"), Kind::Correction),
        (4, Some("T1179"), Kind::Correction),
    ] {
        let mut data = sale.clone();
        if let Some(tag) = tag {
            data[tag] = json!("1");
        }
        assert_eq!(kind(Some(code), &data), Some(expected), "{code} {tag:?}");
    }
    assert_eq!(kind(Some(21), &json!({})), Some(Kind::CurrentState));
}
