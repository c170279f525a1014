//! Looking up documents: the list, a single document, its image.

use super::*;

fn listed(device: &Simulator, filters: &Value) -> Vec<u64> {
    let mut asked = json!({"kkm_ofd_id": 6923});
    for (name, value) in filters.as_object().expect("filters") {
        asked = asked.with(name, value.clone());
    }
    let list = call(device, "GetTransactionList", &asked);
    list.as_array().expect("a list").iter().map(|one| one["ID"].as_u64().expect("an ID")).collect()
}

#[test]
fn every_filter_narrows_the_list() {
    let device = device();
    call(&device, "MoneyPlacement", &placement(0, &json!(5)));
    let sold = call(&device, "TradeOperation", &ticket());
    call(&device, "ZXReport", &report(1));
    call(&device, "ZXReport", &report(0));
    call(&device, "TradeOperation", &ticket());
    let now = device.ledger()[0].time.clone();
    for (filters, found) in [
        (json!({}), &[1, 2, 3, 4, 5][..]),
        (json!({"command_type_list": []}), &[1, 2, 3, 4, 5]),
        (json!({"command_type_list": [1]}), &[2, 5]),
        (json!({"command_type_list": [2, 6]}), &[1, 4]),
        (json!({"command_type_list": [3]}), &[3]),
        (json!({"shift_number": 2}), &[5]),
        (json!({"transaction_id": 3}), &[3]),
        (json!({"transaction_id": 3, "shift_number": 2}), &[]),
        (json!({"fiscal_id": sold["fiscal_id"], "command_type_list": [1]}), &[2]),
        (json!({"fiscal_id": "0", "command_type_list": [1]}), &[]),
        (json!({"period_end": "2020-01-01T00:00:00.000"}), &[]),
        (json!({"period_start": now, "period_end": "2100-01-01T00:00:00.000"}), &[1, 2, 3, 4, 5]),
        (json!({"period_start": "2100-01-01T00:00:00"}), &[]),
    ] {
        assert_eq!(listed(&device, &filters), found, "{filters}");
    }
}

#[test]
fn a_document_is_found_as_it_was_answered() {
    let device = device();
    let sold = call(&device, "TradeOperation", &ticket());
    let x = call(&device, "ZXReport", &report(1));
    for (id, answer, command) in [(1, sold, 1), (2, x, 3)] {
        let found = call(&device, "GetTransaction", &json!({"kkm_ofd_id": 6923, "transaction_id": id}));
        assert_eq!((&found["body"], &found["command"]), (&answer["body"], &json!(command)));
        assert_eq!(found["shift_document_number"], answer["shift_document_number"]);
    }
    let brief = call(&device, "GetTransactionList", &json!({"kkm_ofd_id": 6923}));
    assert_eq!(brief[0]["body"]["sum"].to_string(), "1250.5");
    assert_eq!(brief[0]["body"]["payments"], json!([0]));
}

/// Decodes a PNG and verifies its checksums. Returns the width and the rows of pixels; `true` is black.
fn decoded(png: &[u8]) -> (usize, Vec<Vec<bool>>) {
    let number =
        |at: usize| usize::try_from(u32::from_be_bytes(png[at..at + 4].try_into().expect("4"))).expect("a size");
    let (width, height) = (number(16), number(20));
    let length = number(33);
    let mut stream = &png[43..41 + length - 4];
    let mut bytes = Vec::new();
    while !stream.is_empty() {
        let size = usize::from(u16::from_le_bytes([stream[1], stream[2]]));
        bytes.extend_from_slice(&stream[5..5 + size]);
        stream = &stream[5 + size..];
    }
    let rows: Vec<Vec<bool>> = bytes
        .chunks(1 + width.div_ceil(8))
        .map(|row| (0..width).map(|x| row[1 + x / 8] >> (7 - x % 8) & 1 == 0).collect())
        .collect();
    assert_eq!(rows.len(), height);
    (width, rows)
}

#[test]
fn an_image_holds_the_text_of_the_document() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    let place = json!({"kkm_ofd_id": 6923, "fr_shift_number": 1, "shift_document_number": 1});
    let wide = place.clone().with("image_width", json!(576)).with("image_scale", json!(1.3));
    let (width, rows) = decoded(&reply(&device, "GetDocumentImage", &wide).body);
    assert_eq!(width, 576);
    // Two pixels per dot and 72 letters per row, which is more than the tape has.
    let letter = |row: usize, column: usize| {
        let bits = (0..16).map(|bit| rows[row * 8 + bit / 4 * 2][column * 8 + bit % 4 * 2]);
        bits.fold(0, |code, bit| code << 1 | u32::from(bit))
    };
    let first = device.tape().lines().next().expect("a line").to_owned();
    for (column, wanted) in first.chars().enumerate().filter(|(_, wanted)| *wanted != ' ') {
        assert_eq!(letter(0, column), u32::from(wanted));
    }
    let (width, rows) = decoded(&reply(&device, "GetDocumentImage", &place).body);
    assert!(width == 384 && rows.iter().flatten().any(|black| *black));
    let blank = place.with("image_pixel_draw_threshold", json!(0));
    assert!(decoded(&reply(&device, "GetDocumentImage", &blank).body).1.iter().flatten().all(|black| !black));
}
