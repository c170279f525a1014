//! OFD.ru: every call of the service through the built library, its tokens, its errors, its secrets.

use crate::support::abi::{Device, function, taken};
use crate::support::alone;
use crate::support::application::application;
use kassa_simulator::ofdru::{Options, RefusalShape, Shapes, Simulator, test_signature};
use kassa_simulator::{Fault, Setup, Tls};
use serde_json::{Value, json};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::Mutex;

const OK: i32 = 0;
const BAD_CONFIG: i32 = 3;
const BAD_DOCUMENT: i32 = 4;
const UNSUPPORTED: i32 = 5;
const NO_LINK: i32 = 6;
const REFUSED: i32 = 7;
const UNKNOWN: i32 = 9;
const ACCOUNT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";
const PASSWORD: &str = "partner-password";

/// The service and the driver's device for it.
struct Desk {
    service: Simulator,
    device: Device,
    folder: tempfile::TempDir,
}

impl Desk {
    fn open() -> Self {
        Self::of(Options::default(), &json!({}))
    }

    fn shaped(shapes: Shapes) -> Self {
        Self::of(Options { shapes, ..Options::default() }, &json!({}))
    }

    fn of(options: Options, settings: &Value) -> Self {
        let service = Simulator::start(options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = json!({
            "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": PASSWORD,
            "ofdAgreementId": ACCOUNT, "journal": folder.path().join("kassa.db"), "timeoutMs": 2000, "settleMs": 50,
        });
        config.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let device = Device::open(&config).unwrap_or_else(|error| panic!("{error:?}"));
        Self { service, device, folder }
    }

    fn faults(&self, faults: &Value) {
        self.service.set_faults(Fault::list(&faults.to_string()).unwrap());
    }

    /// A call that must succeed.
    fn call(&self, method: &str, params: &Value) -> Value {
        let (status, answer) = self.device.call(method, Some(&params.to_string()));
        assert_eq!(status, OK, "{method} {params}: {answer}");
        answer
    }

    /// A call that must fail; returns the error object.
    fn fails(&self, wanted: i32, method: &str, params: &Value) -> Value {
        let (status, answer) = self.device.call(method, Some(&params.to_string()));
        assert_eq!(status, wanted, "{method} {params}: {answer}");
        answer["error"].clone()
    }

    fn created(&self) -> String {
        self.call("POST application", &application())["Data"]["Id"].as_str().unwrap().to_owned()
    }

    /// How many tokens were fetched.
    fn logins(&self) -> usize {
        self.service.requests().iter().filter(|request| path(request).contains("CreateAuthToken")).count()
    }
}

fn path(request: &Value) -> &str {
    request["path"].as_str().unwrap()
}

/// A function of the ABI that takes a device and a text, and returns an answer.
fn flat(device: &Device, name: &str, params: &Value) -> (i32, Value) {
    device.answering(name, &params.to_string())
}

fn download(device: &Device, params: &Value, file: Option<&str>) -> (i32, Value) {
    type Download = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
    let (params, file) = (CString::new(params.to_string()).unwrap(), file.map(|file| CString::new(file).unwrap()));
    let file = file.as_ref().map_or(std::ptr::null(), |file| file.as_ptr());
    let mut answer = std::ptr::null_mut();
    let download: Download = function("kassa_application_download");
    #[allow(unsafe_code, reason = "a foreign host calls C functions")]
    let status = unsafe { download(device.handle(), params.as_ptr(), file, &raw mut answer) };
    (status, taken(answer))
}

#[test]
fn an_application_goes_through_every_call_under_the_services_own_names() {
    let desk = Desk::of(Options { answer_seconds: None, ..Options::default() }, &json!({}));
    let created = desk.call("POST application", &application());
    assert_eq!(
        (&created["Status"], &created["Data"]["Status"], &created["Data"]["Stage"], &created["Data"]["Purpose"]),
        (&json!("Success"), &json!("New"), &json!("Initialization"), &json!("InitialRegistration"))
    );
    assert_eq!(created["Data"]["OfdAgreementId"], ACCOUNT, "that of the configuration");
    let id = &created["Data"]["Id"];
    let changed = json!({"id": id, "kktDetails": {"InstallmentPlace": "Киоск"}});
    assert_eq!(desk.call("PUT application", &changed)["Data"]["KktDetails"]["InstallmentPlace"], "Киоск");
    assert_eq!(desk.call("GET application", &json!({"id": id}))["Data"]["Id"], *id);
    assert_eq!(desk.call("GET application", &json!({}))["Data"]["Id"], *id, "an object for one");
    let prepared = desk.call("application/prepareDocuments", &json!({"id": id}));
    assert_eq!(prepared["Data"]["Status"], "AwaitingSignature");
    let waiting = desk.call("GET application", &json!({"id": id}));
    let document = &waiting["Data"]["Documents"][0];
    assert_eq!((&document["Kind"], &document["Signature"]), (&json!("1110061"), &json!("Unsigned")));
    let params = json!({"id": id, "documentId": document["Id"]});
    let content = desk.service.ledger().applications[0].documents[0].content.clone();
    let inline = desk.call("application/document/download", &params);
    let file = desk.folder.path().join("заявление.xml");
    let saved =
        desk.call("application/document/download", &json!({"id": id, "documentId": document["Id"], "file": file}));
    assert_eq!(std::fs::read(&file).unwrap(), content);
    assert_eq!((&saved["bytes"], &saved["file"]), (&json!(content.len()), &json!(file)));
    assert_eq!(decoded(inline["content"].as_str().unwrap()), content);
    let signed = json!({"id": id, "documentId": document["Id"], "signature": test_signature(&content)});
    let signed = desk.call("application/sign", &signed);
    assert_eq!(signed["Data"]["Documents"][0]["Signature"], "Signed");
    assert!(download(&desk.device, &params, None).0 == OK);
}

fn decoded(base64: &str) -> Vec<u8> {
    use base64::prelude::{BASE64_STANDARD, Engine};
    BASE64_STANDARD.decode(base64).unwrap()
}

#[test]
fn the_flat_functions_are_the_same_calls() {
    let desk = Desk::of(Options { answer_seconds: None, ..Options::default() }, &json!({}));
    let (status, created) = flat(&desk.device, "kassa_application_create", &application());
    assert_eq!(status, OK, "{created}");
    let id = &created["Data"]["Id"];
    let changed = json!({"id": id, "companyDetails": {"Kpp": "774301002"}});
    let (status, changed) = flat(&desk.device, "kassa_application_update", &changed);
    assert_eq!((status, &changed["Data"]["CompanyDetails"]["Kpp"]), (OK, &json!("774301002")));
    assert_eq!(flat(&desk.device, "kassa_application_get", &json!({"id": id})).1["Data"]["Id"], *id);
    assert_eq!(flat(&desk.device, "kassa_application_list", &json!({})).1["Data"]["Id"], *id);
    let (status, prepared) = flat(&desk.device, "kassa_application_prepare_documents", &json!({"id": id}));
    assert_eq!((status, &prepared["Data"]["Status"]), (OK, &json!("AwaitingSignature")));
    let document = flat(&desk.device, "kassa_application_get", &json!({"id": id})).1["Data"]["Documents"][0].clone();
    let params = json!({"id": id, "documentId": document["Id"]});
    let file = desk.folder.path().join("a.xml");
    let (status, saved) = download(&desk.device, &params, file.to_str());
    assert_eq!(status, OK, "{saved}");
    let signature = test_signature(&std::fs::read(&file).unwrap());
    let signed = json!({"id": id, "documentId": document["Id"], "signature": signature});
    assert_eq!(flat(&desk.device, "kassa_application_sign", &signed).0, OK);
    // The list is never one application, and an application is never the list.
    assert_eq!(flat(&desk.device, "kassa_application_get", &json!({})).0, BAD_DOCUMENT);
    assert_eq!(flat(&desk.device, "kassa_application_list", &json!({"id": id})).0, BAD_DOCUMENT);
}

#[test]
fn a_client_is_registered_by_every_scenario_of_the_appendix() {
    for (email, inn, kpp, wanted) in [
        ("new@example.com", "7700123459", "770001001", Ok(())),
        ("shop@example.com", "7700123459", "770001001", Ok(())),
        ("new@example.com", "7743013901", "774301001", Err("ValidationError")),
        ("new@example.com", "7700123459", "774301001", Err("InternalError")),
        ("shop@example.com", "7743013901", "774301009", Ok(())),
        ("shop@example.com", "7743013901", "774301001", Ok(())),
    ] {
        for shapes in [Shapes::default(), Shapes { capital_data: true, ..Shapes::default() }] {
            let desk = Desk::shaped(shapes);
            let client = json!({"name": "ООО Ромашка", "email": email, "inn": inn, "kpp": kpp});
            let (status, answer) = flat(&desk.device, "kassa_client_register", &client);
            match wanted {
                Ok(()) => {
                    assert_eq!(status, OK, "{client}: {answer}");
                    let agreement = answer.get("data").or_else(|| answer.get("Data")).unwrap()["agreement"].clone();
                    assert!(agreement.is_string(), "{answer}");
                }
                Err(name) => {
                    assert_eq!(status, REFUSED, "{client}: {answer}");
                    assert!(answer["error"]["backend"]["text"].as_str().unwrap().starts_with(name), "{answer}");
                }
            }
        }
    }
}

#[test]
fn it_is_not_a_register() {
    let desk = Desk::open();
    for task in ["sell", "openShift", "registration", "getDeviceStatus", "closeArchive"] {
        assert_eq!(desk.device.execute(&json!({"type": task})).0, UNSUPPORTED, "{task}");
    }
    assert_eq!(desk.service.requests(), [] as [Value; 0], "nothing was sent");
    let table = xtask::capabilities(false);
    assert!(table.contains("(`icash`)") && !table.contains("ofdru"), "no column of its own: {table}");
}

#[test]
fn an_application_with_faults_is_not_sent_and_all_of_them_are_named() {
    let desk = Desk::open();
    let mut wrong = application();
    wrong["CompanyDetails"]["Inn"] = json!("7743013902");
    wrong["CompanyDetails"]["Ogrn"] = json!("1027739019209");
    wrong["CompanyDetails"]["Kpp"] = json!("77430100");
    wrong["KktDetails"]["FnName"] = json!("");
    wrong["KktDetails"]["Colour"] = json!("red");
    let error = desk.fails(BAD_DOCUMENT, "POST application", &wrong);
    let mut places: Vec<_> =
        error["faults"].as_array().unwrap().iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    places.sort_unstable();
    let wanted = "CompanyDetails.Inn CompanyDetails.Kpp CompanyDetails.Ogrn KktDetails.Colour KktDetails.FnName";
    assert_eq!(places.join(" "), wanted);
    for fault in error["faults"].as_array().unwrap() {
        assert!(
            fault["message"]["ru"].as_str().unwrap().chars().any(|letter| ('а'..='я').contains(&letter)),
            "{fault}"
        );
    }
    assert_eq!(desk.service.requests(), [] as [Value; 0]);
    // Invented numbers of a test account pass if the configuration allows them.
    let test = Desk::of(Options { checks_taxpayers: false, ..Options::default() }, &json!({"testMode": true}));
    wrong = application();
    wrong["CompanyDetails"]["Inn"] = json!("5252000000");
    assert_eq!(test.device.call("POST application", Some(&wrong.to_string())).0, OK, "the vendor's own example");
}

#[test]
fn a_refusal_is_understood_in_every_form_it_may_have() {
    let forms = [RefusalShape::Errors, RefusalShape::Error, RefusalShape::Status, RefusalShape::Value];
    for (form, status) in forms.into_iter().flat_map(|form| [200, 400].map(|status| (form, status))) {
        let desk = Desk::shaped(Shapes { refusal: form, refusal_status: status, ..Shapes::default() });
        let error = desk.fails(REFUSED, "GET application", &json!({"id": "bd444444-f4a4-4ddc-a4b4-b4ee4cd44b4a"}));
        assert!(error["backend"]["text"].as_str().unwrap().starts_with("ApplicationNotFound"), "{error}");
        assert_eq!((&error["outcome"], &error["retry"]), (&json!("rejected"), &json!("fixInput")), "{error}");
        assert_eq!((&error["faults"][0]["path"], &error["backend"]["httpStatus"]), (&json!("id"), &json!(status)));
        let id = desk.created();
        let error =
            desk.fails(REFUSED, "application/sign", &json!({"id": id, "documentId": "bd444444", "signature": "AA=="}));
        assert!(error["message"]["en"].as_str().unwrap().contains("InvalidStatus"), "{form:?}: {error}");
    }
}

#[test]
fn every_error_of_the_service_comes_with_its_name_and_a_class() {
    let desk = Desk::open();
    desk.created();
    for (code, name, retry) in [
        (1, "ApplicationNotFound", "fixInput"),
        (3, "InvalidStatus", "fixInput"),
        (4, "OfdAgreementNotFound", "fixInput"),
        (5, "ErrorAutoFillingCompanyData", "fixInput"),
        (6, "ErrorAutoFillingDirectorData", "fixInput"),
        (7, "ErrorAutoFillingCompanyAddress", "fixInput"),
        (8, "ErrorAutoFillingKktInstallmentPlace", "fixInput"),
        (9, "ValidationError", "fixInput"),
        (10, "AgreementNotFound", "fixInput"),
        (11, "InternalError", "service"),
    ] {
        desk.faults(&json!([{"path": "/kkt/application", "point": "processed", "action": "error", "code": code}]));
        let error = desk.fails(REFUSED, "GET application", &json!({}));
        assert!(error["backend"]["text"].as_str().unwrap().starts_with(name), "{error}");
        assert_eq!(error["retry"], retry, "{error}");
        assert!(error["advice"]["ru"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
    }
}

#[test]
fn what_prepare_documents_misses_is_named_by_its_paths() {
    // An application of another program misses things that ours cannot miss.
    let desk = Desk::open();
    let bare = json!({"ofdAgreementId": ACCOUNT, "purpose": "InitialRegistration", "CompanyDetails": {"CompanyType": "LegalEntity"}});
    let id = desk.service.make_document(&bare).unwrap()["Data"]["Id"].clone();
    let error = desk.fails(REFUSED, "application/prepareDocuments", &json!({"id": id}));
    let places: Vec<_> =
        error["faults"].as_array().unwrap().iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    assert!(places.contains(&"KktDetails.FnNumber") && places.contains(&"CompanyDetails.Signatory.Email"), "{error}");
    assert_eq!(places.len(), 20, "all of §2.5.1 but the type: {places:?}");
}

#[test]
fn a_token_is_fetched_once_for_all_and_again_when_it_ends() {
    let desk = Desk::open();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| desk.call("GET application", &json!({})));
        }
    });
    assert_eq!(desk.logins(), 1, "one thread for all");
    // A revoked token: refused once, a new one is fetched once, and the call succeeds.
    for shapes in [Shapes::default(), Shapes { token_status: 200, ..Shapes::default() }] {
        let desk = Desk::shaped(Shapes { bare_token: true, ..shapes });
        desk.created();
        assert!(desk.service.revoke_tokens());
        desk.call("GET application", &json!({}));
        assert_eq!(desk.logins(), 2);
    }
    // Shortly before it expires the token is renewed, before the service refuses it.
    let short = Desk::of(Options { token_seconds: 0, ..Options::default() }, &json!({}));
    short.service.behave(|options| options.token_seconds = 1);
    short.call("GET application", &json!({}));
    let refused = |desk: &Desk| desk.service.requests().iter().filter(|request| request["status"] == 401).count();
    assert_eq!((short.logins(), refused(&short)), (1, 0));
}

