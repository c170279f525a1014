//! The binary interface: objects, names, values, memory, and mistakes that a host may make.

use super::platform::{Platform, Value};

/// Every method of the requirements (common §2, fiscal registers §3.5) with its names and arity in class `Kassa`. In
/// `Kassa4000` a correction has one parameter less.
const METHODS: &[(&str, &str, u32)] = &[
    ("GetInterfaceRevision", "ПолучитьРевизиюИнтерфейса", 0),
    ("GetDescription", "ПолучитьОписание", 1),
    ("GetLastError", "ПолучитьОшибку", 1),
    ("GetVersion", "ПолучитьНомерВерсии", 0),
    ("GetLocalizationPattern", "ПолучитьШаблонЛокализации", 1),
    ("SetLocalization", "УстановитьЛокализацию", 2),
    ("GetParameters", "ПолучитьПараметры", 1),
    ("SetParameter", "УстановитьПараметр", 2),
    ("Open", "Подключить", 1),
    ("Close", "Отключить", 1),
    ("DeviceTest", "ТестУстройства", 2),
    ("EquipmentParameters", "ПараметрыОборудования", 2),
    ("ConnectEquipment", "ПодключитьОборудование", 3),
    ("DisconnectEquipment", "ОтключитьОборудование", 1),
    ("EquipmentTest", "ТестированиеОборудования", 4),
    ("EquipmentAutoSetup", "АвтонастройкаОборудования", 5),
    ("SetApplicationInformation", "УстановитьИнформациюПриложения", 1),
    ("GetAdditionalActions", "ПолучитьДополнительныеДействия", 1),
    ("DoAdditionalAction", "ВыполнитьДополнительноеДействие", 1),
    ("GetDataKKT", "ПолучитьПараметрыККТ", 2),
    ("OperationFN", "ОперацияФН", 3),
    ("OpenShift", "ОткрытьСмену", 3),
    ("CloseShift", "ЗакрытьСмену", 3),
    ("ProcessCheck", "СформироватьЧек", 4),
    ("PrintTextDocument", "НапечататьТекстовыйДокумент", 2),
    ("CashInOutcome", "НапечататьЧекВнесенияВыемки", 3),
    ("PrintXReport", "НапечататьОтчетБезГашения", 2),
    ("PrintCheckCopy", "НапечататьКопиюЧека", 2),
    ("GetCurrentStatus", "ПолучитьТекущееСостояние", 3),
    ("ReportCurrentStatusOfSettlements", "ОтчетОТекущемСостоянииРасчетов", 3),
    ("OpenCashDrawer", "ОткрытьДенежныйЯщик", 1),
    ("GetLineLength", "ПолучитьШиринуСтроки", 2),
    ("OpenSessionRegistrationKM", "ОткрытьСессиюРегистрацииКМ", 1),
    ("CloseSessionRegistrationKM", "ЗакрытьСессиюРегистрацииКМ", 1),
    ("RequestKM", "ЗапросКМ", 3),
    ("GetProcessingKMResult", "ПолучитьРезультатыЗапросаКМ", 3),
    ("ConfirmKM", "ПодтвердитьКМ", 3),
    ("ProcessCorrectionCheck", "СформироватьЧекКоррекции", 4),
];

#[test]
fn each_class_has_every_method_in_both_languages_with_its_arity() {
    let mut platform = Platform::start();
    assert_eq!(platform.classes, ["classes", "Kassa|Kassa4000", "3", "3"]);
    for (class, revision) in [("Kassa", "4007"), ("Kassa4000", "4000")] {
        assert_eq!(platform.tell(&["create", class]), ["ok"]);
        let lines = platform.lines("list");
        assert_eq!(lines[0], ["class", class, revision, "0"]);
        assert_eq!(lines.last().unwrap(), &["end"]);
        let listed: Vec<_> = lines[1..lines.len() - 1].iter().map(|line| line[1..].join(" ")).collect();
        let arity =
            |en: &str, count: u32| if class == "Kassa4000" && en == "ProcessCorrectionCheck" { 3 } else { count };
        let expected: Vec<_> =
            METHODS.iter().map(|(en, ru, count)| format!("{en} {ru} {} 0", arity(en, *count))).collect();
        assert_eq!(listed, expected, "{class}");
        assert_eq!(platform.call("ПолучитьРевизиюИнтерфейса", &[]), [Value::Number(revision.into())]);
        assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    }
    platform.end();
}

