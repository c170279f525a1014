//! CashCore through 1C: cash in and out, its cashier by PIN, sums that come as doubles.

use super::platform::Platform;
use super::till::{attribute, input, sale};
use kassa::simulator::cashcore::{By, DocumentKind, Options, Simulator};

const PIN: &str = "3333";

/// The platform with a device of the sample register; its id.
fn open(settings: &[(&str, &str)]) -> (Platform, Simulator, String) {
    let register = Simulator::start(Options::default()).unwrap();
    let mut platform = Platform::with("Kassa");
    let (url, journal) = (register.url(), platform.journal());
    let common = [
        ("Backend", "cashcore"),
        ("Url", &url),
        ("Journal", &journal),
        ("KkmOfdId", "6923"),
        ("Pin", PIN),
        ("Mark", "none"),
    ];
    let rows: String = common
        .iter()
        .chain(settings)
        .map(|(name, value)| format!("<Parameter Name=\"{name}\" Value=\"{value}\"/>"))
        .collect();
    let parameters = format!("s:<Parameters>{rows}</Parameters>");
    let id = platform.done("ПодключитьОборудование", &["o:", "s:ККТ", &parameters])[0].text().to_owned();
    (platform, register, format!("s:{id}"))
}

fn end(mut platform: Platform) {
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    platform.end();
}

#[test]
fn cash_goes_in_and_out_by_numbers_of_every_kind() {
    let (mut platform, register, id) = open(&[("LeaveOutCashier", "true")]);
    let operator = format!("s:{}", input("Лунина"));
    let cash = |platform: &mut Platform, sum: &str| {
        platform.done("НапечататьЧекВнесенияВыемки", &[&id, &operator, sum]);
        let status = platform.done("GetCurrentStatus", &[&id, &operator, "o:"]);
        attribute(status[2].text(), "CashBalance").unwrap().parse::<f64>().unwrap()
    };
    // The fourth is what 0.1 + 0.2 is in a double, the fifth what 4.35 is in a float.
    for (sum, balance) in [
        ("d:1000.5", 1000.5),
        ("i:100", 1100.5),
        ("j:100", 1200.5),
        ("d:0.30000000000000004", 1200.8),
        ("f:4.35", 1205.15),
        ("d:-5.15", 1200.0),
        ("i:-200", 1000.0),
    ] {
        assert!((cash(&mut platform, sum) - balance).abs() < 0.001, "{sum}");
    }
    for sum in ["d:10.005", "i:0", "d:1e300"] {
        let (code, error) = platform.refused("CashInOutcome", &[&id, &operator, sum]);
        assert!(code == "4" && error.contains("• Amount"), "{sum}: {code} {error}");
    }
    assert!(platform.refused("CashInOutcome", &[&id, &operator, "s:сто"]).1.contains("Amount"));
    let made = register.ledger().into_iter().filter(|document| document.by == By::Api).count();
    assert_eq!(made, 7);
    end(platform);
}

#[test]
fn the_cashier_is_refused_until_the_settings_leave_him_to_the_register() {
    let receipt = format!("s:{}", sale("1250").replace("VATRate=\"none\"", "VATRate=\"16\" VATSum=\"\""));
    let (mut platform, register, id) = open(&[]);
    let (code, error) = platform.refused("СформироватьЧек", &[&id, "b:0", &receipt, "o:"]);
    assert!(code == "4" && error.contains("CheckPackage/Parameters/@CashierName «Лунина»"), "{code} {error}");
    assert!(error.contains("Не передавать кассира"), "the setting is named: {error}");
    assert!(register.ledger().iter().all(|document| document.kind != DocumentKind::Ticket));
    end(platform);

    let (mut platform, register, id) = open(&[("LeaveOutCashier", "true")]);
    let made = platform.done("СформироватьЧек", &[&id, "b:0", &receipt, "o:"]);
    assert!(attribute(made[3].text(), "FiscalSign").is_some_and(|sign| !sign.is_empty()), "{made:?}");
    let operator = format!("s:{}", input("Лунина"));
    platform.done("НапечататьОтчетБезГашения", &[&id, &operator]);
    let closed = platform.done("ЗакрытьСмену", &[&id, &operator, "o:"]);
    assert_eq!(attribute(closed[2].text(), "ShiftState").as_deref(), Some("1"));
    let table = platform.done("GetDataKKT", &[&id, "o:"]);
    assert!(attribute(table[1].text(), "KKTNumber").is_some(), "{table:?}");
    assert!(register.ledger().iter().any(|document| document.kind == DocumentKind::Ticket));
    assert!(!platform.log().contains(PIN));
    end(platform);
}