#[test]
fn a_wrong_password_is_refused_once_and_never_shown() {
    let desk = Desk::of(Options::default(), &json!({"password": "wrong-secret-word"}));
    let error = desk.fails(REFUSED, "GET application", &json!({}));
    assert_eq!((error["outcome"].as_str(), error["retry"].as_str()), (Some("rejected"), Some("fixInput")));
    assert!(!error.to_string().contains("wrong-secret-word"), "{error}");
    assert_eq!(desk.logins(), 1);
}

#[test]
fn a_missing_permission_is_no_reason_to_fetch_tokens_again_and_again() {
    let desk = Desk::open();
    desk.created();
    desk.faults(
        &json!([{"path": "/kkt/application", "point": "processed", "action": "error", "code": 2, "times": 10}]),
    );
    let error = desk.fails(REFUSED, "GET application", &json!({}));
    assert!(error["backend"]["text"].as_str().unwrap().starts_with("AccessDenied"), "{error}");
    assert_eq!(desk.logins(), 2, "renewed once after a refusal");
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[allow(unsafe_code, reason = "a foreign host is called by C functions")]
unsafe extern "C" fn keep_line(_: *mut c_void, line: *const c_char) {
    LINES.lock().unwrap().push(unsafe { CStr::from_ptr(line) }.to_str().unwrap().to_owned());
}

#[test]
fn the_token_and_the_password_are_nowhere_but_in_the_requests() {
    alone(
        module_path!(),
        "the_token_and_the_password_are_nowhere_but_in_the_requests",
        look_for_the_token_and_the_password,
    );
}

fn look_for_the_token_and_the_password() {
    type SetLog = unsafe extern "C" fn(Option<unsafe extern "C" fn(*mut c_void, *const c_char)>, *mut c_void) -> c_int;
    #[allow(unsafe_code, reason = "a foreign host calls C functions")]
    unsafe {
        function::<SetLog>("kassa_set_log")(Some(keep_line), std::ptr::null_mut());
    }
    let desk = Desk::open();
    desk.created();
    let token = desk.service.requests().iter().find_map(|request| {
        path(request).split_once("AuthToken=").map(|(_, token)| token.split('&').next().unwrap().to_owned())
    });
    let token = token.expect("the token stands in the address");
    assert!(token.len() > 8, "{token}");
    let mut said = Vec::new();
    for fault in [
        json!({"point": "received", "action": "reset"}),
        json!({"point": "processed", "action": "close"}),
        json!({"point": "answer", "action": "malformed"}),
        json!({"point": "processed", "action": "status", "status": 500}),
        json!({"point": "processed", "action": "oversized"}),
        json!({"point": "accept", "action": "reset"}),
    ] {
        let mut fault = fault;
        fault["path"] = json!("/kkt/application");
        desk.faults(&json!([fault]));
        said.push(desk.device.call("GET application", Some("{}")).1.to_string());
    }
    said.push(
        desk.device
            .call("application/sign", Some(r#"{"id": "1", "documentId": "2", "signature": "AA=="}"#))
            .1
            .to_string(),
    );
    let lines = LINES.lock().unwrap().join("\n");
    assert!(lines.contains("/api/kkt/application"), "{lines}");
    let journal = std::fs::read(desk.folder.path().join("kassa.db")).unwrap();
    let wal = std::fs::read(desk.folder.path().join("kassa.db-wal")).unwrap_or_default();
    for secret in [token.as_str(), PASSWORD] {
        assert!(!lines.contains(secret), "{lines}");
        assert!(!said.join("\n").contains(secret), "{said:?}");
        for file in [&journal, &wal] {
            assert!(!file.windows(secret.len()).any(|part| part == secret.as_bytes()));
        }
    }
}

#[test]
fn a_lost_creation_is_unresolved_and_says_how_to_look() {
    let desk = Desk::open();
    desk.call("GET application", &json!({}));
    desk.faults(&json!([{"path": "/kkt/application", "point": "processed", "action": "close"}]));
    let error = desk.fails(UNKNOWN, "POST application", &application());
    assert_eq!((error["outcome"].as_str(), error["retry"].as_str()), (Some("unknown"), Some("recoverFirst")));
    assert!(error["advice"]["en"].as_str().unwrap().contains("GET application"), "{error}");
    assert_eq!(desk.service.ledger().applications.len(), 1, "sent once");
}

#[test]
fn a_call_whose_token_could_not_be_fetched_was_not_sent() {
    for fault in [
        json!({"point": "processed", "action": "close"}),
        json!({"point": "processed", "action": "malformed"}),
        json!({"point": "received", "action": "status", "status": 502}),
    ] {
        let desk = Desk::open();
        let mut fault = fault;
        fault["path"] = json!("/Authorization/CreateAuthToken");
        desk.faults(&json!([fault]));
        let error = desk.fails(NO_LINK, "POST application", &application());
        assert_eq!((error["outcome"].as_str(), error["retry"].as_str()), (Some("notSent"), Some("safe")), "{error}");
        assert_eq!(desk.service.ledger().applications, []);
        desk.created();
    }
}

#[test]
fn a_file_that_cannot_be_written_is_a_fault_of_its_place() {
    let desk = Desk::of(Options { answer_seconds: None, ..Options::default() }, &json!({}));
    let id = desk.created();
    desk.call("application/prepareDocuments", &json!({"id": id}));
    let document = desk.call("GET application", &json!({"id": id}))["Data"]["Documents"][0]["Id"].clone();
    let (status, answer) =
        download(&desk.device, &json!({"id": id, "documentId": document}), Some("/no/such/folder/a.xml"));
    assert_eq!((status, &answer["error"]["faults"][0]["path"]), (BAD_DOCUMENT, &json!("file")), "{answer}");
    let (status, answer) = download(&desk.device, &json!({"id": id, "documentId": "0"}), None);
    assert_eq!(status, REFUSED, "an answer in JSON is no document: {answer}");
}

#[test]
fn a_service_is_verified_before_it_gets_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let tls = Some(Tls { folder: folder.path().to_owned(), asks_client: false });
    let service = Simulator::start(Options { setup: Setup { tls, ..Setup::default() }, ..Options::default() }).unwrap();
    let mut config = json!({
        "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": PASSWORD,
        "ofdAgreementId": ACCOUNT, "journal": folder.path().join("kassa.db"),
    });
    let stranger = Device::open(&config).unwrap();
    assert_eq!(stranger.call("GET application", None).0, NO_LINK, "nobody that is trusted vouches for it");
    assert_eq!(service.requests(), [] as [Value; 0]);
    config["tls"] = json!({"ca": folder.path().join("ca.pem")});
    let (status, answer) = Device::open(&config).unwrap().call("GET application", None);
    assert_eq!(status, OK, "{answer}");
}

#[test]
fn a_configuration_without_its_keys_or_over_an_open_network_is_refused() {
    let whole = json!({
        "backend": "ofdru", "url": "https://ofd.example.com", "login": "a", "password": "b-secret", "ofdAgreementId": ACCOUNT,
        "journal": tempfile::tempdir().unwrap().path().join("kassa.db"),
    });
    assert!(Device::open(&whole).is_ok());
    for (key, value, places) in [
        ("url", json!("http://ofd.example.com"), "url"),
        ("url", Value::Null, "url"),
        ("login", Value::Null, "login"),
        ("password", Value::Null, "password"),
        ("password", json!(17), "password"),
        ("ofdAgreementId", json!("../x"), "ofdAgreementId"),
        ("pin", json!("b-secret"), "pin"),
    ] {
        let mut config = whole.clone();
        config[key] = value;
        let Err((status, error)) = Device::open(&config) else { panic!("{config}") };
        assert_eq!((status, error["faults"][0]["path"].as_str()), (BAD_CONFIG, Some(places)), "{error}");
        assert!(!error.to_string().contains("b-secret"), "{error}");
    }
}