#[test]
fn names_are_found_in_any_letter_case_and_no_other_name_is() {
    let mut platform = Platform::with("kassa");
    for name in
        ["getinterfacerevision", "GETINTERFACEREVISION", "получитьревизиюинтерфейса", "ПОЛУЧИТЬРЕВИЗИЮИНТЕРФЕЙСА"]
    {
        assert_eq!(platform.call(name, &[]), [Value::Number("4007".into())], "{name}");
    }
    for name in ["", "Получить", "GetInterfaceRevision2", &"Я".repeat(10_000)] {
        assert_eq!(platform.tell(&["call", name]), ["unknown"], "{name}");
    }
    for class in ["", "Kassa5000", "Касса", &"K".repeat(10_000)] {
        assert_eq!(platform.tell(&["create", class]), ["refused"], "{class}");
    }
    platform.end();
}

#[test]
fn a_function_can_be_called_as_a_procedure_too() {
    let mut platform = Platform::with("Kassa");
    assert_eq!(platform.calls("procedure", "GetInterfaceRevision", &[]), [Value::Empty]);
    let answer = platform.calls("procedure", "GetParameters", &["o:"]);
    assert!(answer[1].text().contains("<Settings>"), "{answer:?}");
    platform.end();
}

#[test]
fn places_for_results_may_hold_any_value_before() {
    let mut platform = Platform::with("Kassa");
    for place in
        ["o:", "s:something long that stands there", "e:", "n:", "i:5", "d:5.5", "b:1", "t:bytes", "x:block", "z:"]
    {
        let answer = platform.done("GetDescription", &[place]);
        assert!(
            answer[0].text().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><DriverDescription "),
            "{place}"
        );
    }
    platform.end();
}

#[test]
fn values_of_every_kind_set_a_parameter() {
    let mut platform = Platform::with("Kassa");
    for value in ["s:3", "i:3", "j:3", "u:3", "d:3", "f:3", "b:1", "h:3", "t:3", "e:", "n:"] {
        platform.done("УстановитьПараметр", &["s:TimeoutMs", value]);
    }
    let (_, error) = platform.refused("SetParameter", &["s:TimeoutMs", "z:"]);
    assert!(error.contains("Value"), "{error}");
    let (_, error) = platform.refused("SetParameter", &["i:5", "i:5"]);
    assert!(error.contains("Name"), "{error}");
    platform.end();
}

#[test]
fn too_few_parameters_are_an_exception_with_a_message() {
    let mut platform = Platform::with("Kassa");
    assert_eq!(platform.tell(&["call", "SetParameter", "s:Url"])[0], "failed");
    assert_eq!(platform.tell(&["call", "GetDescription"])[0], "failed");
    let messages = platform.lines("messages");
    assert_eq!(messages[0], ["1006", "0", "УстановитьПараметр: 1 / 2"]);
    platform.end();
}

#[test]
fn an_object_ends_in_each_way_and_a_foreign_one_is_left_alone() {
    let mut platform = Platform::with("Kassa");
    assert_eq!(platform.tell(&["create", "Kassa4000"]), ["ok"]);
    assert_eq!(platform.tell(&["delete"]), ["ok"]);
    assert_eq!(platform.tell(&["use", "0"]), ["ok"]);
    assert_eq!(platform.call("GetInterfaceRevision", &[]), [Value::Number("4007".into())]);
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    assert_eq!(platform.tell(&["again"]), ["refused"]);
    platform.end();
}

