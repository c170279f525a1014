//! Tasks whose fate is not known: when the queue stands, and how the server settles that.

use super::*;

/// The queue's `isBlocked`, `blockedUUID` and `blockReason`.
fn block(server: &Simulator) -> (bool, String, String) {
    let status = get(server, "getRequestsQueueStatus");
    let text = |name: &str| status[name].as_str().expect("a text").to_owned();
    (status["isBlocked"] == true, text("blockedUUID"), text("blockReason"))
}

fn free() -> (bool, String, String) {
    (false, String::new(), String::new())
}

/// A server with an open shift whose next document meets this trouble.
fn troubled(options: Options, trouble: &Value) -> Simulator {
    let server = started(options);
    opened(&server);
    set(&server, &json!({"trouble": trouble}));
    server
}

#[test]
fn each_code_blocks_for_its_reason_or_not_at_all() {
    let cases = [
        (vec![1, 2, 3, 4, 241], "connectionError"),
        (vec![115, 116, 159, 166, 177], "fnError"),
        (vec![44, 45, 46, 114], "paperError"),
        (vec![11, 68, 73, 120, 501], ""),
    ];
    for (codes, reason) in cases {
        for number in codes {
            let server = troubled(Options::default(), &json!({"code": number}));
            let uuid = queued(&server, &[sale(), small("sell")]);
            let wanted = if reason.is_empty() { "error" } else { "blocked" };
            await_status(&server, &uuid, wanted);
            let first = results(&server, &uuid)[0].clone();
            assert_eq!(first["error"]["code"], number);
            let expected = if reason.is_empty() { free() } else { (true, uuid.clone(), reason.to_owned()) };
            assert_eq!(block(&server), expected, "{number}");
            let second = if reason.is_empty() { "interrupted" } else { "wait" };
            assert_eq!(results(&server, &uuid)[1]["status"], second, "{number}");
        }
    }
}

#[test]
fn a_block_is_settled_by_the_number_of_the_last_document() {
    for (point, status, documents) in [("before", "error", 0), ("after", "ready", 1)] {
        let server = troubled(Options::default(), &json!({"code": 241, "document": point}));
        let uuid = queued(&server, &[sale(), small("sell")]);
        let next = queued(&server, &[small("sell")]);
        await_status(&server, &uuid, "blocked");
        assert_eq!(made(&server).len(), 1 + documents, "{point}");
        assert_eq!(get(&server, "devices/1")["isLock"], true);
        set(&server, &json!({"trouble": null}));
        await_status(&server, &next, "ready");
        let [first, second] = [0, 1].map(|at| results(&server, &uuid)[at].clone());
        assert_eq!(first["status"], status, "{point}");
        if documents == 1 {
            // The server knows only the number.
            let expected = json!({"fiscalParams": {"fiscalDocumentNumber": 3}, "warnings": {"recovered": true}});
            assert_eq!((&first["result"], &first["error"]["code"]), (&expected, &json!(0)));
            assert_eq!(second["status"], "ready");
        } else {
            assert_eq!((&first["error"]["code"], &second["error"]["code"]), (&json!(241), &json!(502)));
            assert_eq!(second["status"], "interrupted");
        }
        assert_eq!(block(&server), free());
        assert_eq!(made(&server).len(), 2 + 2 * documents, "{point}");
    }
}

