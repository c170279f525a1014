//! Small documents that configurations send, and what is right for each of them, on each register, with the defaults of
//! the form.

use super::platform::Platform;
use super::registers::{ALL, Shop};
use super::till::attribute;
use serde_json::{Value as Json, json};

/// A receipt with further attributes of `Parameters`, of its line, and with further elements between the lines.
fn receipt(parameters: &str, line: &str, between: &str) -> String {
    // An attribute that is given replaces the usual one.
    let with = |usual: &str, own: &str| {
        let kept = usual.split_inclusive("\" ").filter(|attribute| {
            let name = attribute.split('=').next().unwrap();
            !own.contains(&format!(" {name}=")) && !own.starts_with(&format!("{name}="))
        });
        format!("{}{own}", kept.collect::<String>())
    };
    let parameters = with("CashierName=\"Лунина\" OperationType=\"1\" TaxationSystem=\"0\" ", parameters);
    let line = with(
        "Name=\"Чай\" Quantity=\"1\" PriceWithDiscount=\"100\" AmountWithDiscount=\"100\" VATRate=\"none\" PaymentMethod=\"4\" \
         CalculationSubject=\"1\" ",
        line,
    );
    format!(
        "<CheckPackage><Parameters {parameters}/><Positions>{between}<FiscalString {line}/></Positions><Payments Cash=\"100\"/></CheckPackage>"
    )
}

/// What a register has of a receipt, by a name that all of them understand.
fn written(register: &str, receipt: &Json, what: &str) -> Json {
    let path = match (register, what) {
        ("icash", "contact") => "/T1008",
        ("icash", "cashier") => "/T1021",
        ("icash", "cashier's number") => "/T1203",
        ("icash", "name") => "/T1059/0/T1030",
        ("icash", "total") => "/T1020",
        ("icash", "lines") => "/T1059",
        ("itkassa", "contact") => "/tagClientContact",
        ("itkassa", "cashier") => "/tagCashierName",
        ("itkassa", "cashier's number") => "/tagCashierINN",
        ("itkassa", "name") => "/lines/0/title",
        ("itkassa", "total") => "/amountCash",
        ("itkassa", "lines") => "/lines",
        ("cashcore", "name") => "/itemsList/0/commodity/name",
        ("cashcore", "total") => "/amounts/total",
        ("cashcore", "lines") => "/itemsList",
        ("atolweb", "contact") => "/1008",
        ("atolweb", "cashier") => "/1021",
        ("atolweb", "cashier's number") => "/1203",
        ("atolweb", "name") => "/1059/0/1030",
        ("atolweb", "total") => "/1020",
        ("atolweb", "lines") => "/1059",
        other => panic!("{other:?}"),
    };
    receipt.pointer(path).cloned().unwrap_or_default()
}

/// A sum however the register spells it.
fn sum(value: &Json) -> f64 {
    match value {
        Json::Object(sum) => sum["bills"].as_f64().unwrap() + sum["coins"].as_f64().unwrap_or(0.0) / 100.0,
        Json::String(text) => text.parse().unwrap(),
        other => other.as_f64().unwrap_or_default(),
    }
}

/// What each register has of the receipt: a value by the name of [`written`].
type Written = (&'static str, &'static str);

/// Attributes of the receipt, those of its line, what stands before the line, registers, and what they have.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str], &'static [Written]);

const ANY: &[&str] = &ALL;
const RUSSIAN: &[&str] = &["icash", "itkassa", "atolweb"];

