//! The life of a fiscal drive with `ОперацияФН`: registration, a change for each reason, another drive, the end of the
//! archive.

use super::till::{Till, attribute, input};
use kassa_simulator::icash::{DocumentKind, Options, Simulator};
use serde_json::{Value, json};

const OPERATION: [(&str, &str, &str); 2] =
    [("Kassa", "ОперацияФН", "ПолучитьПараметрыККТ"), ("Kassa4000", "OperationFN", "GetDataKKT")];

/// The attributes of a registration, unless a scenario changes them.
const USUAL: &[(&str, &str)] = &[
    ("CashierName", "Инженер Седов"),
    ("CashierINN", "771234567859"),
    ("KKTNumber", "0000000001045548"),
    ("KKTSerialNumber", "00000000000000012345"),
    ("Fiscal", "true"),
    ("FFDVersion", "1.0.5"),
    ("FNSerialNumber", "9999078900012345"),
    ("CompanyName", "ООО &quot;Ромашка&quot;"),
    ("INN", "7743013901"),
    ("SaleAddress", "Москва, Новая ул., 1"),
    ("SaleLocation", "Павильон 7"),
    ("TaxationSystems", "0,5"),
    ("AgentTypes", "0,6"),
    ("IsOffline", "false"),
    ("IsEncrypted", "true"),
    ("IsService", "true"),
    ("IsMarking", "false"),
    ("BSOSing", "true"),
    ("OFDCompany", "ООО &quot;Пример ОФД&quot;"),
    ("OFDCompanyINN", "7704453017"),
    ("FNSURL", "www.nalog.gov.ru"),
    ("SenderEmail", "shop@example.com"),
];

/// `ParametersFiscal` with some attributes set, or left out if the value is empty.
pub fn fiscal(changes: &[(&str, &str)]) -> String {
    let instead = |name: &str| changes.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let usual = USUAL.iter().map(|(name, value)| (*name, instead(name).unwrap_or(value)));
    let further = changes.iter().copied().filter(|(name, _)| USUAL.iter().all(|(usual, _)| usual != name));
    let attributes: String = usual
        .chain(further)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!(" {name}=\"{value}\""))
        .collect();
    format!("s:<?xml version=\"1.0\" encoding=\"UTF-8\"?><Parameters{attributes}/>")
}

/// A register that is new, or registered as the simulator's own shop.
pub fn till(class: &str, registered: bool) -> Till {
    let mut till = Till::of(class, &[]);
    till.register = Simulator::start(Options { registered, ..Options::default() }).unwrap();
    till.connect(&[]);
    till
}

/// Kind and content of the last document.
fn last(till: &Till) -> (DocumentKind, Value) {
    let document = till.register.ledger().pop().unwrap();
    (document.kind, document.data)
}