#[test]
fn a_settled_result_may_have_every_field() {
    let server = troubled(Options::default(), &json!({"code": 177, "document": "after", "times": 1}));
    set(&server, &json!({"settledResult": "full"}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "ready");
    let result = results(&server, &uuid)[0]["result"].clone();
    assert_eq!((&result["fiscalParams"]["total"], &result["warnings"]), (&json!(428.8), &json!({"recovered": true})));
}

#[test]
fn a_document_of_another_program_is_taken_for_the_tasks_own() {
    let server = troubled(Options::default(), &json!({"code": 2}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "blocked");
    let stranger = server.make_document(&small("sell")).expect("an answer");
    assert_eq!(stranger["result"]["fiscalParams"]["fiscalDocumentNumber"], 3);
    set(&server, &json!({"trouble": null}));
    await_status(&server, &uuid, "ready");
    assert_eq!(results(&server, &uuid)[0]["result"]["fiscalParams"]["fiscalDocumentNumber"], 3);
    assert_eq!(made(&server), [(DocumentKind::OpenShift, By::Api), (DocumentKind::Receipt, By::Stranger)]);
}

#[test]
fn a_shift_that_opened_by_itself_is_taken_for_the_tasks_own_document() {
    let server = server();
    set(&server, &json!({"trouble": {"code": 241, "document": "shift", "times": 1}, "settleMs": 0}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "ready");
    assert_eq!(results(&server, &uuid)[0]["result"]["fiscalParams"]["fiscalDocumentNumber"], 2);
    assert_eq!(made(&server), [(DocumentKind::OpenShift, By::Register)]);
    // In an open shift nothing is made.
    set(&server, &json!({"trouble": {"code": 241, "document": "shift", "times": 1}}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "error");
    assert_eq!(made(&server).len(), 1);
}

#[test]
fn the_server_takes_its_time_to_settle() {
    let server = troubled(Options::default(), &json!({"code": 241, "document": "after", "times": 1}));
    set(&server, &json!({"settleMs": 150}));
    let begun = Instant::now();
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "ready");
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[test]
fn without_paper_a_document_is_ready_and_the_queue_stands() {
    let server = troubled(Options::default(), &json!({"code": 44, "document": "after"}));
    let uuid = queued(&server, &[sale(), json!({"type": "getDeviceStatus"})]);
    await_status(&server, &uuid, "ready");
    let result = results(&server, &uuid)[0]["result"].clone();
    assert_eq!((&result["fiscalParams"]["total"], &result["warnings"]), (&json!(428.8), &json!({"notPrinted": true})));
    assert_eq!(block(&server), (true, uuid.clone(), "paperError".to_owned()));
    assert_eq!(results(&server, &uuid)[1]["status"], "wait");
    let document = server.ledger().pop().expect("a document");
    assert!(!document.printed && !server.tape().contains("Хлеб ржаной"));
    let status = call(&server, "POST", "operations/queryDeviceStatus", &Value::Null).json();
    assert_eq!(status["paperPresent"], false);
    set(&server, &json!({"trouble": null}));
    await_that("the query", || results(&server, &uuid)[1]["status"] == "ready");
    assert_eq!(results(&server, &uuid)[1]["result"]["deviceStatus"]["paperPresent"], true);
    assert!(server.ledger().pop().expect("a document").printed && server.tape().contains("Хлеб ржаной"));
}

#[test]
fn without_paper_before_the_document_nothing_is_made() {
    let server = troubled(Options::default(), &json!({"code": 44}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "blocked");
    set(&server, &json!({"trouble": null}));
    await_status(&server, &uuid, "error");
    assert_eq!((&results(&server, &uuid)[0]["error"]["code"], made(&server).len()), (&json!(44), 1));
}

#[test]
fn the_queue_does_not_stand_for_paper_if_it_is_set_so() {
    for (point, status, documents) in [("before", "error", 1), ("after", "ready", 2)] {
        let server = troubled(Options::default(), &json!({"code": 44, "document": point}));
        let settings = json!({"blockQueueOnPrintErrors": false});
        assert_eq!(call(&server, "PUT", "settings", &settings).status, 200);
        let uuid = queued(&server, &[sale()]);
        await_status(&server, &uuid, status);
        assert_eq!((block(&server), made(&server).len()), (free(), documents), "{point}");
        assert_eq!(code(&server, &json!({"type": "continuePrint"})), 44);
        set(&server, &json!({"trouble": null}));
        // What was not printed is printed by its own task.
        ask(&server, "continuePrint");
        assert_eq!(server.tape().contains("Хлеб ржаной"), documents == 2);
    }
}

#[test]
fn an_electronic_document_and_a_query_need_no_paper() {
    let server = troubled(Options::default(), &json!({"code": 44, "at": "now"}));
    let electronic = sale().with("electronically", json!(true)).with("clientInfo", json!({"emailOrPhone": "a@b.ru"}));
    ready(&server, &electronic);
    assert_eq!(ask(&server, "getDeviceStatus")["deviceStatus"]["paperPresent"], false);
    assert_eq!(code(&server, &json!({"type": "nonFiscal", "items": []})), 44);
}

#[test]
fn a_trouble_begins_with_a_document_unless_it_is_there_now() {
    let server = troubled(Options::default(), &json!({"code": 2}));
    ask(&server, "getFnStatus");
    set(&server, &json!({"trouble": {"code": 2, "at": "now"}}));
    assert_eq!(code(&server, &json!({"type": "getFnStatus"})), 2);
}

#[test]
fn a_task_that_is_not_fiscal_ends_with_its_error() {
    let server = troubled(Options::default(), &json!({"code": 241, "document": "after", "times": 1}));
    assert_eq!(code(&server, &json!({"type": "cashIn", "cashSum": 100})), 241);
    assert_eq!(ask(&server, "getCashDrawerStatus")["counters"]["cashSum"], 100);
}

#[test]
fn an_older_server_never_blocks() {
    for (point, documents) in [("before", 1), ("after", 2)] {
        let options = Options { never_blocks: true, ..Options::default() };
        let server = troubled(options, &json!({"code": 241, "document": point, "times": 1, "text": "порвалось"}));
        let done = done(&server, &sale());
        let error = json!({"code": 241, "description": "порвалось"});
        assert_eq!((&done["status"], &done["error"]), (&json!("error"), &error));
        assert_eq!((block(&server), made(&server).len()), (free(), documents));
    }
}

#[test]
fn a_fault_of_the_task_comes_before_the_trouble() {
    let server = troubled(Options::default(), &json!({"code": 241}));
    assert_eq!(code(&server, &sale().with("items", Value::Null)), 501);
    assert_eq!(code(&server, &sale().with("type", json!("sale"))), 504);
}

#[test]
fn a_trouble_is_met_as_often_as_it_says() {
    let options = || Options { never_blocks: true, ..Options::default() };
    // A link that broke after a document is broken before the next one.
    for (trouble, codes, documents) in [
        (json!({"code": 241, "document": "after"}), [241, 241, 241], 1),
        (json!({"code": 241, "document": "after", "times": 2}), [241, 241, 0], 3),
        (json!({"code": 241, "times": 1}), [241, 0, 0], 2),
    ] {
        let server = troubled(options(), &trouble);
        let ends = [0; 3].map(|_| done(&server, &sale())["error"]["code"].as_u64().expect("a code"));
        assert_eq!((ends, made(&server).len()), (codes, 1 + documents), "{trouble}");
    }
}

#[test]
fn a_server_that_died_without_paper_stands_for_paper() {
    let server = troubled(Options::default(), &json!({"code": 44, "document": "after"}));
    set(&server, &json!({"held": "document"}));
    let uuid = queued(&server, &[sale()]);
    await_that("the document", || made(&server).len() == 2);
    assert!(server.restart(false));
    await_status(&server, &uuid, "ready");
    let warnings = results(&server, &uuid)[0]["result"]["warnings"].clone();
    assert_eq!(warnings, json!({"recovered": true, "notPrinted": true}));
    assert_eq!(block(&server), (true, uuid, "paperError".to_owned()));
    assert!(!server.tape().contains("Хлеб ржаной"));
    set(&server, &json!({"trouble": null}));
    await_that("the paper", || server.tape().contains("Хлеб ржаной") && block(&server) == free());
}

#[test]
fn a_task_that_makes_nothing_does_not_meet_a_trouble_after_its_document() {
    let server = troubled(Options::default(), &json!({"code": 241, "document": "after", "times": 1}));
    assert_eq!(code(&server, &sale().with("payments", json!([]))), 66);
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "ready");
    assert_eq!(results(&server, &uuid)[0]["result"]["warnings"]["recovered"], true);
}

#[test]
fn a_control_that_is_wrong_is_refused() {
    let server = server();
    let cases = [
        json!({"deviceID": "7"}),
        json!({"trouble": {}}),
        json!({"trouble": {"code": 0}}),
        json!({"trouble": {"code": 1, "document": "never"}}),
        json!({"trouble": {"code": 1, "times": 0}}),
        json!({"trouble": {"code": 1, "at": "noon"}}),
        json!({"held": "up"}),
        json!({"taskMs": -1}),
        json!({"settledResult": "half"}),
        json!({"other": 1}),
    ];
    for given in cases {
        assert_eq!(control(&server, "register", &given).status, 400, "{given}");
    }
    assert_eq!(control(&server, "register", &json!({"held": null})).status, 200);
}