#[test]
fn what_shops_really_send_is_sold() {
    let rows: &[Case] = &[
        ("SaleAddress=\"125009, г.Москва, ул. Примерная, д. 1\" SaleLocation=\"Магазин №1\"", "", "", ANY, &[]),
        (
            "CustomerEmail=\"a@example.com\" CustomerPhone=\"+79160000001\"",
            "",
            "",
            RUSSIAN,
            &[("contact", "a@example.com")],
        ),
        ("CustomerEmail=\"a@example.com\" CustomerPhone=\"+79160000001\"", "", "", &["cashcore"], &[]),
        ("SenderEmail=\"shop@example.com\"", "", "", RUSSIAN, &[]),
        ("", "Department=\"3\"", "", RUSSIAN, &[]),
        ("", "DiscountAmount=\"10\"", "", ANY, &[]),
        ("", "", "<TextString Text=\"Спасибо за покупку\"/>", ANY, &[]),
        ("", "", "<Barcode Type=\"QR\" ValueBase64=\"aHR0cA==\"/>", ANY, &[]),
        ("GroupingPositionsWhenPrinting=\"true\"", "", "", ANY, &[]),
        ("", "Name=\"Кофе «Жокей» — 100 г\"", "", &["icash"], &[("name", "Кофе \"Жокей\" - 100 г")]),
        ("", "MeasureOfQuantity=\"255\"", "", &["cashcore", "atolweb"], &[]),
        ("CashierINN=\"7707083893\"", "", "", RUSSIAN, &[("cashier", "Лунина")]),
        ("", "VATRate=\"20\" VATAmount=\"16.66666666666666666666666666666667\"", "", RUSSIAN, &[]),
        ("", "Name=\"Чай&#10;чёрный\"", "", &["icash"], &[("name", "Чай чёрный")]),
    ];
    for name in ALL {
        let mut shop = Shop::open(name);
        for (parameters, line, between, registers, expected) in rows.iter().filter(|row| row.3.contains(&name)) {
            let before = shop.receipts().len();
            let package = receipt(parameters, line, between);
            let sold = shop.sell(&package);
            assert!(sold.is_ok(), "{name}: {package}: {sold:?} ({registers:?})");
            let receipts = shop.receipts();
            assert_eq!(receipts.len(), before + 1, "{name}: {package}");
            let made = receipts.last().unwrap();
            assert!((sum(&written(name, made, "total")) - 100.0).abs() < 0.001, "{name}: {made}");
            for (what, value) in *expected {
                assert_eq!(written(name, made, what), json!(value), "{name}: {package}: {made}");
            }
        }
        shop.end();
    }
}

#[test]
fn what_would_be_lost_or_mistaken_is_refused_by_its_place() {
    let usual = receipt("", "", "");
    let payments = |payments: &str| usual.replace("<Payments Cash=\"100\"/>", payments);
    let rows: &[(String, &[&str], &[&str])] = &[
        (payments("<Payments PrePayment=\"40\" PrePayment=\"60\"/>"), ANY, &["CheckPackage/Payments/@PrePayment «60»", "дважды"]),
        (
            payments("<Payments Cash=\"100\"/><Payments Cash=\"1\"/>"),
            ANY,
            &["CheckPackage/Payments[2]/@Cash «1»", "дважды"],
        ),
        (
            usual.replace("CashierName", "СashierName"),
            ANY,
            &["CheckPackage/Parameters/@СashierName «Лунина»", "CashierName"],
        ),
        (
            usual.replace("/></Positions>", "><GoodCodeData EAN13=\"2900001462105\"/><GoodCodeData EAN13=\"2900001462112\"/></FiscalString></Positions>"),
            ANY,
            &["CheckPackage/Positions/FiscalString[1]/GoodCodeData[2]/@EAN13 «2900001462112»"],
        ),
        (receipt("", "VATRate=\"\"", ""), ANY, &["FiscalString[1]/@VATRate"]),
        (receipt("", "VATRate=\"19\"", ""), ANY, &["FiscalString[1]/@VATRate «19»"]),
        (
            usual.replace("</CheckPackage>", "<Parameters CashierName=\"Иванова\"/></CheckPackage>"),
            ANY,
            &["CheckPackage/Parameters[2]"],
        ),
    ];
    for name in ALL {
        let mut shop = Shop::open(name);
        for (package, _, parts) in rows.iter().filter(|(_, registers, _)| registers.contains(&name)) {
            let (code, error) = shop.sell(package).unwrap_err();
            assert_eq!(code, "4", "{name}: {package}: {error}");
            assert!(parts.iter().all(|part| error.contains(part)), "{name}: {parts:?}: {error}");
            assert!(!error.contains("items["), "{name}: {error}");
        }
        assert!(shop.receipts().is_empty(), "{name}");
        shop.end();
    }
}

