//! Every row of the vendor's field tables. The tables are those of the protocol's description, so a mistake in the
//! simulator's own table is noticed here.

use super::*;

const RECEIPT_ROWS: &str = include_str!("sell-fields.tsv");
const CORRECTION_ROWS: &str = include_str!("correction-fields.tsv");

/// A row: path, type, whether it is required, limits.
struct Row<'a> {
    path: &'a str,
    kind: &'a str,
    required: bool,
    limits: &'a str,
}

fn rows(table: &str) -> Vec<Row<'_>> {
    let row = |line| {
        let columns: Vec<&str> = str::split(line, '\t').collect();
        Row { path: columns[0], kind: columns[1], required: columns[2] == "R", limits: columns[3] }
    };
    table.lines().map(row).collect()
}

impl Row<'_> {
    fn limit(&self, name: &str) -> Option<&str> {
        self.limits.split("; ").find_map(|limit| limit.strip_prefix(name)?.strip_prefix('='))
    }

    fn length(&self, name: &str) -> Option<usize> {
        Some(self.limit(name)?.parse().expect("a length"))
    }

    fn is_free_text(&self) -> bool {
        self.kind == "string" && !self.limits.contains("pattern") && !self.limits.contains("format")
    }

    /// The values of an enumeration.
    fn words(&self) -> Vec<Value> {
        let Some(list) = self.limit("enum") else { return Vec::new() };
        serde_json::from_str(&list.replace('\'', "\"")).expect("a list")
    }

    /// Values that the row does not permit.
    fn wrong(&self) -> Vec<Value> {
        let mut wrong = vec![Value::Null];
        wrong.extend(match self.kind {
            "string" => vec![json!(5), json!(["5"])],
            "number" => vec![json!("5"), json!(true), json!(-1)],
            "integer" => vec![json!("5"), json!(1.5), json!(0)],
            "boolean" => vec![json!("true"), json!(1)],
            "object" => vec![json!([]), json!("text")],
            "array" => vec![json!({}), json!("text")],
            "enum" => vec![json!("other"), json!(-1), json!([])],
            // Only `payment_object`: 1 to 27 and 30 to 33.
            _ => vec![json!("1"), json!(0), json!(28), json!(29), json!(34)],
        });
        wrong.extend(self.length("maxLength").map(|most| json!("я".repeat(most + 1))));
        wrong.extend(self.length("minLength").map(|least| json!("я".repeat(least - 1))));
        wrong.extend(self.limit("minItems").map(|_| json!([])));
        wrong.extend(self.length("maxItems").map(|most| vec![json!({}); most + 1].into()));
        wrong.extend(self.limit("maximum").map(|most| beyond(most, 1)));
        wrong.extend(self.limit("minimum").map(|least| beyond(least, -1)));
        wrong.extend(self.limit("multipleOf").map(|step| number(&format!("1.{}", step.replacen("0.", "00", 1)))));
        if self.limits.contains("pattern") || self.limits.contains("format") {
            wrong.push(json!("1 2\\"));
        }
        wrong
    }
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).expect("a number")
}

/// A limit, moved by one unit of its last place.
fn beyond(limit: &str, step: i64) -> Value {
    let places = limit.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let units: i64 = limit.replace('.', "").parse::<i64>().expect("a number") + step;
    let power = 10_i64.pow(u32::try_from(places).expect("few places"));
    let sign = if units < 0 { "-" } else { "" };
    let (whole, fraction) = (units.abs() / power, units.abs() % power);
    number(&if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction:0places$}") })
}