#[test]
fn a_drive_lives_from_its_registration_to_the_end_of_its_archive_in_both_classes() {
    for (class, operation, data) in OPERATION {
        let mut till = till(class, false);
        let table = till.done(data, &["o:"])[0].text().to_owned();
        assert_eq!(attribute(&table, "Fiscal").as_deref(), Some("false"), "{table}");

        till.done(operation, &["i:1", &fiscal(&[])]);
        let (kind, written) = last(&till);
        assert_eq!(kind, DocumentKind::Registration);
        for (tag, value) in [
            ("T1021", json!("Инженер Седов")),
            ("T1203", json!("771234567859")),
            ("T1048", json!("ООО \"Ромашка\"")),
            ("T1018", json!("7743013901")),
            ("T1037", json!("0000000001045548")),
            ("T1009", json!("Москва, Новая ул., 1")),
            ("T1187", json!("Павильон 7")),
            ("T1062", json!([1, 6])),
            ("T1057", json!([1, 7])),
            ("T1002", json!(false)),
            ("T1056", json!(true)),
            ("T1109", json!(true)),
            ("T1110", json!(true)),
            ("T1046", json!("ООО \"Пример ОФД\"")),
            ("T1017", json!("7704453017")),
            ("T1117", json!("shop@example.com")),
            ("T1209", json!(2)),
        ] {
            assert_eq!(written[tag], value, "{class}: {tag} of {written}");
        }
        let table = till.done(data, &["o:"])[0].text().to_owned();
        for (name, value) in USUAL
            .iter()
            .filter(|(name, _)| !name.starts_with("Cashier") && !matches!(*name, "IsMarking" | "FFDVersion"))
        {
            assert_eq!(attribute(&table, name).as_deref(), Some(*value), "{class}: {name} of {table}");
        }
        assert_eq!(attribute(&table, "DocumentNumber").as_deref(), Some("1"), "{table}");
        assert_eq!(attribute(&table, "DateTime").map(|time| time.len()), Some("2025-03-01T10:00:00".len()), "{table}");

        // By the reason itself, by the list of what is changed, and by both: then the reason counts.
        for (change, reason) in [
            (("RegistrationReasonCode", "2"), 2),
            (("RegistrationReasonCode", "3"), 3),
            (("RegistrationReasonCode", "4"), 4),
            (("RegistrationLabelCodes", "2"), 2),
            (("RegistrationLabelCodes", "3, 4"), 3),
            (("RegistrationLabelCodes", "8"), 4),
        ] {
            let number = till.register.ledger().len();
            till.done(operation, &["i:2", &fiscal(&[change, ("SaleLocation", &format!("Павильон {number}"))])]);
            let (kind, written) = last(&till);
            assert_eq!(
                (kind, &written["T1101"]),
                (DocumentKind::Reregistration, &json!(reason)),
                "{class}: {change:?}"
            );
            assert_eq!(written["T1187"], json!(format!("Павильон {number}")), "{class}: {change:?}");
            let table = till.done(data, &["o:"])[0].text().to_owned();
            assert_eq!(attribute(&table, "SaleLocation"), Some(format!("Павильон {number}")), "{class}: {table}");
        }

        // Another drive: by its reason, and by the list that has it.
        for change in [("RegistrationReasonCode", "1"), ("RegistrationLabelCodes", "1,4")] {
            let before = till.register.ledger().pop().unwrap().drive;
            till.done(operation, &["i:2", &fiscal(&[change])]);
            let made = till.register.ledger().pop().unwrap();
            assert_eq!((made.kind, &made.data["T1101"]), (DocumentKind::Reregistration, &json!(1)), "{class}");
            assert_ne!(made.drive, before, "{class}: {change:?}");
            let table = till.done(data, &["o:"])[0].text().to_owned();
            assert_eq!(attribute(&table, "FNSerialNumber"), Some(made.drive), "{class}: {table}");
        }

        // The end: only the cashier is written, whatever else is given.
        till.done(operation, &["i:3", &fiscal(&[])]);
        let (kind, written) = last(&till);
        assert_eq!(kind, DocumentKind::CloseArchive, "{class}");
        assert_eq!(
            (&written["T1021"], &written["T1203"]),
            (&json!("Инженер Седов"), &json!("771234567859")),
            "{class}"
        );
        let table = till.done(data, &["o:"])[0].text().to_owned();
        assert_eq!(attribute(&table, "Fiscal").as_deref(), Some("false"), "{class}: {table}");
        assert_eq!(till.refused("ОткрытьСмену", &[&format!("s:{}", input("Лунина")), "o:"]).0, "7", "{class}");
        assert_eq!(till.made().len(), 10, "{class}");
        till.end();
    }
}

/// An operation, what is changed of its parameters, and what the refusal names.
type Wrong = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

