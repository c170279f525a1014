//! What the law wants on a receipt (54-ФЗ, article 4.7; order ЕД-7-20/662@; in Kazakhstan the rules for registers) is on it
//! in every format, and the QR code of each is read again.

use super::reading::{Picture, alike, html_picture, html_text, pdf_picture, pdf_text};
use super::shops::{Shop, sale};
use serde_json::{Value, json};

/// Requisites of a receipt, each with what stands for it on the receipt of the sale.
const RUSSIA: &[(&str, &str)] = &[
    ("name of the document", "КАССОВЫЙ ЧЕК"),
    ("number of the receipt in the shift", "ЧЕК № 1"),
    ("number of the shift", "СМЕНА № 1"),
    ("address of the settlement", "125009, г. Москва, ул. Примерная, д. 1"),
    ("place of the settlement", "МЕСТО РАСЧЕТОВ Магазин"),
    ("name of the seller", "ООО \"Ромашка\""),
    ("ИНН of the seller", "ИНН 7743013901"),
    ("taxation system", "СНО ОСН"),
    ("operation", "ПРИХОД"),
    ("goods", "Хлеб ржаной подовый \"Столичный\" нарезанный, в упаковке"),
    ("quantity, unit, price, sum", "0.355 кг x 820.00 =291.10"),
    ("VAT of the line", "НДС 10% 26.46"),
    ("way and subject of settlement", "ТОВАР ПОЛНЫЙ РАСЧЕТ"),
    ("sum of the settlement", "ИТОГ 428.80"),
    ("form of the settlement", "НАЛИЧНЫМИ 428.80"),
    ("change", "СДАЧА 71.20"),
    ("VAT of the receipt", "СУММА НДС 10% 38.98"),
    ("cashier", "КАССИР Кассир Лунина"),
    ("ИНН of the cashier", "ИНН КАССИРА 771234567859"),
    ("contact of the buyer", "ЭЛ. АДР. ПОКУПАТЕЛЯ buyer@example.com"),
    ("sender of the receipt", "ЭЛ. АДР. ОТПРАВИТЕЛЯ shop@example.com"),
    ("registration number", "РН ККТ 0000000001045548"),
    ("fiscal drive", "ФН № 9999078900012345"),
    ("number of the document", "ФД № 3"),
    ("site of the tax service", "САЙТ ФНС www.nalog.gov.ru"),
];

const KAZAKHSTAN: &[(&str, &str)] = &[
    ("name of the seller", "ТОО Пример"),
    ("БИН of the seller", "БСН (ЖСН) / БИН (ИИН) 200140000014"),
    ("address", "г. Астана, р-н Есиль, пр. Республики, 1"),
    ("name of the document", "ФИСКАЛДЫҚ ЧЕК / ФИСКАЛЬНЫЙ ЧЕК"),
    ("operation", "САТУ / ПРОДАЖА"),
    ("shift", "АУЫСЫМ № / СМЕНА № 1"),
    ("goods", "Қымыз «Ұлы дала» бөтелкеде, өндіруші Әулиеата, 1 л"),
    ("quantity, price, sum", "2 л x 1250.50 =2501.00"),
    ("discount", "ЖЕҢІЛДІК / СКИДКА: Тұрақты клиент -125.05"),
    ("VAT", "ҚҚС / НДС 16%"),
    ("sum", "БАРЛЫҒЫ / ИТОГО 2600.00"),
    ("payments", "МОБИЛЬДІ ТӨЛЕМ / МОБИЛЬНЫЙ ПЛАТЕЖ 700.00"),
    ("change", "ҚАЙТАРЫМ / СДАЧА 100.00"),
    ("buyer", "САТЫП АЛУШЫНЫҢ БСН (ЖСН) / БИН (ИИН) ПОКУПАТЕЛЯ 910812450255"),
    ("registration number", "КТН / РНМ 010100134464"),
    ("serial number", "ЗН / ЗНМ ISCR1018036404743"),
    ("number of the document", "ҚҰЖАТ № / ДОКУМЕНТ № 1"),
    ("fiscal sign", "ФИСКАЛДЫҚ БЕЛГІ / ФИСКАЛЬНЫЙ ПРИЗНАК"),
    ("site", "ЧЕКТІ ТЕКСЕРУ САЙТЫ / САЙТ ПРОВЕРКИ ЧЕКА http://consumer.test-oofd.kz"),
];

/// Every form that a document may have: the request's format and width.
const FORMS: [(&str, Option<u32>); 8] = [
    ("text", Some(32)),
    ("text", Some(42)),
    ("text", Some(48)),
    ("png", Some(58)),
    ("png", Some(80)),
    ("pdf", Some(58)),
    ("pdf", Some(80)),
    ("html", None),
];