/// A document that has every field of the tables of 2024.
fn everything(id: &str, member: &str) -> Value {
    let line = json!({
        "name": "Сыр", "price": 10, "quantity": 1, "measure": 0, "sum": 10, "payment_method": "full_payment",
        "payment_object": 1, "vat": {"type": "vat20", "sum": 1.67},
    });
    let notes = json!([{"federal_id": "030", "date": "21.11.2023", "number": "1944", "value": "mode=horeca"}]);
    let first = json!({
        "user_data": "данные", "excise": 1.5, "country_code": "643", "declaration_number": "10702020/060520/0013422",
        "sectoral_item_props": notes,
        "agent_info": {
            "type": "another",
            "paying_agent": {"operation": "Платёж", "phones": ["+79990000001"]},
            "receive_payments_operator": {"phones": ["+79990000002"]},
            "money_transfer_operator": {
                "phones": ["+79990000003"], "name": "Перевод", "address": "Город", "inn": "7743013901",
            },
        },
        "supplier_info": {"phones": ["+79990000004"], "name": "Поставщик", "inn": "774301390112"},
    });
    let marks = [
        ("unknown", "01"),
        ("ean8", "46007052"),
        ("ean13", "4600705212345"),
        ("itf14", "14600705212342"),
        ("gs10", "0104600705212342"),
        ("gs1m", "MDEwNDYwMDcwNTIxMjM0MjIxYWJj"),
        ("short", "04600705212342"),
        ("fur", "RU-430302-ABC1234567"),
        ("egais20", "22N0000154NUCPRZ3R8381461"),
        ("egais30", "98765432101234"),
    ];
    let mut items = vec![merged(&line, &first)];
    for (name, code) in marks {
        let code: String = code.chars().take(if name == "egais20" { 23 } else { 40 }).collect();
        items.push(merged(&line, &json!({"mark_code": {name: code}, "mark_processing_mode": "0"})));
    }
    items[6]["mark_quantity"] = json!({"numerator": 1, "denominator": 2});
    let document = json!({
        "client": {
            "name": "Покупатель", "inn": "774301390112", "birthdate": "18.11.1990", "citizenship": "643",
            "document_code": "21", "document_data": "4507 443564", "address": "Город", "email": "buyer@example.com",
            "phone": "+79990000000",
        },
        "company": {
            "email": "shop@example.com", "sno": "osn", "inn": "7743013901",
            "payment_address": "https://shop.example.com", "location": "Город",
        },
        "items": items,
        "payments": [{"type": 1, "sum": 60}, {"type": 0, "sum": 50}],
        "vats": [{"type": "vat20", "sum": 18.33}],
        "cashier": "Кассир", "cashier_inn": "774301390112", "additional_check_props": "k1", "total": 110,
        "additional_user_props": {"name": "Номер", "value": "7"},
        "operating_check_props": {"name": "0", "value": "данные", "timestamp": "28.11.2026 12:05:31"},
        "sectoral_check_props": notes,
        "device_number": "1",
    });
    let mut body = json!({
        "timestamp": "28.11.2026 12:05:31", "external_id": id, "ism_optional": true,
        "service": {"callback_url": "http://127.0.0.1:1/result"}, member: document,
    });
    if member == "correction" {
        body[member]["correction_info"] = json!({"type": "self", "base_date": "17.11.2026", "base_number": "1"});
    }
    body
}

fn merged(one: &Value, other: &Value) -> Value {
    let mut all = one.clone();
    let members = other.as_object().expect("an object").clone();
    all.as_object_mut().expect("an object").extend(members);
    all
}

