//! Reading of tasks: each field of the vocabulary, each accepted and each refused variant, every fault with its place.

use crate::documents::{
    BAD_DOCUMENT, OK, Till, UNSUPPORTED, agency, changed, correction, example, said, sale, without,
};
use kassa_simulator::icash::Options;
use serde_json::{Value, json};

/// What happens to a field on this register.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    /// It is sent to the register, or the library itself uses it.
    Supported,
    /// The same, and the field is required.
    Required,
    /// The register does not support it.
    Unsupported,
    /// It is left out with a note.
    LeftOut,
    /// The same. It only changes what is printed, so a task that says so may have it even where such fields are refused.
    PaperOnly,
}

use Fate::{LeftOut, PaperOnly, Required, Supported, Unsupported};

/// Path, a valid value that has an effect, fate, and the place of the refusal if it is not the path.
type Field = (&'static str, &'static str, Fate, &'static str);

/// Fields of a receipt.
#[rustfmt::skip]
const RECEIPT: &[Field] = &[
    ("operator.name", r#""Лунина""#, Required, ""),
    ("operator.vatin", r#""771234567859""#, Supported, ""),
    ("electronically", "true", Unsupported, ""),
    ("ignoreNonFiscalPrintErrors", "true", Supported, ""),
    ("useVAT18", "true", Unsupported, ""),
    ("taxationType", r#""osn""#, Required, ""),
    ("paymentsAddress", r#""Москва""#, LeftOut, ""),
    ("paymentsPlace", r#""Магазин""#, LeftOut, ""),
    ("machineNumber", r#""17""#, Supported, ""),
    ("total", "10.00", Supported, ""),
    ("validateMarkingCodes", "true", Supported, ""),
    ("externalId", r#""17""#, Supported, ""),
    ("clientInfo.emailOrPhone", r#""+79160000001""#, Supported, ""),
    ("clientInfo.name", r#""Иванов""#, Supported, ""),
    ("clientInfo.vatin", r#""771234567859""#, Supported, ""),
    ("clientInfo.birthDate", r#""01.02.1990""#, Unsupported, ""),
    ("clientInfo.citizenship", r#""643""#, Unsupported, ""),
    ("clientInfo.identityDocumentCode", r#""21""#, Unsupported, ""),
    ("clientInfo.identityDocumentData", r#""4500 000000""#, Unsupported, ""),
    ("clientInfo.address", r#""Москва""#, Unsupported, ""),
    ("operationInfo.id", "7", Unsupported, "operationInfo"),
    ("operationInfo.data", r#""данные""#, Unsupported, "operationInfo"),
    ("companyInfo.email", r#""a@example.com""#, LeftOut, ""),
    ("industryInfo", r#"[{"fois": "030", "date": "2023.11.21", "number": "1944", "industryAttribute": "UUID=1&Time=2"}]"#, Unsupported, ""),
    ("customParameters", r#"[{"id": 1, "value": "x"}]"#, PaperOnly, ""),
    ("preItems", r#"[{"type": "text", "text": "Да"}]"#, PaperOnly, ""),
    ("postItems", r#"[{"type": "text", "text": "Да"}]"#, PaperOnly, ""),
    ("agentInfo.agents", r#"["payingAgent"]"#, Supported, ""),
    ("agentInfo.agentsPrint", "false", PaperOnly, ""),
    ("agentInfo.agentDataPrint", "false", PaperOnly, ""),
    ("agentInfo.payingAgent.operation", r#""перевод""#, Supported, ""),
    ("agentInfo.payingAgent.phones", r#"["+79161112233"]"#, Supported, ""),
    ("agentInfo.receivePaymentsOperator.phones", r#"["+79161112233"]"#, Supported, ""),
    ("agentInfo.moneyTransferOperator.phones", r#"["+79161112233"]"#, Supported, ""),
    ("agentInfo.moneyTransferOperator.name", r#""Оператор""#, Supported, ""),
    ("agentInfo.moneyTransferOperator.address", r#""Москва""#, Supported, ""),
    ("agentInfo.moneyTransferOperator.vatin", r#""771234567859""#, Supported, ""),
    ("supplierInfo.phones", r#"["+79161112233"]"#, Supported, ""),
    ("supplierInfo.name", r#""ООО Тропа""#, Unsupported, ""),
    ("supplierInfo.vatin", r#""7800987653""#, Unsupported, ""),
    ("supplierInfo.supplierPrint", "false", PaperOnly, ""),
    ("supplierInfo.supplierVatinPrint", "false", PaperOnly, ""),
    ("items", r#"[{"type": "position", "name": "Соль", "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"}, "paymentMethod": "fullPayment", "paymentObject": "commodity"}]"#, Required, ""),
    ("payments", r#"[{"type": "cash", "sum": 10}]"#, Required, ""),
    ("payments[0].type", r#""cash""#, Required, ""),
    ("payments[0].sum", "10.00", Required, ""),
    ("payments[0].printItems", r#"[{"type": "text", "text": "Да"}]"#, PaperOnly, ""),
    ("taxes", r#"[{"type": "none", "sum": 10}]"#, Supported, ""),
];

/// Fields of a line.
#[rustfmt::skip]
const LINE: &[Field] = &[
    ("items[0].type", r#""position""#, Required, ""),
    ("items[0].name", r#""Соль""#, Required, ""),
    ("items[0].price", "10.00", Required, ""),
    ("items[0].quantity", "1.000", Required, ""),
    ("items[0].amount", "10.00", Required, ""),
    ("items[0].infoDiscountAmount", "1.00", PaperOnly, ""),
    ("items[0].department", "2", LeftOut, ""),
    ("items[0].measurementUnit", r#""кг""#, Supported, ""),
    ("items[0].piece", "true", LeftOut, ""),
    ("items[0].paymentMethod", r#""fullPayment""#, Supported, ""),
    ("items[0].paymentObject", r#""commodity""#, Supported, ""),
    ("items[0].tax", r#"{"type": "none"}"#, Required, ""),
    ("items[0].tax.type", r#""none""#, Required, ""),
    ("items[0].tax.sum", "10.00", Supported, ""),
    ("items[0].additionalAttribute", r#""признак""#, Supported, ""),
    ("items[0].additionalAttributePrint", "false", PaperOnly, ""),
    ("items[0].exciseSum", "1.05", Supported, ""),
    ("items[0].countryCode", r#""643""#, Supported, ""),
    ("items[0].customsDeclaration", r#""10702020/060520/0013422""#, Supported, ""),
    ("items[0].industryInfo", r#"[{"fois": "030", "date": "2023.11.21", "number": "1944", "industryAttribute": "UUID=1"}]"#, Unsupported, ""),
    ("items[0].nomenclatureCode", r#""RAAAAAAAAAAB""#, Supported, ""),
    ("items[0].productCodes.ean13", r#""4601234567893""#, Unsupported, "items[0].productCodes"),
    ("items[0].productCodes.codes", r#"["4601234567893"]"#, Unsupported, "items[0].productCodes"),
    ("items[0].markingCode.mark", r#""MDEwNDYw""#, Unsupported, "items[0].markingCode"),
    ("items[0].imcParams.imc", r#""MDEwNDYw""#, Unsupported, "items[0].imcParams"),
    ("items[0].ucUserParam3", "1", LeftOut, ""),
    ("items[0].ucUserParam4", "1", LeftOut, ""),
    ("items[0].ucUserParam5", "1", LeftOut, ""),
    ("items[0].ucUserParam6", "1", LeftOut, ""),
    ("items[0].customParameters", r#"[{"id": 1, "value": "x"}]"#, PaperOnly, ""),
];

/// Fields of a line whose agent is a bank payment agent.
#[rustfmt::skip]
const AGENCY: &[Field] = &[
    ("items[0].agentInfo.agentsPrint", "false", PaperOnly, ""),
    ("items[0].agentInfo.agentDataPrint", "false", PaperOnly, ""),
    ("items[0].agentInfo.payingAgent.operation", r#""перевод""#, Supported, ""),
    ("items[0].agentInfo.payingAgent.phones", r#"["+79161112233"]"#, Supported, ""),
    ("items[0].agentInfo.moneyTransferOperator.phones", r#"["+79161112233"]"#, Supported, ""),
    ("items[0].agentInfo.moneyTransferOperator.name", r#""Оператор""#, Supported, ""),
    ("items[0].agentInfo.moneyTransferOperator.address", r#""Москва""#, Supported, ""),
    ("items[0].agentInfo.moneyTransferOperator.vatin", r#""771234567859""#, Supported, ""),
    ("items[0].supplierInfo.phones", r#"["+78120000003"]"#, Supported, ""),
    ("items[0].supplierInfo.supplierPrint", "false", PaperOnly, ""),
    ("items[0].supplierInfo.supplierVatinPrint", "false", PaperOnly, ""),
];

/// Fields of the other items and of the VAT sums.
#[rustfmt::skip]
const REST: &[Field] = &[
    ("items[1].name", r#""Заказ""#, Required, ""),
    ("items[1].value", r#""17""#, Required, ""),
    ("items[1].print", "false", PaperOnly, ""),
    ("items[2].value", r#""17""#, Required, ""),
    ("items[2].print", "false", PaperOnly, ""),
    ("taxes[0].type", r#""none""#, Required, ""),
    ("taxes[0].sum", "10", Required, ""),
];

/// The tables, each with the document into which its fields are put.
fn tables() -> [(Value, &'static [Field]); 4] {
    let plain = changed(&sale(), &json!({ "operator": { "name": "Лунина", "vatin": "771234567859" } }));
    let rest = changed(
        &plain,
        &json!({
            "items[1]": { "type": "userAttribute", "name": "Заказ", "value": "17" },
            "items[2]": { "type": "additionalAttribute", "value": "17" },
            "taxes": [{ "type": "none", "sum": 10 }],
        }),
    );
    let agency = changed(&agency("bankPayingAgent"), &json!({ "items[0].supplierInfo.phones": ["+78120000002"] }));
    [(plain.clone(), RECEIPT), (plain, LINE), (agency, AGENCY), (rest, REST)]
}

/// Calls `check` for each field: the document, the path, the valid value, the fate, the place of its refusal.
fn each_field(mut check: impl FnMut(&Value, &str, Value, Fate, &str)) {
    for (base, table) in tables() {
        for (path, right, fate, at) in table {
            check(&base, path, serde_json::from_str(right).unwrap(), *fate, if at.is_empty() { path } else { at });
        }
    }
}

#[test]
fn a_field_is_sent_left_out_or_refused_in_its_place() {
    let (till, strict) = (Till::open(), Till::with(&json!({ "uncarried": "refuse" })));
    each_field(|base, path, right, fate, at| {
        let task = changed(base, &json!({ path: right }));
        let refusal = [format!("{at}: carried")];
        if matches!(fate, Supported | Required) {
            assert_eq!(till.passed(&task), Vec::<String>::new(), "{path}");
        } else if matches!(fate, LeftOut | PaperOnly) {
            assert_eq!(till.passed(&task), refusal, "{path} is left out with a note");
            assert_eq!(strict.refused(&task), refusal, "{path}");
        } else if path == "operationInfo.id" || path == "operationInfo.data" {
            assert_eq!(till.refused(&task), ["operationInfo: carried", "operationInfo.dateTime: form"], "{path}");
        } else {
            assert_eq!(till.refused(&task), refusal, "{path}");
        }
        if fate == PaperOnly {
            let lenient = changed(&task, &json!({ "ignoreNonFiscalPrintErrors": true }));
            assert_eq!(strict.passed(&lenient), refusal, "{path} is left out with a note");
        }
        if let Value::Bool(asks) = right {
            assert_eq!(
                till.passed(&changed(base, &json!({ path: !asks }))),
                Vec::<String>::new(),
                "{path} asks nothing"
            );
        }
    });
}

#[test]
fn a_value_of_another_type_is_refused_in_its_place() {
    let till = Till::open();
    let others = [json!("x"), json!(777.5), json!(true), json!(["x", 1]), json!({ "x": 1 })];
    each_field(|base, path, right, _, at| {
        for other in &others {
            let old_form = path == "items[0].nomenclatureCode" && other.is_object();
            if old_form || std::mem::discriminant(other) == std::mem::discriminant(&right) {
                continue;
            }
            let (status, answer) = till.device.validate(&changed(base, &json!({ path: other })));
            assert_eq!(status, BAD_DOCUMENT, "{path} = {other}: {answer}");
            let faults = said(&answer["error"]["faults"]);
            let place = faults.iter().position(|fault| *fault == format!("{path}: form"));
            let place = place.unwrap_or_else(|| panic!("{path} = {other}, refused at {at}: {faults:?}"));
            let value = &answer["error"]["faults"][place]["value"];
            assert!(value.as_str().is_some_and(|value| !value.is_empty()), "{path} = {other}: the value is told");
        }
    });
}

/// The notes about a field that is missing although the law wants it.
fn wanted_by_law(path: &str) -> Vec<String> {
    let wanted = ["items[0].paymentMethod", "items[0].paymentObject", "operator"].contains(&path);
    wanted.then(|| format!("{path}: form")).into_iter().collect()
}

#[test]
fn what_the_law_wants_in_a_receipt_is_noted_where_it_is_missing() {
    let till = Till::open();
    for path in ["items[0].paymentMethod", "items[0].paymentObject", "operator"] {
        for task in [sale(), correction()] {
            assert_eq!(till.passed(&without(&task, path)), wanted_by_law(path));
        }
    }
    let bare = without(&without(&sale(), "items[0].paymentMethod"), "items[0].paymentObject");
    let many =
        changed(&bare, &json!({ "items[1]": bare["items"][0], "items[2]": bare["items"][0], "payments[0].sum": 30 }));
    let notes = till.passed(&many);
    assert_eq!(notes, ["items[0].paymentMethod: form", "items[0].paymentObject: form"], "one of each is enough");
}

#[test]
fn null_and_an_empty_object_count_as_absent() {
    let till = Till::open();
    each_field(|base, path, _, fate, at| {
        for missing in [json!(null), json!({})] {
            let task = changed(base, &json!({ path: missing }));
            if fate == Required {
                assert!(
                    till.refused(&task).contains(&format!("{path}: form")),
                    "{path} = {missing}: {:?}",
                    till.refused(&task)
                );
            } else if at == path {
                assert_eq!(till.passed(&task), wanted_by_law(path), "{path} = {missing}");
            }
        }
        if fate == Required {
            // An object without its only member counts as missing.
            let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
            let faults = till.refused(&without(base, path));
            let places = [format!("{path}: form"), format!("{parent}: form")];
            assert!(places.iter().any(|place| faults.contains(place)), "{path} is absent: {faults:?}");
        }
    });
}

#[test]
fn an_empty_text_counts_as_absent_where_the_field_is_optional() {
    let till = Till::open();
    each_field(|base, path, right, fate, at| {
        let task = changed(base, &json!({ path: "" }));
        if path == "externalId" || fate == Required || !right.is_string() {
            let faults = till.refused(&task);
            assert!(faults.iter().any(|fault| fault.starts_with(&format!("{path}: "))), "{path}: {faults:?}");
        } else if at == path {
            assert_eq!(till.passed(&task), wanted_by_law(path), "{path}");
        }
    });
}

#[test]
fn an_empty_array_has_no_effect() {
    let till = Till::open();
    each_field(|base, path, right, fate, at| {
        let task = changed(base, &json!({ path: [] }));
        if right.is_array() && fate != Required && at == path {
            assert_eq!(till.passed(&task), Vec::<String>::new(), "{path}");
        } else if fate == Required || !right.is_array() {
            let faults = till.refused(&task);
            assert!(faults.iter().any(|fault| fault.starts_with(path)), "{path}: {faults:?}");
        }
    });
    let free = changed(&sale(), &json!({ "items[0].price": 0, "items[0].amount": 0, "payments": [] }));
    assert_eq!(till.passed(&free), Vec::<String>::new(), "nothing is to be paid");
}

/// T1059 is required (§6.11.2), and an empty value is not sent (§8).
#[test]
fn a_receipt_without_lines_is_refused_before_anything_is_sent() {
    let till = Till::open();
    for items in [json!([]), json!([{ "type": "additionalAttribute", "value": "17" }])] {
        let faults = till.refused(&changed(&sale(), &json!({ "items": items, "payments": [] })));
        assert!(faults.iter().any(|fault| fault.starts_with("items: ")), "{items}: {faults:?}");
    }
}

#[test]
fn the_vocabularys_own_examples_pass_or_name_what_the_register_lacks() {
    let till = Till::open();
    assert_eq!(till.passed(&example("sell")), ["items[1]: carried"]);
    assert_eq!(till.passed(&example("sellReturn")), Vec::<String>::new());
    // The correction is electronic.
    assert_eq!(till.refused(&example("sellCorrection")), ["electronically: carried"]);
    let on_paper = changed(&example("sellCorrection"), &json!({ "electronically": false }));
    assert_eq!(till.passed(&on_paper), Vec::<String>::new());
    assert_eq!(till.refused(&example("nonFiscal")), ["items[2].barcodeType: carried"]);
    let mut lost = till.refused(&example("registration"));
    lost.sort_unstable();
    assert_eq!(
        lost,
        [
            "device.defaultTaxationType: carried",
            "device.ffdVersion: carried",
            "device.marking: carried",
            "device.ofdChannel: carried",
            "ofd.host: carried",
            "ofd.port: carried"
        ]
    );
    let room = json!({
        "device.ffdVersion": "1.05", "device.marking": false, "device.defaultTaxationType": null, "device.ofdChannel": null,
        "ofd.host": "", "ofd.port": null,
    });
    assert_eq!(till.passed(&changed(&example("registration"), &room)), Vec::<String>::new());
    for name in [
        "openShift",
        "closeShift",
        "getDeviceStatus",
        "getShiftStatus",
        "everything",
        "getFnDocument",
        "printFnDocument",
        "setDateTime",
    ] {
        assert_eq!(till.passed(&example(name)), Vec::<String>::new(), "{name}");
    }
}

/// The vocabulary's "Keep" list: what integrations rely on.
#[test]
fn usual_forms_mean_the_same_as_the_words() {
    let till = Till::open();
    let line = |path: &str, value: Value| changed(&sale(), &json!({ format!("items[0].{path}"): value }));
    for (usual, word) in [
        (line("paymentMethod", json!("4")), line("paymentMethod", json!("fullPayment"))),
        (line("paymentMethod", json!("1")), line("paymentMethod", json!("fullPrepayment"))),
        (line("paymentMethod", json!("")), without(&sale(), "items[0].paymentMethod")),
        (line("paymentObject", json!("4")), line("paymentObject", json!("service"))),
        (line("paymentObject", json!("13")), line("paymentObject", json!("another"))),
        (line("paymentObject", json!("composite")), line("paymentObject", json!("pay"))),
        (line("paymentObject", json!("")), without(&sale(), "items[0].paymentObject")),
        (line("tax.type", json!("10")), line("tax.type", json!("vat10"))),
        (line("tax.type", json!("110")), line("tax.type", json!("vat110"))),
        (line("tax.type", json!("20")), line("tax.type", json!("vat20"))),
        (line("tax.type", json!("120")), line("tax.type", json!("vat120"))),
        (line("tax.type", json!("0")), line("tax.type", json!("vat0"))),
        (line("tax.type", json!("18")), line("tax.type", json!("vat20"))),
        (line("tax.type", json!("vat18")), line("tax.type", json!("vat20"))),
        (line("tax.type", json!("vat118")), line("tax.type", json!("vat120"))),
        (line("tax.type", json!("118")), line("tax.type", json!("vat120"))),
        (line("measurementUnit", json!("10")), line("measurementUnit", json!("gram"))),
        (line("measurementUnit", json!(10)), line("measurementUnit", json!("gram"))),
        (line("measurementUnit", json!("шт.")), line("measurementUnit", json!("piece"))),
        (line("measurementUnit", json!("кг")), line("measurementUnit", json!("kilogram"))),
        (line("measurementUnit", json!("kg")), line("measurementUnit", json!("kilogram"))),
        (changed(&sale(), &json!({ "payments[0].type": "0" })), sale()),
        (
            changed(&sale(), &json!({ "payments[0].type": "1" })),
            changed(&sale(), &json!({ "payments[0].type": "electronically" })),
        ),
        (
            changed(&sale(), &json!({ "payments[0].type": "2" })),
            changed(&sale(), &json!({ "payments[0].type": "prepaid" })),
        ),
        (
            changed(&sale(), &json!({ "payments[0].type": "3" })),
            changed(&sale(), &json!({ "payments[0].type": "credit" })),
        ),
        (
            changed(&sale(), &json!({ "payments[0].type": "4" })),
            changed(&sale(), &json!({ "payments[0].type": "other" })),
        ),
        (changed(&sale(), &json!({ "taxes": [] })), sale()),
        (changed(&sale(), &json!({ "agentInfo": {}, "supplierInfo": {}, "items[0].agentInfo": {} })), sale()),
        (changed(&correction(), &json!({ "correctionBaseDate": "2025-02-17" })), correction()),
        (changed(&correction(), &json!({ "correctionBaseDate": "2025/02/17" })), correction()),
        (changed(&correction(), &json!({ "correctionBaseDate": "2025 02 17" })), correction()),
        (changed(&correction(), &json!({ "correctionBaseDate": "17.02.2025" })), correction()),
        (changed(&correction(), &json!({ "correctionBaseDate": "2025-02-17T13:24:48" })), correction()),
    ] {
        assert_eq!(till.written(&usual), till.written(&word), "{usual}");
    }
    assert_eq!(
        till.refused(&line("paymentObject", json!("insuranceContributions"))),
        ["items[0].paymentObject: carried"]
    );
    assert_eq!(till.refused(&line("paymentObject", json!("otherContributions"))), ["items[0].paymentObject: carried"]);
}

#[test]
fn unusual_forms_with_only_one_meaning_are_accepted_with_a_note() {
    let till = Till::open();
    for (task, path, same) in [
        (changed(&sale(), &json!({ "payments[0].type": 0 })), "payments[0].type", sale()),
        (
            changed(&sale(), &json!({ "payments[0].type": 1 })),
            "payments[0].type",
            changed(&sale(), &json!({ "payments[0].type": "electronically" })),
        ),
        (
            changed(&sale(), &json!({ "clientInfo.vatin": 771_234_567_859_u64 })),
            "clientInfo.vatin",
            changed(&sale(), &json!({ "clientInfo.vatin": "771234567859" })),
        ),
        (
            changed(&agency("attorney"), &json!({ "items[0].supplierInfo.vatin": 7_800_987_653_u64 })),
            "items[0].supplierInfo.vatin",
            agency("attorney"),
        ),
    ] {
        assert_eq!(till.passed(&task), [format!("{path}: form")]);
        let answer = till.make(&task);
        assert_eq!(said(&answer["warnings"]["notes"]), [format!("{path}: form")], "the answer says so too");
        let sent = till.received().unwrap();
        assert_eq!(sent, till.written(&same));
    }
    // The value of a number that lost its leading zero cannot be known.
    assert_eq!(
        till.refused(&changed(&sale(), &json!({ "clientInfo.vatin": 77_123_456_785_u64 }))),
        ["clientInfo.vatin: form"]
    );
}

#[test]
fn words_that_no_list_has_are_refused() {
    let till = Till::open();
    for (path, value) in [
        ("taxationType", json!("OSN")),
        ("taxationType", json!("usn_income")),
        ("taxationType", json!("1")),
        ("payments[0].type", json!("electronicaly")),
        ("payments[0].type", json!("credir")),
        ("payments[0].type", json!("1abc")),
        ("payments[0].type", json!("99")),
        ("payments[0].type", json!(" 1")),
        ("payments[0].type", json!(1.5)),
        ("items[0].paymentMethod", json!("full_payment")),
        ("items[0].paymentMethod", json!("8")),
        ("items[0].paymentObject", json!("28")),
        ("items[0].paymentObject", json!("99")),
        ("items[0].tax.type", json!("vat19")),
        ("items[0].tax.type", json!("22")),
        ("items[0].tax.type", json!("VAT10")),
        ("items[1].type", json!("positon")),
        ("items[1].type", json!("Position")),
    ] {
        let faults = till.refused(&changed(&sale(), &json!({ path: value })));
        assert_eq!(faults, [format!("{path}: form")], "{value}");
    }
    for (path, value) in [
        ("payments[0].type", json!("5")),
        ("payments[0].type", json!("9")),
        ("items[0].paymentObject", json!("proprietaryLaw")),
        ("items[0].paymentObject", json!("commodityWithMarking")),
        ("items[0].tax.type", json!("vat5")),
        ("items[0].tax.type", json!("vat7")),
        ("items[0].tax.type", json!("vat105")),
        ("items[0].tax.type", json!("vat107")),
        ("items[0].tax.type", json!("vat122")),
        ("items[0].tax.type", json!("vat16")),
    ] {
        let faults = till.refused(&changed(&sale(), &json!({ path: value })));
        assert!(faults.contains(&format!("{path}: carried")), "{value} has no code on this register: {faults:?}");
    }
}

#[test]
fn payments_come_in_any_order_and_zero_is_no_payment() {
    let till = Till::open();
    let (cash, card) = (json!({ "type": "cash", "sum": 6 }), json!({ "type": "electronically", "sum": 5 }));
    let zero = json!({ "type": "prepaid", "sum": 0 });
    let body = till.written(&changed(&sale(), &json!({ "payments": [cash, card] })));
    assert_eq!((&body["T1031"], &body["T1081"]), (&json!(5), &json!(5)));
    for payments in [json!([card, cash]), json!([zero, card, cash]), json!([cash, zero, card, zero])] {
        assert_eq!(till.written(&changed(&sale(), &json!({ "payments": payments }))), body, "{payments}");
    }
    let halves = json!([{ "type": "cash", "sum": 2 }, card, { "type": "cash", "sum": 4 }]);
    assert_eq!(till.written(&changed(&sale(), &json!({ "payments": halves }))), body, "kinds given twice add up");
}

#[test]
fn prints_between_the_lines_are_left_out_with_a_note_or_refused_by_the_settings() {
    let (till, strict) = (Till::open(), Till::with(&json!({ "uncarried": "refuse" })));
    let line = sale()["items"][0].clone();
    for print in [
        json!({ "type": "text", "text": "Спасибо" }),
        json!({ "type": "text" }),
        json!({ "type": "barcode", "barcode": "17", "barcodeType": "QR" }),
        json!({ "type": "pictureFromMemory", "pictureNumber": 1 }),
        json!({ "type": "pixels", "pixels": "AAAA", "width": 3 }),
    ] {
        let task = changed(&sale(), &json!({ "items": [line, print, line], "payments[0].sum": 20 }));
        assert_eq!(strict.refused(&task), ["items[1]: carried"], "{print}");
        let lenient = changed(&task, &json!({ "ignoreNonFiscalPrintErrors": true }));
        assert_eq!(strict.passed(&lenient), ["items[1]: carried"], "{print}");
        let answer = till.make(&task);
        assert_eq!(said(&answer["warnings"]["notes"]), ["items[1]: carried"], "{print}");
        assert_eq!(till.received().unwrap()["T1059"].as_array().unwrap().len(), 2, "both lines are there");
    }
    let wrong = changed(&sale(), &json!({ "items[1]": { "type": "text", "text": 7 } }));
    assert_eq!(till.refused(&wrong), ["items[1].text: form"], "only what cannot be printed is let go");
}

#[test]
fn what_an_administrator_names_is_left_out_but_never_what_makes_the_document() {
    let attribute = json!([{ "fois": "030", "date": "2023.11.21", "number": "1944", "industryAttribute": "UUID=1" }]);
    let task = changed(&sale(), &json!({ "industryInfo": attribute, "items[0].industryInfo": attribute }));
    let (till, named) = (
        Till::open(),
        Till::with(&json!({ "leaveOut": ["items[].industryInfo", "industryInfo"], "uncarried": "refuse" })),
    );
    assert_eq!(till.refused(&task), ["items[0].industryInfo: carried", "industryInfo: carried"]);
    let (_, answer) = till.device.validate(&task);
    assert!(answer["error"]["faults"][0]["message"]["ru"].as_str().unwrap().contains("leaveOut"), "{answer}");
    let answer = named.make(&task);
    assert_eq!(said(&answer["warnings"]["notes"]), ["items[0].industryInfo: carried", "industryInfo: carried"]);
    assert_eq!(named.received().unwrap(), till.written(&sale()), "the rest is there");
    for path in [
        "items[].tax",
        "items[].tax.type",
        "items[].amount",
        "items[].markingCode",
        "items[].imcParams.imc",
        "items[].agentInfo",
        "items[].supplierInfo.vatin",
        "agentInfo.agents",
        "payments",
        "payments[].sum",
        "total",
        "taxationType",
        "items[].colour",
    ] {
        let error = Till::tried(&json!({ "leaveOut": ["industryInfo", path] }), Options::default()).err();
        let (_, error) = error.unwrap_or_else(|| panic!("{path} is left out"));
        assert_eq!(said(&error["faults"]), ["leaveOut[1]: form"], "{path}");
    }
}

#[test]
fn unknown_fields_are_refused_or_noted_by_the_settings() {
    let (strict, lenient) = (Till::open(), Till::with(&json!({ "unknownFields": "warn" })));
    for path in [
        "task",
        "rebate",
        "Type",
        "operator.inn",
        "clientInfo.phone",
        "items[0].positionTax",
        "items[0].mark",
        "items[0].infoDiscountSum",
        "items[0].measurementUnitCode",
        "items[0].tax.rate",
        "items[0].agentInfo.kind",
        "payments[0].total",
        "correctionBaseDate",
    ] {
        let task = changed(&changed(&sale(), &json!({ "operator.name": "Лунина" })), &json!({ path: "17" }));
        assert_eq!(strict.refused(&task), [format!("{path}: form")]);
        assert_eq!(lenient.passed(&task), [format!("{path}: form")]);
        let advice = &strict.device.validate(&task).1["error"]["advice"]["ru"];
        assert!(advice.as_str().unwrap().contains("unknownFields"), "{advice}");
    }
    let answer = lenient.make(&changed(&sale(), &json!({ "task": "osn", "items[0].userData": "x" })));
    assert_eq!(said(&answer["warnings"]["notes"]), ["items[0].userData: form", "task: form"]);
    assert_eq!(
        lenient.refused(&changed(&sale(), &json!({ "items[0].mark": 1, "items[0].price": "10" }))),
        ["items[0].price: form"]
    );
}

#[test]
fn a_member_given_twice_is_refused() {
    let till = Till::open();
    let text = sale().to_string();
    for (once, twice, path) in [
        (r#""taxationType":"osn""#, r#""taxationType":"osn","taxationType":"esn""#, "taxationType"),
        (r#""name":"Хлеб""#, r#""name":"Хлеб","name":"Соль""#, "items[0].name"),
        (r#""sum":10"#, r#""sum":10,"sum":10"#, "payments[0].sum"),
        (r#""type":"none""#, r#""type":"none","type":"vat10""#, "items[0].tax.type"),
        (r#""type":"sell""#, r#""type":"sell","type":"buy""#, "type"),
        (r#""type":"sell""#, r#""type":"sell","externalId":"1","externalId":"2""#, "externalId"),
        (r#""type":"position""#, r#""type":"position","type":"text""#, "items[0].type"),
    ] {
        let task = text.replacen(once, twice, 1);
        assert_ne!(task, text);
        let (status, answer) = till.device.answering("kassa_validate", &task);
        assert_eq!(status, BAD_DOCUMENT, "{path}: {answer}");
        assert_eq!(said(&answer["error"]["faults"]), [format!("{path}: form")]);
    }
}

#[test]
fn a_document_that_is_not_a_task_is_refused() {
    let till = Till::open();
    let deep = "[".repeat(100_000);
    for (text, fault) in [
        ("", ": form"),
        ("{", ": form"),
        ("[]", ": form"),
        ("\"sell\"", ": form"),
        ("null", ": form"),
        ("{} {}", ": form"),
        (deep.as_str(), ": form"),
        ("{}", "type: form"),
        (r#"{"type": null}"#, "type: form"),
        (r#"{"type": 1}"#, "type: form"),
        (r#"{"type": "Sell"}"#, "type: form"),
        (r#"{"type": "zReport"}"#, "type: form"),
        (r#"{"uuid": "1", "request": []}"#, "request: form"),
    ] {
        let (status, answer) = till.device.answering("kassa_execute", text);
        assert_eq!(status, BAD_DOCUMENT, "{}: {answer}", &text[..text.len().min(60)]);
        assert_eq!(said(&answer["error"]["faults"]), [fault]);
        assert_eq!(answer["error"]["outcome"], "notSent");
    }
    let (status, answer) = till.device.answering("kassa_execute", &format!("\u{feff}{}", sale()));
    assert_eq!(status, OK, "a BOM is no part of the document: {answer}");
}

#[test]
fn a_task_that_this_register_does_not_have_is_unsupported() {
    let till = Till::open();
    for name in [
        "reportX",
        "reportDepartments",
        "cashIn",
        "cashOut",
        "openCashDrawer",
        "getCashDrawerStatus",
        "printDocumentsFromJournal",
        "continuePrint",
        "getShiftTotals",
        "getOverallTotals",
        "getDepartmentSum",
        "getLicenses",
        "getMcu",
        "getDeviceParameters",
        "setDeviceParameters",
        "validateMarks",
        "addMarksToBuffer",
        "clearMarkingCodeValidationResult",
        "checkImcTime",
        "checkImcWorkState",
        "ismExchangeStatus",
        "pingIsm",
        "beginMarkingCodeValidation",
        "getMarkingCodeValidationStatus",
        "acceptMarkingCode",
        "declineMarkingCode",
        "cancelMarkingCodeValidation",
        "getReceiptImage",
    ] {
        let (status, answer) = till.device.execute(&json!({ "type": name }));
        assert_eq!((status, &answer["error"]["name"]), (UNSUPPORTED, &json!("unsupported")), "{name}");
        assert_eq!(answer["error"]["outcome"], "notSent", "{name}");
        assert!(answer["error"]["message"]["ru"].as_str().unwrap().contains(name), "{name}");
    }
}

#[test]
fn all_faults_of_a_document_are_reported_at_once() {
    let till = Till::open();
    let task = json!({
        "type": "sell", "taxationType": "общая", "electronically": true, "machineNumber": 17, "total": 100, "task": 1,
        "operator": { "vatin": "123" },
        "clientInfo": { "vatin": "771234567850", "birthDate": "01.02.1990" },
        "items": [
            { "type": "position", "name": "Хлеб 🙂", "price": -1, "quantity": 0, "amount": 10.005, "tax": { "type": "vat19" }, "paymentMethod": "9" },
            { "type": "position", "name": "я".repeat(129), "price": 10, "quantity": 2, "amount": 10, "tax": { "type": "vat10", "sum": 5 }, "mark": "x" },
            { "type": "positon" },
            null,
            { "type": "text", "text": "Спасибо" },
        ],
        "payments": [{ "type": "bitcoin", "sum": "10" }, { "sum": 1 }],
        "taxes": { "type": "vat10" },
    });
    let (status, answer) = till.device.validate(&task);
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    let mut faults = said(&answer["error"]["faults"]);
    faults.sort_unstable();
    let mut expected = [
        "taxationType: form",
        "electronically: carried",
        "machineNumber: form",
        "task: form",
        "operator.name: form",
        "operator.vatin: form",
        "clientInfo.birthDate: carried",
        "items[0].name: encoding",
        "items[0].price: form",
        "items[0].quantity: form",
        "items[0].amount: fraction",
        "items[0].tax.type: form",
        "items[0].paymentMethod: form",
        "items[1].amount: lineSum",
        "items[1].tax.sum: vat",
        "items[1].mark: form",
        "items[2].type: form",
        "items[3]: form",
        "payments[0].type: form",
        "payments[0].sum: form",
        "payments[1].type: form",
        "taxes: form",
    ];
    expected.sort_unstable();
    assert_eq!(faults, expected);
    let count = expected.len().to_string();
    assert!(answer["error"]["message"]["en"].as_str().unwrap().contains(&count), "{}", answer["error"]["message"]);
    let value_of = |path: &str| {
        let list = answer["error"]["faults"].as_array().unwrap();
        list.iter().find(|fault| fault["path"] == path).unwrap()["value"].clone()
    };
    assert_eq!((value_of("items[0].amount"), value_of("items[0].price")), (json!("10.005"), json!("-1")));
    assert_eq!((value_of("taxationType"), value_of("items[0].paymentMethod")), (json!("общая"), json!("9")));
    assert_eq!(value_of("operator.name"), Value::Null, "what is absent has no value");
}

fn receipt_of(price: &str, quantity: &str, amount: &str) -> Value {
    let number = |digits: &str| serde_json::from_str::<Value>(digits).unwrap();
    changed(
        &sale(),
        &json!({
            "items[0].price": number(price), "items[0].quantity": number(quantity), "items[0].amount": number(amount),
            "payments[0].sum": 1_000_000,
        }),
    )
}

#[test]
fn a_rounding_error_of_a_float_is_rounded_to_the_kopeck() {
    let till = Till::open();
    for (price, quantity, amount, written) in [
        ("0.1", "3", "0.30000000000000004", json!("0.30")),
        ("45.9", "3", "137.70000000000002", json!("137.70")),
        ("19.99", "7", "139.92999999999998", json!("139.93")),
        ("33.33333", "3", "100", json!(100)),
        ("10.000000999", "1", "10.0000009", json!(10)),
        ("5", "0.30000000000000004", "1.5", json!("1.50")),
    ] {
        if price == "33.33333" {
            let faults = till.refused(&receipt_of(price, quantity, amount));
            assert_eq!(faults, ["items[0].price: fraction"], "a price with digits of its own");
            continue;
        }
        let task = receipt_of(price, quantity, amount);
        assert_eq!(till.passed(&task), Vec::<String>::new(), "{amount}");
        assert_eq!(till.written(&task)["T1059"][0]["T1043"], written, "{amount}");
    }
    for (price, quantity, amount, fault) in [
        ("1.005", "1", "1.00", "items[0].price: fraction"),
        ("10.005", "1", "10.00", "items[0].price: fraction"),
        ("10", "1", "10.005", "items[0].amount: fraction"),
        ("10", "1", "10.000001", "items[0].amount: fraction"),
        ("10", "1.0005", "10", "items[0].quantity: fraction"),
        ("10", "-1", "10", "items[0].quantity: form"),
        ("10", "0", "0", "items[0].quantity: form"),
        ("-10", "1", "10", "items[0].price: form"),
        ("1e400", "1", "10", "items[0].price: form"),
        ("100000000000", "1", "10", "items[0].price: form"),
        ("123456789012345678901234567890123456789", "1", "10", "items[0].price: form"),
    ] {
        assert_eq!(till.refused(&receipt_of(price, quantity, amount)), [fault], "{price} × {quantity} = {amount}");
    }
}

#[test]
fn dates_are_dates_of_the_calendar() {
    let till = Till::open();
    for (date, right) in [
        ("2025.02.17", true),
        ("2024.02.29", true),
        ("2025.02.29", false),
        ("2025.13.45", false),
        ("2025.00.10", false),
        ("17.02.2025", true),
        ("30.02.2025", false),
        ("2025.2.17", false),
        ("20250217", false),
        ("2025-02-17T00:00:00", true),
        ("2025-02-17T13:24:48", true),
        ("2025-02-17T24:00:00", false),
        ("2025.02.17 ", false),
        ("２０２５.02.17", false),
    ] {
        let (status, answer) = till.device.validate(&changed(&correction(), &json!({ "correctionBaseDate": date })));
        assert_eq!(status == OK, right, "{date}: {answer}");
        if !right {
            let faults = said(&answer["error"]["faults"]);
            assert!(faults.iter().all(|fault| fault.starts_with("correctionBaseDate: ")), "{date}: {faults:?}");
        }
    }
}

#[test]
fn external_ids_are_texts_of_up_to_128_bytes() {
    let till = Till::open();
    for (id, right) in [
        ("1".to_owned(), true),
        ("я".repeat(64), true),
        ("я".repeat(65), false),
        ("x".repeat(129), false),
        (" ".to_owned(), true),
    ] {
        let (status, answer) = till.device.validate(&changed(&sale(), &json!({ "externalId": id })));
        assert_eq!(status, if right { OK } else { BAD_DOCUMENT }, "{id}: {answer}");
        if right {
            assert_eq!(answer["externalId"], id);
        } else {
            assert_eq!(said(&answer["error"]["faults"]), ["externalId: form"]);
        }
    }
}

#[test]
fn attributes_that_may_occur_once_are_refused_when_there_are_two() {
    let till = Till::open();
    for item in [
        json!({ "type": "additionalAttribute", "value": "17" }),
        json!({ "type": "userAttribute", "name": "Заказ", "value": "17" }),
    ] {
        let faults = till.refused(&changed(&sale(), &json!({ "items[1]": item, "items[2]": item })));
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("items"), "{faults:?}");
    }
}

#[test]
fn goods_codes_are_base64_of_up_to_32_bytes() {
    let till = Till::open();
    for (code, fault) in
        [("не base64", "form"), ("RAAAAAAAAAA", "form"), ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "form")]
    {
        let faults = till.refused(&changed(&sale(), &json!({ "items[0].nomenclatureCode": code })));
        assert!(faults.contains(&format!("items[0].nomenclatureCode: {fault}")), "{code}: {faults:?}");
    }
}

/// The bytes are those that the order ММВ-7-20/229@ prescribes: the kind of code, the GTIN in six bytes, the number.
#[test]
fn a_goods_code_in_its_old_form_becomes_the_bytes_of_its_tag() {
    let till = Till::open();
    let task = |code: Value| changed(&sale(), &json!({ "items[0].nomenclatureCode": code }));
    let shoe = json!({ "type": "shoes", "gtin": "04601234567893", "serial": "sgEKK" });
    let fur = json!({ "type": "furs", "serial": "RU-430301-ABC1234567" });
    for (code, same) in [
        (&shoe, "RE0EL07zstVzZ0VLSw=="),
        (&changed(&shoe, &json!({ "type": "tobacco", "gtin": "4601234567893" })), "RE0EL07zstVzZ0VLSw=="),
        (&changed(&shoe, &json!({ "type": "medicines" })), "RE0EL07zstVzZ0VLSw=="),
        (&fur, "UkZSVS00MzAzMDEtQUJDMTIzNDU2Nw=="),
    ] {
        assert_eq!(till.written(&task(code.clone())), till.written(&task(json!(same))), "{code}");
    }
    assert_eq!(till.passed(&task(changed(&fur, &json!({ "gtin": "04601234567893" })))).len(), 1, "a fur has no GTIN");
    for (changes, place) in [
        (json!({ "type": "hats" }), "type"),
        (json!({ "type": null }), "type"),
        (json!({ "gtin": null }), "gtin"),
        (json!({ "gtin": "0460123456789x" }), "gtin"),
        (json!({ "gtin": "123" }), "gtin"),
        (json!({ "serial": null }), "serial"),
        (json!({ "serial": "s".repeat(25) }), "serial"),
        (json!({ "serial": "серия" }), "serial"),
        (json!({ "colour": "red" }), "colour"),
    ] {
        let wrong = till.refused(&task(changed(&shoe, &changes)));
        assert_eq!(wrong, [format!("items[0].nomenclatureCode.{place}: form")], "{changes}");
    }
    let two = changed(&task(shoe), &json!({ "items[0].quantity": 2, "items[0].price": 5 }));
    assert_eq!(till.refused(&two), ["items[0].quantity: form"], "it is the code of one thing");
}

#[test]
fn shifts_take_a_cashier_and_nothing_to_print() {
    let till = Till::open();
    for name in ["openShift", "closeShift"] {
        let task = |changes: Value| changed(&json!({ "type": name }), &changes);
        assert_eq!(
            till.passed(&task(json!({ "operator": {}, "preItems": [], "postItems": null, "electronically": false }))),
            Vec::<String>::new()
        );
        for (changes, fault) in [
            (json!({ "operator": "Лунина" }), "operator: form"),
            (json!({ "operator.vatin": "771234567859" }), "operator.name: form"),
            (json!({ "operator.name": "" }), "operator.name: form"),
            (json!({ "operator.name": "я".repeat(65) }), "operator.name: textLength"),
            (json!({ "items": [] }), "items: form"),
        ] {
            assert_eq!(till.refused(&task(changes)), [fault], "{name}");
        }
        for print in ["preItems", "postItems"] {
            assert_eq!(till.passed(&task(json!({ print: [{ "type": "text" }] }))), [format!("{print}: carried")]);
        }
        // A report goes to no buyer.
        assert_eq!(till.passed(&task(json!({ "electronically": true }))), ["electronically: carried"], "{name}");
    }
}