/// What a person reads in a file, and the content of its QR code.
fn read(format: &str, file: &[u8]) -> (String, String) {
    let utf8 = || String::from_utf8(file.to_vec()).unwrap();
    match format {
        "text" => {
            let text = utf8();
            let joined = text.lines().map(str::trim).collect::<String>();
            let code = joined.rfind("t=").map_or(String::new(), |at| joined[at..].to_owned());
            let link = joined.rfind("http").map(|at| joined[at..].to_owned());
            let is_link = link.as_ref().is_some_and(|link| link.contains("?i="));
            (text, if is_link { link.unwrap() } else { code })
        }
        "png" => {
            let picture = Picture::of_png(file);
            (picture.lines().join("\n"), picture.qr())
        }
        "pdf" => (pdf_text(file), pdf_picture(file).qr()),
        _ => (html_text(&utf8()), html_picture(&utf8()).qr()),
    }
}

#[test]
fn every_requisite_and_the_code_are_in_every_format() {
    for (backend, requisites) in [("icash", RUSSIA), ("cashcore", KAZAKHSTAN)] {
        let shop = Shop::open(backend);
        shop.make(&json!({ "type": "openShift" }));
        let sale = sale(backend);
        let answer = shop.make(&sale);
        let registration = shop.make(&json!({ "type": "getRegistrationInfo" }));
        let fiscal = &answer["fiscalParams"];
        for (format, width) in FORMS {
            let mut request = json!({
                "externalId": "order-1", "task": sale, "registration": registration, "format": format,
            });
            if let Some(width) = width {
                request["width"] = json!(width);
            }
            let (text, code) = read(format, &shop.draw(&request));
            assert_eq!(code, fiscal["qr"].as_str().unwrap(), "{backend} {format} {width:?}");
            // A value may be on the line after its name.
            let text = alike(&text);
            let sign = fiscal["fiscalDocumentSign"].as_str().unwrap();
            for (requisite, shown) in requisites.iter().chain([&("fiscal sign", sign)]) {
                assert!(text.contains(&alike(shown)), "{backend} {format} {width:?}: {requisite}: {shown}\n{text}");
            }
        }
    }
}

#[test]
fn a_picture_is_as_wide_as_the_paper_prints() {
    let shop = Shop::open("atolonline");
    let sale = sale("atolonline");
    let answer = shop.make(&sale);
    for (width, dots) in [(58, 384), (80, 576)] {
        let file = shop.draw(&json!({ "answer": answer, "task": sale, "format": "png", "width": width }));
        assert_eq!(Picture::of_png(&file).width, dots);
    }
}

#[test]
fn the_signs_of_the_rouble_and_the_tenge_are_drawn() {
    let shop = Shop::open("atolonline");
    let sale = sale("atolonline");
    let answer = shop.make(&sale);
    let told = ["ВСЁ ПО 99 ₽", "500 ₸ И ДОРОЖЕ"];
    let registration = json!({ "organization": { "name": told[0], "address": told[1] } });
    for (format, width) in FORMS {
        let file = shop.draw(&json!({
            "answer": answer, "task": sale, "registration": registration, "format": format, "width": width,
        }));
        let text = alike(&read(format, &file).0);
        for shown in told {
            assert!(text.contains(&alike(shown)), "{format} {width:?}: {shown}\n{text}");
        }
    }
}

#[test]
fn a_long_code_fits_the_paper() {
    let shop = Shop::open("atolonline");
    let sale = sale("atolonline");
    let mut answer = shop.make(&sale);
    let long = format!("https://consumer.example.com/?i={}", "0123456789abcdef".repeat(60));
    answer["fiscalParams"]["qr"] = json!(long);
    for (format, width) in FORMS.into_iter().filter(|(format, _)| *format != "text") {
        let file = shop.draw(&json!({ "answer": answer, "task": sale, "format": format, "width": width }));
        assert_eq!(read(format, &file).1, long, "{format} {width:?}");
    }
}