#[test]
fn every_list_of_positions_and_payments_is_sold() {
    let line = receipt("", "", "").split_once("<FiscalString").unwrap().1.split("/>").next().unwrap().to_owned();
    let package = receipt("", "", "").replace(
        "<Payments Cash=\"100\"/>",
        &format!(
            "<Positions><FiscalString{}/></Positions><Payments Cash=\"50\"/><Payments ElectronicPayment=\"150\"/>",
            line.replace("Чай", "Кофе")
        ),
    );
    for name in ALL {
        let mut shop = Shop::open(name);
        shop.sell(&package).unwrap();
        let made = shop.receipts().pop().unwrap();
        let lines = written(name, &made, "lines");
        assert_eq!(lines.as_array().map(Vec::len), Some(2), "{name}: {made}");
        shop.end();
    }
}

#[test]
fn a_lost_receipt_that_the_next_cashier_repeats_is_one_receipt() {
    for name in ALL {
        let mut shop = Shop::open(name);
        let patient = shop.id.clone();
        shop.connect(&[("DeadlineMs", "5000"), ("Resend", "0")]);
        shop.lose_the_next_answer();
        let lost = shop.sell(&receipt("", "", "")).unwrap_err();
        // A queue has the document; whether the register has made it is not known.
        let unknown = if matches!(name, "itkassa" | "atolweb") { "16" } else { "9" };
        assert_eq!(lost.0, unknown, "{name}: {}", lost.1);
        shop.end_faults();
        shop.id = patient;
        let made = shop.sell(&receipt("CashierName=\"Иванова\" CustomerEmail=\"a@example.com\"", "", ""));
        let made = made.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(shop.receipts().len(), 1, "{name}: {made}");
        assert!(attribute(&made, "FiscalSign").is_some_and(|sign| !sign.is_empty()), "{name}: {made}");
        assert!(shop.platform.last_error().1.contains("второй не пробит"), "{name}: {:?}", shop.platform.last_error());
        // The next one is another sale.
        shop.sell(&receipt("CashierName=\"Иванова\"", "", "")).unwrap();
        assert_eq!(shop.receipts().len(), 2, "{name}");
        shop.end();
    }
}

#[test]
fn a_line_whose_sums_do_not_fit_is_refused_or_split() {
    let package = receipt("", "Quantity=\"7\" PriceWithDiscount=\"14.29\" AmountWithDiscount=\"100.00\"", "");
    for name in ALL {
        let mut shop = Shop::open(name);
        let (code, error) = shop.sell(&package).unwrap_err();
        assert!(code == "4" && error.contains("FiscalString[1]/@AmountWithDiscount «100.00»"), "{name}: {error}");
        assert!(error.contains("Делить строку чека"), "{name}: the setting is named: {error}");
        shop.connect(&[("SplitLines", "true")]);
        shop.sell(&package).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let made = shop.receipts().pop().unwrap();
        let lines = written(name, &made, "lines");
        let sums: Vec<f64> = lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                let line = line.get("commodity").unwrap_or(line);
                sum(["T1043", "1043", "total", "sum"].iter().find_map(|tag| line.get(tag)).unwrap_or(&Json::Null))
            })
            .collect();
        assert_eq!(sums, [85.68, 14.32], "{name}: {made}");
        assert!((sum(&written(name, &made, "total")) - 100.0).abs() < 0.001, "{name}: {made}");
        shop.end();
    }
}

#[test]
fn the_tax_of_a_split_line_adds_up() {
    let line =
        "Quantity=\"7\" PriceWithDiscount=\"14.29\" AmountWithDiscount=\"100.00\" VATRate=\"20\" VATAmount=\"16.67\"";
    let mut shop = Shop::with("icash", &[("SplitLines", "true")]);
    shop.sell(&receipt("", line, "")).unwrap();
    let made = shop.receipts().pop().unwrap();
    let taxes: Vec<f64> = made["T1059"].as_array().unwrap().iter().map(|line| sum(&line["T1200"])).collect();
    assert_eq!((taxes, sum(&made["T1102"])), (vec![14.28, 2.39], 16.67), "{made}");
    // A marked thing is not split, and a price that is simply wrong is refused.
    for other in [
        line.to_owned() + " CountryOfOrigin=\"643\" ExciseAmount=\"1\"",
        line.replace("14.29", "15.00"),
        line.replace("\"7\"", "\"7.5\""),
    ] {
        let (code, error) = shop.sell(&receipt("", &other, "")).unwrap_err();
        assert!(code == "4" && error.contains("FiscalString[1]/@AmountWithDiscount"), "{other}: {error}");
    }
    shop.end();
}