#[test]
fn an_object_without_its_platform_refuses_and_does_not_crash() {
    let mut platform = Platform::start();
    assert_eq!(platform.tell(&["bare", "Kassa"]), ["ok"]);
    for beginning in [false, true] {
        if beginning {
            assert_eq!(platform.tell(&["nowhere"]), ["refused"]);
        }
        // The component cannot allocate an answer and has no platform to report the error to.
        assert_eq!(platform.tell(&["call", "GetInterfaceRevision"])[0], "failed");
        assert_eq!(platform.tell(&["call", "GetDescription", "o:"])[0], "failed");
        assert_eq!(platform.tell(&["call", "SetParameter", "s:Url"])[0], "failed");
        assert_eq!(platform.tell(&["procedure", "GetVersion"])[0], "failed");
    }
    assert_eq!(platform.tell(&["done"]), ["ok"], "without a beginning");
    assert_eq!(platform.tell(&["begin"]), ["ok"]);
    assert_eq!(platform.call("GetInterfaceRevision", &[]), [Value::Number("4007".into())]);
    // An object that was told to end closes its devices, and still answers calls.
    assert_eq!(platform.tell(&["done"]), ["ok"]);
    assert_eq!(platform.tell(&["done"]), ["ok"]);
    assert!(platform.refused("Close", &["s:kassa-1"]).1.contains("не подключено"));
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    platform.end();
}

#[test]
fn invalid_calls_of_a_host_have_no_effect() {
    let mut platform = Platform::with("Kassa");
    for call in [
        ["odd", "УстановитьПараметр", "s:Backend", "s:cashcore"].as_slice(),
        &["odd", "GetDescription", "o:"],
        &["odd", "ProcessCheck", "s:kassa-1", "b:0", "s:<CheckPackage/>", "o:"],
    ] {
        assert_eq!(platform.tell(call), ["refused"], "{call:?}");
    }
    // None of these calls had an effect.
    let (_, error) = platform.refused("Подключить", &["o:"]);
    assert!(error.contains("(url)") && !error.contains("kkmOfdId"), "{error}");
    // More parameters than a method takes do no harm.
    platform.done("SetParameter", &["s:Backend", "s:cashcore", "s:more", "i:5"]);
    let (_, error) = platform.refused("Подключить", &["o:"]);
    assert!(error.contains("(kkmOfdId)"), "{error}");
    platform.end();
}

#[test]
fn the_platform_may_call_the_object_from_within_a_message() {
    let mut platform = Platform::with("Kassa");
    assert_eq!(platform.tell(&["reenter"]), ["reentered", "0"]);
    assert_eq!(platform.tell(&["call", "SetParameter", "s:Url"])[0], "failed");
    let folder = platform.folder.path().display().to_string();
    let home = [("Backend", "icash"), ("Url", "http://127.0.0.1:9"), ("Journal", &format!("{folder}/journal.db"))];
    for (name, value) in home {
        platform.done("SetParameter", &[&format!("s:{name}"), &format!("s:{value}")]);
    }
    platform.done("DoAdditionalAction", &["s:FindOut"]);
    assert_eq!(platform.tell(&["reenter"]), ["reentered", "2"]);
    platform.end();
}

#[test]
fn texts_of_any_size_are_accepted_or_refused() {
    let mut platform = Platform::with("Kassa");
    // As long as a document may be, and longer.
    for (length, taken) in [(1_000_000, true), (17_000_000, false)] {
        let value = format!("s:{}", "я".repeat(length));
        let answer = platform.call("SetParameter", &["s:Url", &value]);
        assert_eq!(answer[0], Value::Flag(taken), "{length}");
        let document = format!("s:<ApplicationInformation Name=\"{}\"/>", "я".repeat(length));
        assert_eq!(platform.call("SetApplicationInformation", &[&document])[0], Value::Flag(taken), "{length}");
    }
    assert!(platform.last_error().1.contains("ApplicationInformation"));
    platform.end();
}

#[test]
fn the_language_of_errors_is_that_of_the_program() {
    let mut platform = Platform::with("Kassa");
    assert!(platform.refused("Отключить", &["s:kassa-0"]).1.starts_with("Устройство не подключено"));
    assert_eq!(platform.tell(&["language", "en_US", "en"]), ["ok"]);
    assert!(platform.refused("Close", &["s:kassa-0"]).1.starts_with("The device is not connected"));
    platform.done("УстановитьЛокализацию", &["s:ru", "s:"]);
    assert!(platform.refused("Close", &["s:kassa-0"]).1.starts_with("Устройство не подключено"));
    // A call that succeeds leaves no error text behind.
    platform.done("УстановитьЛокализацию", &["s:ru", "s:"]);
    assert_eq!(platform.last_error(), ("0".into(), String::new()));
    platform.end();
}