/// The rows of a text by their captions.
fn rows(text: &[u8]) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    std::str::from_utf8(text).unwrap().lines().map(words).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_stored_document_is_drawn_like_its_task() {
    for backend in ["icash", "atolweb"] {
        let shop = Shop::open(backend);
        shop.make(&json!({ "type": "openShift", "operator": { "name": "Лунина" } }));
        let registration = shop.make(&json!({ "type": "getRegistrationInfo" }));
        let correction = json!({
            "type": "sellCorrection", "externalId": "c", "correctionType": "self",
            "correctionBaseDate": "2026.02.17", "correctionBaseNumber": "17", "total": 428.80,
            "payments": [{ "type": "electronically", "sum": 428.80 }],
        });
        let sale = sale(backend);
        let mut corrected = sale.clone();
        corrected.as_object_mut().unwrap().extend(correction.as_object().unwrap().clone());
        corrected["items"][0].as_object_mut().unwrap().remove("agentInfo");
        for task in [&sale, &corrected, &json!({ "type": "closeShift", "externalId": "z" })] {
            let answer = shop.make(task);
            let number = &answer["fiscalParams"]["fiscalDocumentNumber"];
            let stored = shop.make(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": number }));
            let drawn = |source: Value| {
                let mut request = json!({ "registration": registration, "format": "text" });
                request.as_object_mut().unwrap().extend(source.as_object().unwrap().clone());
                rows(&shop.draw(&request))
            };
            let (by_task, by_tags) =
                (drawn(json!({ "answer": answer, "task": task })), drawn(json!({ "answer": stored })));
            // Without its task, the register is asked for it.
            assert_eq!(drawn(json!({ "externalId": answer["externalId"] })), by_tags, "{backend}");
            // The buyer's cash and change are no part of the document, and a register of ATOL keeps no VAT sum of a line.
            let told = ["ПОЛУЧЕНО", "СДАЧА", "НДС "];
            let told_only = |row: &&String| !told.iter().any(|word| row.starts_with(word));
            let (by_task, by_tags): (Vec<_>, Vec<_>) =
                (by_task.iter().filter(told_only).collect(), by_tags.iter().filter(told_only).collect());
            let missing: Vec<_> = by_task.iter().filter(|row| !by_tags.contains(row)).collect();
            assert_eq!(missing, Vec::<&&String>::new(), "{backend} {}: {by_tags:#?}", task["type"]);
        }
    }
}

#[test]
fn every_kind_of_document_is_drawn_by_its_name() {
    let rows: &[(&str, Value, &[&str])] = &[
        (
            "icash",
            json!({ "type": "openShift", "operator": { "name": "Лунина" } }),
            &["ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ", "КАССИР Лунина"],
        ),
        ("icash", sale("icash"), &["КАССОВЫЙ ЧЕК", "ПРИХОД"]),
        (
            "icash",
            json!({ "type": "reportOfdExchangeStatus" }),
            &["ОТЧЕТ О ТЕКУЩЕМ СОСТОЯНИИ РАСЧЕТОВ", "НЕПЕРЕДАННЫХ ФД"],
        ),
        (
            "icash",
            json!({ "type": "closeShift" }),
            &["ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ", "ЧЕКОВ ЗА СМЕНУ 1", "ПРИХОД (1) 428.80"],
        ),
        (
            "cashcore",
            json!({ "type": "cashIn", "cashSum": 5000 }),
            &["АҚША ЕНГІЗУ / ВНЕСЕНИЕ ДЕНЕГ", "СОМАСЫ / СУММА 5000.00"],
        ),
        ("cashcore", json!({ "type": "cashOut", "cashSum": 1000.01 }), &["АҚША АЛУ / ИЗЪЯТИЕ ДЕНЕГ", "1000.01"]),
        ("cashcore", sale("cashcore"), &["САТУ / ПРОДАЖА"]),
        ("cashcore", json!({ "type": "reportX" }), &["X-ЕСЕП / X-ОТЧЕТ", "САТУ / ПРОДАЖА (1) 2600.00"]),
        (
            "cashcore",
            json!({ "type": "closeShift" }),
            &["Z-ЕСЕП, АУЫСЫМДЫ ЖАБУ / Z-ОТЧЕТ, ЗАКРЫТИЕ СМЕНЫ", "ТҮСІМ / ВЫРУЧКА"],
        ),
        ("atolweb", json!({ "type": "openShift" }), &["ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ"]),
        ("atolweb", json!({ "type": "cashIn", "cashSum": 700 }), &["ВНЕСЕНИЕ", "СУММА 700.00"]),
    ];
    for backend in ["icash", "cashcore", "atolweb"] {
        let shop = Shop::open(backend);
        for (_, task, shown) in rows.iter().filter(|(of, ..)| *of == backend) {
            let answer = shop.make(task);
            let text =
                super::requisites::rows(&shop.draw(&json!({ "answer": answer, "task": task, "format": "text" })))
                    .join("\n");
            for shown in *shown {
                assert!(text.contains(shown), "{backend} {}: {shown}\n{text}", task["type"]);
            }
        }
    }
}
