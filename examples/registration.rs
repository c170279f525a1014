//! The registration workflow of a new register, up to its registration card, with two simulators: OFD.ru and an
//! iCASH-1F with a new fiscal drive. Between the calls the program forgets everything, as if days had passed; the
//! journal has what it needs.
//!
//! The signer makes visibly false signatures: the library holds no keys, and this "signature" has no legal effect.
//!
//!     cargo run -p kassa-examples --bin registration
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use kassa_simulator::ofdru::{self, Decision, test_signature};
use kassa_simulator::{Setup, icash};
use libloading::Library;
use serde_json::{Value, json};
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};

type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Start = unsafe extern "C" fn(*mut c_void, *mut c_void, *const c_char, *mut *mut c_char) -> c_int;
type Sign = unsafe extern "C" fn(*mut c_void, *const c_char, *const u8, usize, *mut c_void) -> i32;
type Advance =
    unsafe extern "C" fn(*mut c_void, *mut c_void, *const c_char, Sign, *mut c_void, *mut *mut c_char) -> c_int;
type Set = unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int;
type Free = unsafe extern "C" fn(*mut c_char);

fn main() -> Result<(), Box<dyn Error>> {
    let by_hand = ofdru::Options { answer_seconds: None, ..ofdru::Options::default() };
    let service = ofdru::Simulator::start(by_hand)?;
    let fresh = icash::Options { setup: Setup::default(), registered: false, ..icash::Options::default() };
    let register = icash::Simulator::start(fresh)?;
    let folder = std::env::temp_dir().join(format!("kassa-registration-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (path, card) = (built_library()?, folder.join("card.xml"));
    println!(
        "library   {}\nservice   {} (simulator of OFD.ru)\nregister  {} (simulator of iCASH-1F, a fresh drive)\n",
        path.display(),
        service.url(),
        register.url(),
    );
    let journal = folder.join("kassa.db");
    let registrar = json!({
        "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": "partner-password",
        "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55", "journal": journal,
    });
    let device = json!({"backend": "icash", "url": register.url(), "journal": journal});

    let mut state = Program::begun(&path, &registrar, &device)?.start(&request(&card))?;
    show(&state);
    while state["done"] != true {
        // Each call is made by a new program, which only knows what is in the journal.
        state = Program::begun(&path, &registrar, &device)?.advance("shop-1")?;
        show(&state);
        match state["awaited"].as_str() {
            Some("taxService") if service.decide("*", &Decision::Approve) => {
                println!("   (days later: the tax service has answered)\n");
            }
            Some("nobody") => {}
            _ => return Err(format!("{state:#}").into()),
        }
    }

    let ledger = service.ledger();
    let reports = register.ledger().iter().filter(|document| document.kind.word() == "registration").count();
    println!("── The service\n\n{}", service.tape());
    println!("Applications: {}. Filings: {}. Reports: {reports}.", ledger.applications.len(), ledger.filings.len());
    let saved = std::fs::read(&card)?;
    let is_card = ledger.applications[0].documents.last().is_some_and(|document| document.content == saved);
    std::fs::remove_dir_all(&folder)?;
    let once = (ledger.applications.len(), ledger.filings.len(), reports, is_card);
    if once == (1, 2, 1, true) { Ok(()) } else { Err(format!("not one of each: {once:?}").into()) }
}

/// The request: the application, what the register needs besides, and where the card is saved.
fn request(card: &Path) -> Value {
    json!({
        "id": "shop-1", "purpose": "InitialRegistration", "card": card,
        "KktDetails": {
            "FnName": "Накопитель ФН-1.1", "FnNumber": "9999078900012345", "Model": "iCASH-1F",
            "SerialNumber": "00000000000000012345", "FnsBranchCode": "7743", "InstallmentPlace": "Магазин",
            "InstallmentAddress": {
                "RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "Street": "ул. Примерная",
                "HouseNumber": "1",
            },
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": "7743013901", "Kpp": "774301001",
            "Ogrn": "1027739019208", "CompanyName": "ООО \"Ромашка\"", "LegalAddress": {"RegionCode": "77"},
            "Signatory": {
                "FirstName": "Анна", "LastName": "Лунина", "MiddleName": "Павловна", "Email": "lunina@example.com",
                "Phone": "+79000000000", "Position": "директор",
            },
        },
        "registration": {
            "operator": {"name": "Инженер Седов"},
            "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},
            "device": {"ffdVersion": "1.05"},
            "ofd": {"name": "ООО \"Пример ОФД\"", "vatin": "7704453017"},
        },
    })
}

fn show(state: &Value) {
    println!("── {}", state["message"]["ru"].as_str().unwrap_or_default());
    for name in ["step", "awaited", "registrationNumber", "fiscalParams", "card"] {
        if !state[name].is_null() {
            println!("   {name:20} {}", state[name]);
        }
    }
    println!();
}

/// The library that cargo built with this program.
fn built_library() -> Result<PathBuf, Box<dyn Error>> {
    let here = std::env::current_exe()?;
    let target = here.parent().ok_or("the program stands nowhere")?;
    let name = libloading::library_filename("kassa");
    let places = [target.join("deps").join(&name), target.join(&name)];
    places.into_iter().find(|place| place.exists()).ok_or_else(|| "the library is not built".into())
}

/// A program that has just started: the library, the service and the register.
struct Program {
    library: Library,
    registrar: *mut c_void,
    device: *mut c_void,
}

impl Program {
    fn begun(path: &Path, registrar: &Value, device: &Value) -> Result<Self, Box<dyn Error>> {
        // SAFETY: this is our own library, and the prototypes above are those of include/kassa.h.
        let library = unsafe {
            // Never unloaded: the library keeps data for each thread.
            std::mem::forget(Library::new(path)?);
            Library::new(path)?
        };
        let open = |config: &Value| -> Result<*mut c_void, Box<dyn Error>> {
            let mut handle = std::ptr::null_mut();
            let config = CString::new(config.to_string())?;
            // SAFETY: as above.
            let status = unsafe { library.get::<Open>("kassa_open")?(config.as_ptr(), &raw mut handle) };
            if status == 0 { Ok(handle) } else { Err(format!("kassa_open: {status}").into()) }
        };
        let (registrar, device) = (open(registrar)?, open(device)?);
        Ok(Self { library, registrar, device })
    }

    fn start(&self, request: &Value) -> Result<Value, Box<dyn Error>> {
        let request = CString::new(request.to_string())?;
        let mut answer = std::ptr::null_mut();
        // SAFETY: as above.
        let status = unsafe {
            let start = self.library.get::<Start>("kassa_registration_start")?;
            start(self.registrar, self.device, request.as_ptr(), &raw mut answer)
        };
        self.told(status, answer)
    }

    fn advance(&self, id: &str) -> Result<Value, Box<dyn Error>> {
        let id = CString::new(id)?;
        let mut answer = std::ptr::null_mut();
        // SAFETY: as above; `user` is only passed to `sign`, within this call.
        let status = unsafe {
            let advance = self.library.get::<Advance>("kassa_registration_advance")?;
            let user = (&raw const self.library).cast_mut().cast();
            advance(self.registrar, self.device, id.as_ptr(), sign, user, &raw mut answer)
        };
        self.told(status, answer)
    }

    fn told(&self, status: c_int, answer: *mut c_char) -> Result<Value, Box<dyn Error>> {
        // SAFETY: the answer is a text of the library, and is read before it is given back.
        let answer: Value = unsafe {
            let text = serde_json::from_str(CStr::from_ptr(answer).to_str()?)?;
            self.library.get::<Free>("kassa_string_free")?(answer);
            text
        };
        if status == 0 { Ok(answer) } else { Err(format!("status {status}: {answer:#}").into()) }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: the handles came from kassa_open and are given back once.
        unsafe {
            if let Ok(close) = self.library.get::<Close>("kassa_close") {
                close(self.registrar);
                close(self.device);
            }
        }
    }
}

/// The signer. A real one would show the document to a person and ask a crypto provider; this one only pretends.
unsafe extern "C" fn sign(
    user: *mut c_void,
    document: *const c_char,
    content: *const u8,
    length: usize,
    into: *mut c_void,
) -> i32 {
    // SAFETY: the library passes a text and `length` bytes that are valid for this call; `user` is the library.
    let (library, document, content) =
        unsafe { (&*user.cast::<Library>(), CStr::from_ptr(document), std::slice::from_raw_parts(content, length)) };
    println!("   (to be signed: {length} bytes, {})\n", document.to_string_lossy());
    let Ok(signature) = CString::new(test_signature(content)) else { return 1 };
    // SAFETY: as above; `into` belongs to this call.
    unsafe { library.get::<Set>("kassa_signature_set").map_or(1, |set| set(into, signature.as_ptr())) }
}
