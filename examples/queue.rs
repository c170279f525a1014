//! What a cloud queue costs: the time from the document on the simulated register to the return of the call, for
//! several lengths of the queue, by polling alone and with callbacks.
//!
//!     cargo run -p kassa-examples --bin queue
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use kassa_simulator::itkassa::{BASE, Options, REGISTER, Simulator};
use libloading::Library;
use serde_json::{Value, json};
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Execute = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> c_int;
type Call = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
type Free = unsafe extern "C" fn(*mut c_char);

const SHARED: &str = "shared*key*of*the*shop*1";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("kassa-queue-{}", std::process::id()));
    let path = built_library()?;
    println!("| in the queue | by questions | with call-backs |\n|---|---|---|");
    for (queue, times) in [(100, 10), (1000, 5), (30_000, 1)] {
        let asked = mean(&path, &folder, queue, times, false)?;
        let called = mean(&path, &folder, queue, times, true)?;
        println!("| {queue} ms | {asked} ms | {called} ms |");
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Mean time from the document on the register to the return of the call, in milliseconds.
fn mean(path: &Path, folder: &Path, queue: u64, times: u128, listens: bool) -> Result<u128, Box<dyn Error>> {
    let service = Simulator::start(Options::default())?;
    service.set_register(&json!({ "delayMs": queue }));
    let config = json!({
        "backend": "itkassa", "url": format!("{}{BASE}", service.url()), "apiKey": Options::default().api_key,
        "creItemId": REGISTER, "callbackKey": SHARED, "journal": folder.join(format!("{queue}-{listens}.db")),
    });
    let device = Device::open(path, &config)?;
    if listens {
        let answer = device.text("kassa_listen", "127.0.0.1:0")?;
        let place = answer["listening"].as_str().ok_or("no place to listen")?;
        device.call(
            "organization/settings",
            &json!({
                "callbackApiKey": SHARED, "errorEmail": "admin@example.com", "testUrl": format!("http://{place}/test"),
                "printResultUrl": format!("http://{place}/result"),
            }),
        )?;
    }
    let mut whole = 0;
    for number in 0..times {
        device.text("kassa_execute", &sale(&format!("order-{number}")).to_string())?;
        let returned = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let made = service.ledger().last().ok_or("nothing was made")?.made_ms;
        whole += returned.saturating_sub(u128::from(made));
    }
    Ok(whole / times)
}

fn sale(order: &str) -> Value {
    json!({
        "type": "sell", "externalId": order, "taxationType": "osn",
        "items": [{ "type": "position", "name": "Чай чёрный", "price": 125.50, "quantity": 2, "amount": 251,
            "tax": { "type": "vat10" }, "paymentObject": "commodity", "paymentMethod": "fullPayment" }],
        "payments": [{ "type": "electronically", "sum": 251 }],
    })
}

/// The shared library that was built beside this program.
fn built_library() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(path) = std::env::var_os("KASSA_LIBRARY") {
        return Ok(path.into());
    }
    let program = std::env::current_exe()?;
    let folder = program.parent().ok_or("no folder of the build")?;
    let name = libloading::library_filename("kassa");
    let places = [folder.join(&name), folder.join("deps").join(&name)];
    places
        .into_iter()
        .find(|place| place.is_file())
        .ok_or_else(|| "build the library first: cargo build --release".into())
}

/// An open device, and its library.
struct Device {
    library: Library,
    handle: *mut c_void,
}

impl Device {
    fn open(path: &Path, config: &Value) -> Result<Self, Box<dyn Error>> {
        // SAFETY: this is our own library, and the prototypes above are those of include/kassa.h.
        let (library, mut handle) = (unsafe { Library::new(path)? }, std::ptr::null_mut());
        // SAFETY: as above. Never unloaded: the library keeps data for each thread.
        std::mem::forget(unsafe { Library::new(path)? });
        let config = CString::new(config.to_string())?;
        // SAFETY: as above; the place and the text live until the call returns.
        let status = unsafe { library.get::<Open>("kassa_open")?(config.as_ptr(), &raw mut handle) };
        if status == 0 { Ok(Self { library, handle }) } else { Err(format!("kassa_open: {status}").into()) }
    }

    /// Calls a function that takes a text.
    fn text(&self, name: &str, text: &str) -> Result<Value, Box<dyn Error>> {
        let (text, mut answer) = (CString::new(text)?, std::ptr::null_mut());
        // SAFETY: as above; the text lives until the call returns.
        let status = unsafe { self.library.get::<Execute>(name)?(self.handle, text.as_ptr(), &raw mut answer) };
        self.taken(name, status, answer)
    }

    fn call(&self, method: &str, params: &Value) -> Result<Value, Box<dyn Error>> {
        let (name, params) = (CString::new(method)?, CString::new(params.to_string())?);
        let mut answer = std::ptr::null_mut();
        // SAFETY: as above.
        let call = unsafe { self.library.get::<Call>("kassa_call")? };
        // SAFETY: as above; the texts live until the call returns.
        let status = unsafe { call(self.handle, name.as_ptr(), params.as_ptr(), &raw mut answer) };
        self.taken(method, status, answer)
    }

    fn taken(&self, name: &str, status: c_int, answer: *mut c_char) -> Result<Value, Box<dyn Error>> {
        // SAFETY: the library returned this text, which ends with a zero.
        let text = unsafe { CStr::from_ptr(answer) }.to_str()?.to_owned();
        // SAFETY: it is given back once, after it was read.
        unsafe { self.library.get::<Free>("kassa_string_free")?(answer) };
        if status == 0 { Ok(serde_json::from_str(&text)?) } else { Err(format!("{name}: {status} {text}").into()) }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: as above.
        if let Ok(close) = unsafe { self.library.get::<Close>("kassa_close") } {
            // SAFETY: the handle came from kassa_open and is given back once.
            unsafe { close(self.handle) };
        }
    }
}
