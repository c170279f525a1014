//! schemas/: one JSON schema for each task, generated from the reading code; the example documents conform to them.

use crate::documents::{OK, Till, changed, example, examples, sale, without};
use crate::support::{fresh, root};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

fn schemas() -> BTreeMap<String, Value> {
    kassa::schemas().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// Places where a value does not conform to its schema. Knows the keywords that our schemas use, and no others.
fn broken(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (word, asked) in schema.as_object().unwrap() {
        let right = match word.as_str() {
            "$schema" | "title" | "description" | "default" => true,
            "type" => asked.as_array().map_or_else(|| is(asked, value), |types| types.iter().any(|one| is(one, value))),
            "const" => value == asked,
            "enum" => asked.as_array().unwrap().contains(value),
            "minimum" => number(value).is_none_or(|number| number >= asked.as_f64().unwrap()),
            "maximum" => number(value).is_none_or(|number| number <= asked.as_f64().unwrap()),
            "exclusiveMinimum" => number(value).is_none_or(|number| number > asked.as_f64().unwrap()),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= asked.as_u64().unwrap()),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= asked.as_u64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| fits(asked.as_str().unwrap(), text)),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    places.extend(broken(asked, item, &format!("{at}[{index}]")));
                }
                true
            }
            "oneOf" => asked.as_array().unwrap().iter().filter(|one| broken(one, value, at).is_empty()).count() == 1,
            "properties" => {
                for (name, member) in asked.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        places.extend(broken(member, value, &format!("{at}.{name}")));
                    }
                }
                true
            }
            "required" => asked
                .as_array()
                .unwrap()
                .iter()
                .all(|name| value.get(name.as_str().unwrap()).is_some() || !value.is_object()),
            "additionalProperties" => {
                assert_eq!(*asked, false, "{at}");
                let known = |name: &String| schema["properties"].get(name).is_some();
                value.as_object().is_none_or(|members| members.keys().all(known))
            }
            _ => panic!("{at}: the schema says \"{word}\", which this test does not know"),
        };
        if !right {
            places.push(format!("{at}: {word}"));
        }
    }
    places
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => number(value).is_some_and(|number| number.fract() == 0.0),
        other => panic!("no type {other}"),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_number().map(|number| number.to_string().parse().unwrap())
}

/// The three patterns that the schemas use: dates, dates with times, tax numbers; each may be empty.
fn fits(pattern: &str, text: &str) -> bool {
    let shape: String = text.chars().map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    let like = |form: &str| {
        shape.chars().count() == form.len()
            && shape.chars().zip(form.chars()).all(|(one, other)| one == other || other == '.')
    };
    text.is_empty()
        || match pattern {
            "^([0-9]{4}.[0-9]{2}.[0-9]{2})?$" => like("9999.99.99"),
            "^([0-9]{4}.[0-9]{2}.[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})?$" => like("9999.99.99 99:99:99"),
            "^([0-9]{10}|[0-9]{12})?$" => like("9999999999") || like("999999999999"),
            other => panic!("no pattern {other}"),
        }
}

#[test]
fn the_checked_in_schemas_are_those_of_the_reading_code() {
    for (name, schema) in schemas() {
        fresh(&format!("schemas/{name}.json"), &format!("{}\n", serde_json::to_string_pretty(&schema).unwrap()));
    }
    let mut kept: Vec<String> = fs::read_dir(root().join("schemas"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    kept.sort_unstable();
    assert_eq!(kept, schemas().into_keys().collect::<Vec<_>>(), "a file for each task and no other");
}

#[test]
fn every_task_that_the_library_reads_has_a_schema() {
    let names = [
        "buy",
        "buyCorrection",
        "buyReturn",
        "buyReturnCorrection",
        "closeShift",
        "getDeviceStatus",
        "getShiftStatus",
        "nonFiscal",
        "openShift",
        "sell",
        "sellCorrection",
        "sellReturn",
        "sellReturnCorrection",
    ];
    let schemas = schemas();
    for name in names {
        let schema = schemas.get(name).unwrap_or_else(|| panic!("no schema of {name}"));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["type"]["const"], name);
    }
}

#[test]
fn the_example_documents_conform_to_their_schemas() {
    let schemas = schemas();
    let examples = examples();
    assert!(examples.len() >= 9, "{}", examples.len());
    for (name, task) in examples {
        let schema = &schemas[task["type"].as_str().unwrap()];
        assert_eq!(broken(schema, &task, ""), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_a_schema_refuses_the_library_refuses_or_accepts_with_a_note() {
    let till = Till::open();
    let schema = &schemas()["sell"];
    assert_eq!(broken(schema, &sale(), ""), Vec::<String>::new());
    for (task, place) in [
        (without(&sale(), "items"), ": required"),
        (changed(&sale(), &json!({ "x": 1 })), ": additionalProperties"),
        (changed(&sale(), &json!({ "total": "10" })), ".total: type"),
        (changed(&sale(), &json!({ "total": -1 })), ".total: minimum"),
        (changed(&sale(), &json!({ "items[0].quantity": 0 })), ".items[0]: oneOf"),
        (changed(&sale(), &json!({ "payments[0].type": "x" })), ".payments[0].type: enum"),
        (changed(&sale(), &json!({ "payments[0].type": 0 })), ".payments[0].type: enum"),
        (changed(&sale(), &json!({ "operator": { "vatin": "77" } })), ".operator: required"),
        (changed(&sale(), &json!({ "clientInfo.vatin": "77" })), ".clientInfo.vatin: pattern"),
        (changed(&sale(), &json!({ "machineNumber": "7".repeat(21) })), ".machineNumber: maxLength"),
        (changed(&sale(), &json!({ "externalId": "" })), ".externalId: minLength"),
        (
            changed(&sale(), &json!({ "operationInfo.id": 256, "operationInfo.dateTime": "2025.03.01 10:00:00" })),
            ".operationInfo.id: maximum",
        ),
    ] {
        let places = broken(schema, &task, "");
        assert!(places.iter().any(|found| found.contains(place)), "{task}: {places:?}");
        let (status, answer) = till.device.validate(&task);
        assert!(status != OK || answer["warnings"].get("notes").is_some(), "{task}: {answer}");
    }
}

/// The library reads every property of every schema: none of them is an unknown field.
#[test]
fn the_library_knows_every_member_that_a_schema_has() {
    let till = Till::open();
    for (name, schema) in schemas() {
        let mut task = json!({ "type": name });
        for member in schema["properties"].as_object().unwrap().keys().filter(|member| *member != "type") {
            task[member] = json!(null);
        }
        let (_, answer) = till.device.validate(&task);
        for fault in answer["error"]["faults"].as_array().into_iter().flatten() {
            assert_ne!(fault["message"]["en"], "Unknown field", "{name}: {fault}");
        }
    }
    let everything = example("everything");
    let members = schemas()["buy"]["properties"].clone();
    assert!(everything.as_object().unwrap().keys().all(|member| members.get(member).is_some()));
}
