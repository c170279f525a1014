//! CashCore through 1C: cash in and out, its cashier by PIN, sums that 1C passes as doubles.

use super::platform::Platform;
use super::till::{attribute, input, sale};
use kassa_simulator::cashcore::{By, DocumentKind, Options, Simulator};

const PIN: &str = "3333";

/// The platform with a device of the sample register; its id.
fn open(settings: &[(&str, &str)]) -> (Platform, Simulator, String) {
    open_as("Kassa", settings)
}

/// The same with an object of a class.
fn open_as(class: &str, settings: &[(&str, &str)]) -> (Platform, Simulator, String) {
    let register = Simulator::start(Options::default()).unwrap();
    let mut platform = Platform::with(class);
    let (url, journal, log) = (register.url(), platform.journal(), platform.log_path());
    let common = [
        ("Backend", "cashcore"),
        ("Url", &url),
        ("Journal", &journal),
        ("LogPath", &log),
        ("KkmOfdId", "6923"),
        ("Pin", PIN),
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
    let (mut platform, register, id) = open(&[]);
    let operator = format!("s:{}", input("Лунина"));
    let cash = |platform: &mut Platform, sum: &str| {
        platform.done("НапечататьЧекВнесенияВыемки", &[&id, &operator, sum]);
        let status = platform.done("GetCurrentStatus", &[&id, &operator, "o:"]);
        attribute(status[2].text(), "CashBalance").unwrap().parse::<f64>().unwrap()
    };
    // The fourth is 0.1 + 0.2 as a double, the fifth is 4.35 as a float.
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
fn the_cashier_is_left_to_the_register() {
    let receipt = format!("s:{}", sale("1250").replace("VATRate=\"none\"", "VATRate=\"16\" VATSum=\"\""));
    let (mut platform, register, id) = open(&[]);
    let made = platform.done("СформироватьЧек", &[&id, "b:0", &receipt, "o:"]);
    assert!(attribute(made[3].text(), "FiscalSign").is_some_and(|sign| !sign.is_empty()), "{made:?}");
    let operator = format!("s:{}", input("Лунина"));
    platform.done("НапечататьОтчетБезГашения", &[&id, &operator]);
    let closed = platform.done("ЗакрытьСмену", &[&id, &operator, "o:"]);
    assert_eq!(attribute(closed[2].text(), "ShiftState").as_deref(), Some("1"));
    let table = platform.done("GetDataKKT", &[&id, "o:"]);
    assert!(attribute(table[1].text(), "KKTNumber").is_some(), "{table:?}");
    assert!(register.ledger().iter().any(|document| document.kind == DocumentKind::Ticket));
    let log = platform.log();
    assert!(log.contains("note: CheckPackage/Parameters/@CashierName") && !log.contains(PIN), "{log}");
    end(platform);
}

/// A sale of three loaves and a kettle in tenge, each line with a discount or a markup.
fn discounted(bread: &str, kettle: &str) -> String {
    format!(
        "s:<CheckPackage><Parameters CashierName=\"Лунина\" OperationType=\"1\" TaxationSystem=\"0\"/><Positions>\
         <FiscalString Name=\"Нан\" Quantity=\"3\" PriceWithDiscount=\"208.33\" AmountWithDiscount=\"625\" DiscountAmount=\"{bread}\" \
         VATRate=\"16\" PaymentMethod=\"4\" CalculationSubject=\"1\" MeasureOfQuantity=\"0\" MarkingCode=\"MDEwNDYyMTkxYWI=\"/>\
         <FiscalString Name=\"Шәйнек\" Quantity=\"1\" PriceWithDiscount=\"1100\" AmountWithDiscount=\"1100\" DiscountAmount=\"{kettle}\" \
         VATRate=\"none\" PaymentMethod=\"4\" CalculationSubject=\"1\"/></Positions><Payments Cash=\"2000\"/></CheckPackage>"
    )
}

/// A sum as the register keeps it.
fn tenge(sum: &serde_json::Value) -> String {
    format!("{}.{:02}", sum["bills"], sum["coins"].as_u64().unwrap())
}

#[test]
fn a_discount_and_a_markup_of_a_line_are_written_down_in_tenge() {
    let (mut platform, register, id) = open(&[]);
    let made = platform.done("СформироватьЧек", &[&id, "b:0", &discounted("125", "-100"), "o:"]);
    assert!(attribute(made[3].text(), "FiscalSign").is_some_and(|sign| !sign.is_empty()), "{made:?}");
    let ticket = register.ledger().into_iter().rfind(|document| document.kind == DocumentKind::Ticket).unwrap();
    // The discount or markup of a line follows the line.
    let items = &ticket.data["itemsList"];
    let (bread, kettle) = (&items[0]["commodity"], &items[2]["commodity"]);
    assert_eq!((tenge(&bread["price"]), tenge(&bread["sum"])), ("250.00".into(), "750.00".into()));
    assert_eq!(tenge(&items[1]["discount"]["sum"]), "125.00");
    assert_eq!(bread["excise_stamp"], "010462191ab");
    // 16 % of the 625 that are paid: the VAT of the 750 less that of the 125.
    let tax = |part: &serde_json::Value| tenge(&part["taxesList"][0]["sum"]);
    assert_eq!((tax(bread), tax(&items[1]["discount"])), ("103.45".into(), "17.24".into()));
    assert_eq!((tenge(&kettle["sum"]), tenge(&items[3]["markup"]["sum"])), ("1000.00".into(), "100.00".into()));
    assert_eq!(tenge(&ticket.data["amounts"]["total"]), "1725.00");
    assert_eq!(tenge(&ticket.data["amounts"]["change"]), "275.00");

    // A zero discount is not sent, and an impossible one is refused in its place.
    platform.done("СформироватьЧек", &[&id, "b:0", &discounted("0", ""), "o:"]);
    for wrong in ["скидка", "0.001"] {
        let (code, error) = platform.refused("СформироватьЧек", &[&id, "b:0", &discounted(wrong, ""), "o:"]);
        assert!(code == "4" && error.contains("FiscalString[1]/@DiscountAmount"), "{wrong}: {code} {error}");
    }
    end(platform);
}

#[test]
fn a_shift_opens_with_its_first_receipt_and_is_counted_at_its_end() {
    for (class, [open_shift, check, status, close]) in [
        ("Kassa", ["ОткрытьСмену", "СформироватьЧек", "ПолучитьТекущееСостояние", "ЗакрытьСмену"]),
        ("Kassa4000", ["OpenShift", "ProcessCheck", "GetCurrentStatus", "CloseShift"]),
    ] {
        let (mut platform, register, id) = open_as(class, &[]);
        let operator = format!("s:{}", input("Лунина"));
        platform.done(close, &[&id, &operator, "o:"]);
        let before = register.ledger().len();
        let opened = platform.done(open_shift, &[&id, &operator, "o:"]);
        assert_eq!(
            attribute(opened[2].text(), "ShiftState").as_deref(),
            Some("2"),
            "until the first receipt: {opened:?}"
        );
        assert!(platform.last_error().1.contains("Эта касса открывает смену сама"));
        assert_eq!(register.ledger().len(), before, "nothing was made");

        let receipt = format!("s:{}", sale("1250"));
        platform.done(check, &[&id, "b:0", &receipt, "o:"]);
        platform.done(check, &[&id, "b:0", &receipt.replace("OperationType=\"1\"", "OperationType=\"2\""), "o:"]);
        platform.done(check, &[&id, "b:0", &receipt, "o:"]);
        let told = platform.done(status, &[&id, &operator, "o:"]);
        assert_eq!(attribute(told[2].text(), "ShiftState").as_deref(), Some("2"), "{told:?}");
        let closed = platform.done(close, &[&id, &operator, "o:"])[2].text().to_owned();
        for (kind, count, sum) in [(1, 2, "2500"), (2, 1, "1250"), (3, 0, "0"), (4, 0, "0")] {
            let (_, counter) = closed.split_once(&format!("<CountersOperationType{kind}><Parameters")).unwrap();
            assert_eq!(attribute(counter, "CheckCount"), Some(count.to_string()), "{kind} of {closed}");
            let total = attribute(counter, "TotalChecksAmount").unwrap();
            assert_eq!(total.trim_end_matches(".00"), sum, "{kind} of {closed}");
        }
        assert_eq!(attribute(&closed, "ShiftState").as_deref(), Some("1"), "{closed}");
        assert!(attribute(&closed, "CashBalance").is_some(), "{closed}");
        end(platform);
    }
}

#[test]
fn a_shift_older_than_a_day_is_told_with_the_number_of_its_last_document() {
    let (mut platform, register, id) = open(&[]);
    register.set_clock_offset(-25 * 3600);
    let receipt = format!("s:{}", sale("1250"));
    for _ in 0..2 {
        platform.done("СформироватьЧек", &[&id, "b:0", &receipt, "o:"]);
    }
    let last = register.ledger().last().unwrap().number;
    let told = platform.done("ПолучитьТекущееСостояние", &[&id, &format!("s:{}", input("Лунина")), "o:"]);
    let told = told[2].text();
    assert_eq!(attribute(told, "ShiftState").as_deref(), Some("3"), "{told}");
    assert_eq!(attribute(told, "ShiftClosingCheckNumber"), Some(last.to_string()), "{told}");
    end(platform);
}

#[test]
fn what_it_does_not_support_is_refused_by_name() {
    let (mut platform, register, id) = open(&[]);
    let operator =
        |attribute: &str| format!("s:{}", input("Лунина").replace("/></Input", &format!(" {attribute}/></Input")));
    let before = register.ledger().len();
    let receipt = format!("s:{}", sale("1250"));
    let rows: [(&str, &[&str], &str); 6] = [
        ("СформироватьЧекКоррекции", &["b:0", &receipt, "o:"], "5"),
        ("ОперацияФН", &["i:3", "s:<Parameters/>"], "5"),
        (
            "НапечататьТекстовыйДокумент",
            &["s:<Document><Positions><TextString Text=\"а\"/></Positions></Document>"],
            "5",
        ),
        ("НапечататьКопиюЧека", &["s:1"], "5"),
        ("ОтчетОТекущемСостоянииРасчетов", &[&operator(""), "o:"], "5"),
        ("ОткрытьДенежныйЯщик", &[], "5"),
    ];
    for (method, arguments, expected) in rows {
        let (code, error) = platform.refused(method, &[&[id.as_str()], arguments].concat());
        assert!(code == expected && error.contains("cashcore"), "{method}: {code} {error}");
    }
    assert_eq!(register.ledger().len(), before);
    end(platform);
}

#[test]
fn a_wrong_pin_is_an_error_of_every_query() {
    let (mut platform, register, id) = open(&[("Pin", "wrong-pin")]);
    let operator = format!("s:{}", input("Лунина"));
    for (method, arguments) in [
        ("GetDataKKT", ["o:"].as_slice()),
        ("GetCurrentStatus", &[&operator, "o:"]),
        ("CloseShift", &[&operator, "o:"]),
    ] {
        let (code, error) = platform.refused(method, &[&[id.as_str()], arguments].concat());
        assert!(code == "7" && !error.contains("wrong-pin"), "{method}: {code} {error}");
    }
    assert!(register.ledger().iter().all(|document| document.by != By::Api));
    end(platform);
}