#[test]
fn a_configuration_that_looks_at_the_shift_first_can_sell() {
    let cashier = "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>";
    let mut shop = Shop::closed(Platform::with("Kassa"), "cashcore", &[]);
    let state = |shop: &mut Shop| {
        let status = shop.done("GetCurrentStatus", &[cashier, "o:"])[1].text().to_owned();
        (attribute(&status, "ShiftState").unwrap(), attribute(&status, "DateTime"))
    };
    // The sample register begins with an open shift.
    shop.done("CloseShift", &[cashier, "o:"]);
    assert_eq!(state(&mut shop).0, "1");
    let opened = shop.done("OpenShift", &[cashier, "o:"])[1].text().to_owned();
    assert_eq!(attribute(&opened, "ShiftState").as_deref(), Some("2"), "{opened}");
    assert_eq!(attribute(&opened, "DateTime").map(|time| time.len()), Some("2025-03-01T10:00:00".len()), "{opened}");
    assert_eq!(state(&mut shop), ("2".into(), attribute(&opened, "DateTime")));
    // The journal has it: another object knows it too.
    assert_eq!(shop.platform.tell(&["destroy"]), ["ok"]);
    assert_eq!(shop.platform.tell(&["create", "Kassa"]), ["ok"]);
    shop.connect(&[]);
    assert_eq!(state(&mut shop).0, "2");
    shop.sell(&receipt("", "", "")).unwrap();
    assert_eq!(state(&mut shop).0, "2");
    shop.done("CloseShift", &[cashier, "o:"]);
    assert_eq!(state(&mut shop).0, "1");
    // A shift without documents is closed without the register.
    shop.done("OpenShift", &[cashier, "o:"]);
    let closed = shop.done("CloseShift", &[cashier, "o:"])[1].text().to_owned();
    assert_eq!(attribute(&closed, "ShiftState").as_deref(), Some("1"), "{closed}");
    assert_eq!(state(&mut shop).0, "1");
    shop.end();
}

#[test]
fn many_wrong_lines_are_refused_with_a_bounded_text() {
    let usual = receipt("", "VATRate=\"19\" Quantity=\"много\"", "");
    let line = usual.split_once("<FiscalString").unwrap().1.split("/>").next().unwrap();
    let package = many_lines(&format!("<FiscalString{line}/>"), 5000);
    for name in ALL {
        let mut shop = Shop::open(name);
        let (code, error) = shop.sell(&package).unwrap_err();
        assert!(code == "4" && error.contains("FiscalString[1]/@VATRate «19»"), "{name}: {code} {}", &error[..2000]);
        // Two in each line, and perhaps one of the receipt as a whole; the first twenty are named.
        assert!(error.contains("\n… 998"), "{name}: {error}");
        let log = shop.platform.log();
        assert!(log.contains("FiscalString[500]/@Quantity") && log.contains("\n    … 900"), "{name}");
        assert!(error.len() < 20_000, "{name}: {} bytes", error.len());
        assert!(shop.receipts().is_empty());
        shop.end();
    }
}

/// A receipt of so many lines that are all like this one.
fn many_lines(line: &str, count: usize) -> String {
    let lines = line.repeat(count);
    format!(
        "<CheckPackage><Parameters OperationType=\"1\" TaxationSystem=\"0\"/><Positions>{lines}</Positions><Payments Cash=\"1\"/></CheckPackage>"
    )
}

#[test]
#[ignore = "it measures time: cargo test --release --test it time_for_wrong_lines -- --ignored --nocapture"]
fn the_time_for_wrong_lines_grows_with_their_number_and_no_faster() {
    let mut shop = Shop::open("icash");
    let mut time = |count: usize| {
        let package = many_lines("<FiscalString/>", count);
        let begun = std::time::Instant::now();
        assert_eq!(shop.sell(&package).unwrap_err().0, "4");
        begun.elapsed()
    };
    let _warm = time(100);
    let (few, many) = (time(80_000), time(400_000));
    println!("1.2 MB: {few:?}, 6 MB: {many:?}");
    assert!(many < few * 10);
    shop.end();
}