/// The first place in a document that a row is about: as a JSON pointer.
fn find(value: &Value, path: &str) -> Option<String> {
    if let Some(rest) = path.strip_prefix("[]") {
        let elements = value.as_array()?.iter().enumerate();
        return elements.into_iter().find_map(|(index, one)| Some(format!("/{index}{}", find(one, rest)?)));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    if path.is_empty() {
        return Some(String::new());
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    Some(format!("/{name}{}", find(value.get(name)?, rest)?))
}

/// A JSON pointer as the service writes it in its faults.
fn place(pointer: &str) -> String {
    let step = |step: &str| if step.parse::<usize>().is_ok() { format!("[{step}]") } else { format!(".{step}") };
    pointer.split('/').skip(1).map(step).collect::<String>().trim_start_matches('.').to_owned()
}

/// Both tables: rows, member, operation.
fn tables() -> [(Vec<Row<'static>>, &'static str, &'static str); 2] {
    let (receipt, correction) = (rows(RECEIPT_ROWS), rows(CORRECTION_ROWS));
    assert_eq!((receipt.len(), correction.len()), (105, 109));
    [(receipt, "receipt", "sell"), (correction, "correction", "buy_refund_correction")]
}

fn of_2024() -> Client {
    started(Options { edition: Edition::Of2024, ..quick() })
}

fn assert_named(client: &Client, operation: &str, body: &Value, at: &str) {
    let text = client.faults(operation, body);
    assert!(text.split("; ").any(|fault| fault.starts_with(&format!("{at}: "))), "{at} is not named: {text}");
}

#[test]
fn every_row_is_accepted_and_missed_if_it_is_required() {
    let client = of_2024();
    for (rows, member, operation) in tables() {
        client.take(operation, &everything(member, member));
        for (index, row) in rows.iter().enumerate() {
            let body = everything(&format!("{member}-{index}"), member);
            let pointer = find(&body, row.path).unwrap_or_else(|| panic!("{} is not in the document", row.path));
            if row.path.ends_with("[]") {
                continue;
            }
            let at = place(&pointer);
            let reply = client.post(operation, &body.with(&pointer, Value::Null));
            let missing = format!("{at}: нет обязательного поля");
            assert_eq!(reply.text().contains(&missing), row.required, "{at}: {}", reply.text());
        }
    }
}

#[test]
fn a_wrong_type_and_a_value_beyond_a_limit_are_named() {
    let client = of_2024();
    for (rows, member, operation) in tables() {
        for row in rows {
            let body = everything("id", member);
            let pointer = find(&body, row.path).expect("a place");
            for wrong in row.wrong() {
                let mut body = body.clone();
                *body.pointer_mut(&pointer).expect("a place") = wrong;
                assert_named(&client, operation, &body, &place(&pointer));
            }
        }
    }
    assert_eq!(client.made(), 0);
}

#[test]
fn a_value_at_its_limit_is_accepted() {
    for (rows, member, operation) in tables() {
        let client = of_2024();
        for row in rows {
            let mut right = row.words();
            if row.kind == "any" {
                right.extend((1..=27).chain(30..=33).map(|code| json!(code)));
            }
            let lengths = [row.length("maxLength"), row.length("minLength")].into_iter().flatten();
            right.extend(lengths.filter(|_| row.is_free_text()).map(|length| json!("я".repeat(length))));
            for (index, value) in right.into_iter().enumerate() {
                let mut body = everything(&format!("{}-{index}", row.path), member);
                let pointer = find(&body, row.path).expect("a place");
                *body.pointer_mut(&pointer).expect("a place") = value;
                client.take(operation, &body);
            }
            for limit in ["maximum", "minimum"].iter().filter_map(|name| row.limit(name)) {
                let mut body = everything("id", member);
                let pointer = find(&body, row.path).expect("a place");
                *body.pointer_mut(&pointer).expect("a place") = number(limit);
                let text = client.post(operation, &body).text();
                // A sum at its limit does not fit to the others, but it is right in itself.
                assert!(!text.contains(&format!("{}: нужно число", place(&pointer))), "{limit}: {text}");
            }
        }
    }
}

#[test]
fn an_unknown_neighbour_of_any_row_is_named() {
    let client = of_2024();
    for (rows, member, operation) in tables() {
        for row in rows.iter().filter(|row| !row.path.ends_with("[]")) {
            let body = everything("id", member);
            let pointer = find(&body, row.path).expect("a place");
            let (parent, _) = pointer.rsplit_once('/').expect("a parent");
            let neighbour = format!("{parent}/neighbour");
            assert_named(&client, operation, &body.with(&neighbour, json!(1)), &place(&neighbour));
        }
    }
}

#[test]
fn all_faults_are_named_at_once_and_a_repeated_name_is_one() {
    let client = client();
    let body = receipt("a").with("/receipt/total", json!("291.10")).with("/receipt/items/0/name", json!(1));
    let text = client.faults("sell", &body.with("extra", json!(1)).with("timestamp", Value::Null));
    let named: Vec<&str> = text.split("; ").map(|fault| fault.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(named, ["extra", "timestamp", "receipt.items[0].name", "receipt.total"]);
    let twice = receipt("a").to_string().replacen("{\"email\"", "{\"email\": \"a@example.com\", \"email\"", 1);
    let (.., text) = refusal(&client.ask("POST", &format!("{GROUP}/sell"), &twice));
    assert_eq!(text, "Неверные поля: receipt.client.email: поле повторяется");
    assert_eq!(client.made(), 0);
}
