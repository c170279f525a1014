//! Queries: the exact members of their answers.

use super::*;

/// The names of an object's members, sorted.
fn names(value: &Value) -> Vec<String> {
    let mut names: Vec<_> = value.as_object().expect("an object").keys().cloned().collect();
    names.sort();
    names
}

fn sorted(text: &str) -> Vec<String> {
    let mut names: Vec<_> = text.split(' ').map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn each_query_has_its_members() {
    let cases = [
        (
            "getDeviceStatus",
            "/deviceStatus",
            "blocked coverOpened fiscal fnFiscal fnPresent paperPresent cashDrawerOpened currentDateTime shift",
        ),
        (
            "getDeviceInfo",
            "/deviceInfo",
            "firmwareVersion modelName serial configurationVersion ffdVersion fnFfdVersion model receiptLineLength \
             receiptLineLengthPix",
        ),
        ("getShiftStatus", "/shiftStatus", "number expiredTime state documentsCount"),
        ("getShiftTotals", "/shiftTotals", "shiftNumber receipts income outcome cashDrawer"),
        ("getShiftTotals", "/shiftTotals/receipts/buyReturn", "count sum payments"),
        ("getOverallTotals", "/overallTotals/receipts", "sell sellReturn buy buyReturn"),
        ("getDepartmentSum", "/departmentSum", "department1 department2 department3 department4 department5"),
        ("getFnStatus", "/fnStatus", "fiscalDocumentNumber fiscalReceiptNumber warnings"),
        (
            "getFnStatus",
            "/fnStatus/warnings",
            "criticalError memoryOverflow needReplacement ofdTimeout resourceExhausted",
        ),
        (
            "getFnInfo",
            "/fnInfo",
            "serial version execution ffdVersion fnFfdVersion numberOfRegistrations registrationsRemaining validityDate \
             fnContainsKeysUpdaterServerUri livePhase warnings",
        ),
        ("getCashDrawerStatus", "", "counters cashDrawerStatus"),
        (
            "ofdExchangeStatus",
            "/status",
            "notSentCount notSentFirstDocNumber notSentFirstDocDateTime lastSuccessKeysUpdate",
        ),
        ("ofdExchangeStatus", "/errors", "fnCommandCode documentNumber fn network ofd lastSuccessConnectionDateTime"),
        ("reportOfdExchangeStatus", "", "fiscalParams warnings status errors"),
        ("reportOfdExchangeStatus", "/status", "notSentCount notSentFirstDocNumber notSentFirstDocDateTime"),
        ("ismExchangeStatus", "/status", "notSentCount notSentFirstNoticeDateTime notSentFirstNoticeNumber"),
        ("checkImcWorkState", "/ecr", "status type stage"),
        (
            "checkImcWorkState",
            "/fm",
            "status checkingCount soldImcCount noticeIsBegin noticeFreeMemory noticeUnsentCount",
        ),
        ("checkImcTime", "", "fmCheckTime sendingTime serverExchangeTime fullTime"),
        ("pingIsm", "", "ready time"),
        ("getRegistrationInfo", "", "organization device ofd ism"),
    ];
    let server = server();
    for (word, place, members) in cases {
        let answer = ask(&server, word);
        let at = answer.pointer(place).unwrap_or_else(|| panic!("{word} {place}: {answer}"));
        assert_eq!(names(at), sorted(members), "{word} {place}");
    }
}

#[test]
fn the_state_of_the_register_is_told() {
    let server = server();
    let shift = |server: &Simulator| ask(server, "getShiftStatus")["shiftStatus"].clone();
    let closed = shift(&server);
    assert_eq!((&closed["state"], &closed["number"]), (&json!("closed"), &json!(0)));
    assert_eq!(closed["expiredTime"], "1970-01-01T00:00:00+03:00");
    ready(&server, &sale());
    let open = shift(&server);
    assert_eq!((&open["state"], open.get("documentsCount")), (&json!("opened"), None));
    let status = ask(&server, "getFnStatus")["fnStatus"].clone();
    assert_eq!((&status["fiscalDocumentNumber"], &status["fiscalReceiptNumber"]), (&json!(3), &json!(1)));
    assert_eq!(ask(&server, "getDeviceInfo")["deviceInfo"]["serial"], "00106912345678");
    assert_eq!(ask(&server, "getFnInfo")["fnInfo"]["livePhase"], "fiscalMode");
}

#[test]
fn the_totals_count_every_receipt() {
    let server = server();
    ready(&server, &json!({"type": "cashIn", "cashSum": 1000}));
    ready(&server, &json!({"type": "cashOut", "cashSum": 0.5}));
    let payments = json!([{"type": "6", "sum": 28.80}, {"type": "1", "sum": 100}, {"type": "0", "sum": 300}]);
    ready(&server, &sale().with("payments", payments).with("/items/1/department", json!(2)));
    ready(&server, &small("sellReturn"));
    let totals = ask(&server, "getShiftTotals")["shiftTotals"].clone();
    let sell = &totals["receipts"]["sell"];
    assert_eq!((&sell["count"], &sell["sum"]), (&json!(1), &json!(428.8)));
    let paid = ["cash", "electronically", "userPaymentType-6"].map(|name| sell["payments"][name].clone());
    assert_eq!(paid, [json!(300), json!(100), json!(28.8)]);
    assert_eq!(totals["receipts"]["sellReturn"]["payments"]["electronically"], 100);
    assert_eq!(
        (&totals["income"], &totals["outcome"]),
        (&json!({"sum": 1000, "count": 1}), &json!({"sum": 0.5, "count": 1}))
    );
    assert_eq!(totals["cashDrawer"]["sum"], 1299.5);
    let sections = ask(&server, "getDepartmentSum")["departmentSum"].clone();
    assert_eq!((&sections["department1"]["sell"], &sections["department2"]["sell"]), (&json!(137.7), &json!(291.1)));
    ready(&server, &json!({"type": "closeShift"}));
    opened(&server);
    assert_eq!(ask(&server, "getShiftTotals")["shiftTotals"]["receipts"]["sell"]["count"], 0);
    let overall = ask(&server, "getOverallTotals")["overallTotals"]["receipts"].clone();
    assert_eq!((&overall["sell"]["sum"], overall["buy"].get("payments")), (&json!(428.8), None));
    assert_eq!(overall["sell"]["payments"]["cash"], 300);
}

#[test]
fn what_the_ofd_does_not_have_is_counted() {
    let server = server();
    set(&server, &json!({"ofd": "offline"}));
    ready(&server, &sale());
    let status = ask(&server, "ofdExchangeStatus");
    assert_eq!((&status["status"]["notSentCount"], &status["status"]["notSentFirstDocNumber"]), (&json!(2), &json!(2)));
    assert_ne!(status["errors"]["network"]["code"], 0);
    let report = ready(&server, &json!({"type": "reportOfdExchangeStatus"}));
    let params = &report["fiscalParams"];
    assert_eq!(params["fnUnsentDocsCounters"]["sell"], json!({"count": 1, "sum": 428.8}));
    assert_eq!(params["fnQuantityCounters"]["sell"], json!({"count": 1, "corrections": 0}));
    let sums = ["receipts", "receiptsSum", "cashSum", "vat10Sum"].map(|name| params["fnTotals"]["sell"][name].clone());
    assert_eq!(sums, [json!(1), json!(428.8), json!(428.8), json!(38.98)]);
    assert_eq!(report["status"]["notSentCount"], 3);
    let document = server.ledger().pop().expect("a document");
    assert_eq!(document.tags["1097"], 2);
    set(&server, &json!({"ofd": "online"}));
    assert_eq!(ask(&server, "ofdExchangeStatus")["status"]["notSentCount"], 0);
    let old = with_ffd(Ffd::V1_05);
    assert!(ready(&old, &json!({"type": "reportOfdExchangeStatus"}))["fiscalParams"].get("fnTotals").is_none());
}

#[test]
fn the_registration_is_shown_by_its_version() {
    let new = ask(&server(), "getRegistrationInfo");
    assert_eq!((&new["device"]["ffdVersion"], &new["device"]["marking"]), (&json!("1.2"), &json!(true)));
    assert_eq!(new["organization"]["vatin"], "7700123459");
    let old = ask(&with_ffd(Ffd::V1_05), "getRegistrationInfo");
    assert_eq!(
        (&old["device"]["ffdVersion"], old["device"].get("marking"), old.get("ism")),
        (&json!("1.05"), None, None)
    );
}