#[test]
fn a_correction_of_ones_own_needs_no_number_and_no_description() {
    let correction = |basis: &str| {
        let basis = format!("><CorrectionData {basis}/></Parameters>");
        format!("s:{}", receipt("", "", "").replacen("/>", &basis, 1))
    };
    let mut shop = Shop::open("icash");
    let right = correction("Type=\"0\" Description=\"ошибка\" Date=\"2026-02-19T13:24:48\" Number=\"\"");
    shop.done("ProcessCorrectionCheck", &["b:0", &right, "o:"]);
    let made = shop.receipts().pop().unwrap();
    assert_eq!((&made["T1173"], &made["T1174"]["T1179"]), (&json!(false), &json!("б/н")), "{made}");
    assert_eq!(made["T1174"]["T1178"], "2026-02-19", "{made}");
    for date in ["0001-01-01", "0001-01-01T00:00:00", "2999-01-01"] {
        let wrong = correction(&format!("Type=\"0\" Date=\"{date}\" Number=\"\""));
        let (code, error) = shop.refused("ProcessCorrectionCheck", &["b:0", &wrong, "o:"]);
        assert!(code == "4" && error.contains("CorrectionData/@Date"), "{date}: {code} {error}");
    }
    shop.end();
}

#[test]
fn the_locale_of_the_platform_decides_the_language() {
    let mut platform = Platform::plain_with("Kassa");
    assert_eq!(platform.tell(&["locale", "en_US"]), ["ok"]);
    assert!(platform.refused("Close", &["s:kassa-0"]).1.starts_with("The device is not connected"));
    assert_eq!(platform.tell(&["locale", ""]), ["ok"], "an empty one says nothing");
    assert!(platform.refused("Close", &["s:kassa-0"]).1.starts_with("The device is not connected"));
    assert_eq!(platform.tell(&["locale", "ru_RU"]), ["ok"]);
    assert!(platform.refused("Close", &["s:kassa-0"]).1.starts_with("Устройство не подключено"));
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    platform.end();
}

#[test]
fn actions_know_the_device_without_settings_before() {
    let mut shop = Shop::open("icash");
    let act = |shop: &mut Shop, name: &str| {
        shop.platform.done("DoAdditionalAction", &[&format!("s:{name}")]);
        shop.platform.last_error().1
    };
    assert!(act(&mut shop, "TestLink").contains("смена: открыта"), "the connected one");
    shop.done("DisconnectEquipment", &[]);
    assert!(act(&mut shop, "TestLink").contains("смена: открыта"), "the one that was connected last");
    assert_eq!(shop.platform.tell(&["destroy"]), ["ok"]);

    assert_eq!(shop.platform.tell(&["create", "Kassa"]), ["ok"]);
    assert!(shop.platform.refused("DoAdditionalAction", &["s:TestLink"]).1.contains("не подключено"));
    assert!(act(&mut shop, "SaveLog").contains("kassa-1c.log"), "without any device");
    let rows = shop.rows(&[]);
    shop.platform.done("EquipmentTest", &["s:ККТ", &rows, "o:", "o:"]);
    assert!(act(&mut shop, "TestLink").contains("смена: открыта"), "the one that was tested last");
    shop.end();
}