#[test]
fn an_invalid_registration_is_refused_by_its_attributes_and_makes_nothing() {
    let mut till = till("Kassa", true);
    let rows: &[Wrong] = &[
        ("i:4", &[], &["• OperationType «4»"]),
        ("i:1", &[("IsMarking", "true")], &["@IsMarking «true»"]),
        ("i:1", &[("IsPawnshop", "1"), ("IsAssurance", "1")], &["@IsPawnshop", "@IsAssurance"]),
        ("i:1", &[("IsVendingMachine", "true")], &["@IsVendingMachine"]),
        ("i:1", &[("IsCateringServices", "true")], &["@IsCateringServices"]),
        ("i:1", &[("IsWholesaleTrade", "true")], &["@IsWholesaleTrade"]),
        ("i:1", &[("SupportFNPiot", "true")], &["@SupportFNPiot"]),
        ("i:1", &[("FFDVersion", "1.2")], &["@FFDVersion «1.2»"]),
        ("i:1", &[("FFDVersion", "2025")], &["@FFDVersion «2025»"]),
        ("i:1", &[("TaxationSystems", "0,6")], &["@TaxationSystems «0,6»"]),
        ("i:1", &[("AgentTypes", "7")], &["@AgentTypes «7»"]),
        ("i:1", &[("IsOffline", "нет")], &["@IsOffline «нет»"]),
        ("i:1", &[("FNSURL", "www.example.com")], &["@FNSURL «www.example.com»"]),
        ("i:1", &[("INN", ""), ("CompanyName", "")], &["@CompanyName: ", "@INN: "]),
        ("i:1", &[("SenderEmail", ""), ("OFDCompany", "")], &["@SenderEmail: ", "@OFDCompany: "]),
        ("i:2", &[], &["@RegistrationLabelCodes"]),
        ("i:2", &[("RegistrationReasonCode", "5")], &["@RegistrationReasonCode «5»"]),
        ("i:2", &[("RegistrationLabelCodes", "два")], &["@RegistrationLabelCodes «два»"]),
        ("i:2", &[("RegistrationLabelCodes", "99")], &["@RegistrationLabelCodes «99»"]),
        ("i:2", &[("RegistrationReasonCode", "2"), ("IsMarking", "true")], &["@IsMarking «true»"]),
        ("i:3", &[("CashierINN", "12")], &["@CashierINN «12»"]),
    ];
    for (operation, changes, named) in rows {
        let (code, error) = till.refused("ОперацияФН", &[operation, &fiscal(changes)]);
        assert_eq!(code, "4", "{operation} {changes:?}: {error}");
        for name in *named {
            assert!(error.contains(name), "{name}: {operation} {changes:?}: {error}");
        }
    }
    assert!(till.refused("ОперацияФН", &["i:1", "s:<Registration/>"]).1.contains("ParametersFiscal"));
    assert!(till.refused("ОперацияФН", &["s:1", &fiscal(&[])]).1.contains("OperationType"));
    assert!(till.made().is_empty());
    till.end();
}

#[test]
fn what_the_register_refuses_of_its_registration_is_reported_in_its_place() {
    let mut fresh = till("Kassa", false);
    let (code, error) = fresh.refused("ОперацияФН", &["i:2", &fiscal(&[("RegistrationReasonCode", "2")])]);
    assert!(code == "7" && error.contains("ParametersFiscal/@RegistrationReasonCode «2»"), "{code} {error}");
    fresh.end();

    let mut till = till("Kassa4000", true);
    till.open_shift();
    for (operation, changes) in [
        ("i:2", [("RegistrationReasonCode", "2")].as_slice()),
        ("i:2", &[("RegistrationReasonCode", "1")]),
        ("i:3", &[]),
    ] {
        let (code, error) = till.refused("OperationFN", &[operation, &fiscal(changes)]);
        assert!(code == "7" && error.contains("смена открыта"), "{operation}: {code} {error}");
    }
    assert_eq!(till.made().len(), 1, "the shift alone");
    till.end();
}

#[test]
fn a_report_whose_answer_is_lost_is_made_once_and_found() {
    let mut till = till("Kassa", false);
    for (number, (operation, path, changes)) in [
        ("i:1", "/register", [].as_slice()),
        ("i:2", "/register", &[("RegistrationReasonCode", "4")]),
        ("i:2", "/register", &[("RegistrationReasonCode", "1")]),
        ("i:3", "/finalize", &[]),
    ]
    .into_iter()
    .enumerate()
    {
        till.faults(&json!([{ "path": path, "point": "processed", "action": "reset" }]));
        till.done("ОперацияФН", &[operation, &fiscal(changes)]);
        assert_eq!(till.made().len(), number + 1, "{operation} {changes:?}");
    }
    till.end();
}