#[test]
#[cfg(unix)]
fn the_log_is_private_and_has_every_call_and_every_refusal() {
    use std::os::unix::fs::PermissionsExt;
    let mut shop = Shop::open("icash");
    let id = shop.id.clone();
    let wrong = receipt("", "VATRate=\"19\"", "");
    // 1C does not ask for the error.
    shop.platform.call("ProcessCheck", &[&id, "b:1", &format!("s:{wrong}"), "o:"]);
    shop.platform.call("CashInOutcome", &[&id, "s:", "d:100.5"]);
    let log = shop.platform.log();
    for part in [
        "Electronically=true",
        "Amount=100.5",
        "ProcessCheck = false: 4",
        "FiscalString[1]/@VATRate",
        "CashInOutcome = false: 5",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
    if let Some(process) = shop.platform.process() {
        let process = format!("[{process}] ");
        assert!(log.lines().any(|line| line.contains(&process)), "{process}: {log}");
        let mode = std::fs::metadata(shop.platform.log_path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    shop.end();
}

#[test]
fn a_shift_that_is_closed_already_needs_no_opening() {
    let cashier = "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>";
    for name in RUSSIAN {
        let mut shop = Shop::open(name);
        shop.done("CloseShift", &[cashier, "o:"]);
        let (_, error) = shop.refused("CloseShift", &[cashier, "o:"]);
        assert!(!error.contains("Откройте смену"), "{name}: {error}");
        assert!(error.contains("закрыта"), "{name}: {error}");
        shop.end();
    }
}

/// A method that must succeed with the input document.
fn answered(name: &str, method: &str, attributes: &str) -> (Shop, String) {
    let mut shop = Shop::open(name);
    let input = format!("s:<InputParameters><Parameters CashierName=\"Лунина\" {attributes}/></InputParameters>");
    let answer = shop.done(method, &[&input, "o:"])[1].text().to_owned();
    (shop, answer)
}

#[test]
fn what_a_register_cannot_do_beside_its_work_does_not_stop_it() {
    for (names, method, attributes, logged) in [
        (&["icash"][..], "ReportCurrentStatusOfSettlements", "", "@CashierName"),
        (&["itkassa", "cashcore"], "GetCurrentStatus", "TimeSynchronization=\"true\"", "@TimeSynchronization"),
        (&["cashcore"], "OpenShift", "PrintRequired=\"false\"", ""),
        (&["atolweb"], "ReportCurrentStatusOfSettlements", "PrintRequired=\"false\"", "@PrintRequired"),
        (&["atolweb"], "GetCurrentStatus", "TimeSynchronization=\"true\"", ""),
        (
            &["icash", "itkassa", "cashcore"],
            "OpenShift",
            "SaleAddress=\"Тверь\" SaleLocation=\"Рынок\"",
            "@SaleAddress",
        ),
    ] {
        for name in names {
            if method == "OpenShift" && *name != "cashcore" {
                // Its shift is open already.
                continue;
            }
            let (shop, answer) = answered(name, method, attributes);
            assert!(attribute(&answer, "ShiftState").is_some(), "{name}: {method}: {answer}");
            assert!(shop.platform.log().contains(logged), "{name}: {method}: {}", shop.platform.log());
            shop.end();
        }
    }
}

#[test]
fn what_is_left_out_is_in_the_log_once_a_shift_and_not_on_the_screen() {
    let mut shop = Shop::open("icash");
    let package = receipt("SaleAddress=\"Тверь\"", "Department=\"3\"", "");
    for _ in 0..3 {
        shop.sell(&package).unwrap();
        assert_eq!(shop.platform.last_error(), ("0".into(), String::new()), "nothing for the cashier");
    }
    for place in ["CheckPackage/Parameters/@SaleAddress", "CheckPackage/Positions/FiscalString[1]/@Department"] {
        let log = shop.platform.log();
        assert_eq!(log.matches(&format!("note: {place}: ")).count(), 1, "{place}: {log}");
    }
    let cashier = "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>";
    shop.done("CloseShift", &[cashier, "o:"]);
    shop.done("OpenShift", &[cashier, "o:"]);
    shop.sell(&package).unwrap();
    assert_eq!(shop.platform.log().matches("note: CheckPackage/Parameters/@SaleAddress: ").count(), 2);
    shop.end();
}

#[test]
fn what_a_register_has_not_is_refused_in_the_words_of_1c() {
    let rows: &[(&str, &str, &str, &[&str])] = &[
        (
            "icash",
            "OperationType=\"2\"",
            "VATRate=\"18\" VATAmount=\"18\" PriceWithDiscount=\"118\" AmountWithDiscount=\"118\"",
            &["FiscalString[1]/@VATRate «18»", "18 %"],
        ),
        (
            "itkassa",
            "",
            "MarkingCode=\"KDAxKTA0NjIwMDcwMjMwNzIxKDIxKTVzcmwnVWZsWA==\"",
            &["FiscalString[1]/@MarkingCode", "Скобки"],
        ),
        ("itkassa", "", "MarkingCode=\"0J/RgNC40LLQtdGC\"", &["FiscalString[1]/@MarkingCode"]),
        ("icash", "", "VATRate=\"22\"", &["FiscalString[1]/@VATRate «22»", "20"]),
        ("icash", "", "CalculationAgent=\"5\"", &["FiscalString[1]/VendorData", "VendorINN (1226)"]),
        ("cashcore", "TaxationSystem=\"3\"", "", &["CheckPackage/Parameters/@TaxationSystem «3»", "0, 1"]),
    ];
    for name in ALL {
        let mut shop = Shop::open(name);
        for (_, parameters, line, parts) in rows.iter().filter(|row| row.0 == name) {
            let (code, error) = shop.sell(&receipt(parameters, line, "")).unwrap_err();
            assert_eq!(code, "4", "{name}: {error}");
            assert!(parts.iter().all(|part| error.contains(part)), "{name}: {parts:?}: {error}");
            assert!(!error.contains("items["), "{name}: {error}");
        }
        shop.end();
    }
}

#[test]
fn what_an_administrator_names_is_left_out() {
    let package = receipt("", "", "").replace(
        "/></Positions>",
        "><IndustryAttribute IdentifierFOIV=\"001\" DocumentDate=\"10.09.2021\" DocumentNumber=\"17\" AttributeValue=\"a=b\"/></FiscalString></Positions>",
    );
    let mut shop = Shop::open("icash");
    let (_, error) = shop.sell(&package).unwrap_err();
    assert!(error.contains("добавьте IndustryAttribute в настройку «Не передавать"), "{error}");
    shop.connect(&[("Omit", "IndustryAttribute")]);
    shop.sell(&package).unwrap();
    assert!(shop.platform.log().contains("note: CheckPackage/Positions/FiscalString[1]/IndustryAttribute"));
    let package = receipt("", "", "").replace("Cash=", "ElectronicPayment=").replace(
        "</CheckPackage>",
        "<ElectronicPaymentInfo><ElectronicPayment Amount=\"100\" PaymentMethod=\"1\"/></ElectronicPaymentInfo></CheckPackage>",
    );
    let (_, error) = shop.sell(&package).unwrap_err();
    assert!(error.contains("добавьте ElectronicPaymentInfo в настройку «Не передавать"), "{error}");
    shop.connect(&[("Omit", "ElectronicPaymentInfo")]);
    shop.sell(&package).unwrap();
    assert_eq!(shop.receipts().len(), 2);
    let rows = shop.rows(&[("Omit", "VATRate, Unheard")]);
    let (code, error) = shop.platform.refused("ConnectEquipment", &["o:", "s:ККТ", &rows]);
    assert!(code == "3" && error.contains("Не передавать"), "{code} {error}");
    shop.end();
}

#[test]
fn what_a_register_tells_is_in_the_output_and_nothing_is_empty() {
    let cashier = "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>";
    for name in ALL {
        let mut shop = Shop::open(name);
        let first = shop.sell(&receipt("", "", "")).unwrap();
        shop.sell(&receipt("", "Name=\"Кофе\"", "")).unwrap();
        let returned = shop.sell(&receipt("OperationType=\"2\"", "", "")).unwrap();
        let status = shop.done("GetCurrentStatus", &[cashier, "o:"])[1].text().to_owned();
        let table = shop.done("GetDataKKT", &["o:"])[0].text().to_owned();
        let closed = shop.done("CloseShift", &[cashier, "o:"])[1].text().to_owned();
        // A text may be empty; what XDTO reads as a number, a date or a flag may not.
        let texts = ["AddressSiteInspections", "KKTSerialNumber", "FNSerialNumber"];
        for output in [&first, &returned, &status, &table, &closed] {
            let empty = output.split(' ').filter_map(|attribute| attribute.split_once("=\"\"").map(|(name, _)| name));
            assert!(empty.clone().all(|name| texts.contains(&name)), "{name}: {output}");
        }
        let counts =
            |output: &str| attribute(output, "ShiftClosingCheckNumber").map(|number| number.parse::<u32>().unwrap());
        let (before, after) = (counts(&first), counts(&returned));
        assert_eq!(before.map(|number| number + 2), after, "{name}: {first} {returned}");
        assert!(before.is_some() || name == "itkassa", "{name}: {first}");
        if name != "itkassa" {
            assert_eq!(counts(&status), after, "{name}: {status}");
            for (kind, count, total) in [(1, "2", 200.0), (2, "1", 100.0), (3, "0", 0.0), (4, "0", 0.0)] {
                let (_, counter) = closed.split_once(&format!("<CountersOperationType{kind}><Parameters")).unwrap();
                let told = attribute(counter, "TotalChecksAmount").unwrap().parse::<f64>().unwrap();
                assert_eq!(
                    (attribute(counter, "CheckCount").as_deref(), told),
                    (Some(count), total),
                    "{name}: {closed}"
                );
            }
        }
        if name == "icash" {
            assert!(
                attribute(&table, "TaxationSystems").is_some_and(|codes| codes.starts_with('0')),
                "{name}: {table}"
            );
        }
        shop.end();
    }
}
