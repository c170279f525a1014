//! A day of sales: opens a shift, sells receipts, one of them over a connection that breaks, and closes the shift.
//!
//! The register is the simulator, started here. The library is loaded by its path and its functions are looked up by
//! name, as a foreign host does it.
//!
//!     cargo run -p kassa-examples --bin day
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use kassa_simulator::icash::{Options, Simulator};
use kassa_simulator::{Action, Fault, Point};
use libloading::Library;
use serde_json::{Value, json};
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::PathBuf;

type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Execute = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> c_int;
type Free = unsafe extern "C" fn(*mut c_char);

fn main() -> Result<(), Box<dyn Error>> {
    let register = Simulator::start(Options::default())?;
    let folder = std::env::temp_dir().join(format!("kassa-day-{}", std::process::id()));
    let path = built_library()?;
    println!(
        "library   {}\nregister  {} (simulator of iCASH-1F)\njournal   {}\n",
        path.display(),
        register.url(),
        folder.display()
    );
    let device = Device::open(
        &path,
        &json!({
            "backend": "icash", "url": register.url(), "journal": folder.join("kassa.db"), "settleMs": 500,
        }),
    )?;

    device.show("The register", &json!({ "type": "getDeviceStatus" }), "deviceStatus")?;
    device.show("Open the shift", &json!({ "type": "openShift", "operator": cashier() }), "fiscalParams")?;
    device.show("Sell for cash", &sale("order-1", "Хлеб ржаной", "cash"), "fiscalParams")?;
    device.show(
        "The same order again: recorded, nothing sent",
        &sale("order-1", "Хлеб ржаной", "cash"),
        "fiscalParams",
    )?;

    println!("── The link breaks after the register has made the receipt, before its answer\n");
    let broken =
        Fault { path: "/receipt".into(), point: Point::Processed, action: Action::Reset, times: 1, ..Fault::default() };
    register.set_faults(vec![broken]);
    device.show("Sell by card", &sale("order-2", "Сыр весовой", "electronically"), "fiscalParams")?;
    device.show("Close the shift", &json!({ "type": "closeShift", "operator": cashier() }), "fiscalParams")?;
    drop(device);

    println!("── The tape\n\n{}", register.tape());
    let receipts = register.ledger().iter().filter(|document| document.kind.word() == "receipt").count();
    println!("Receipts asked for: 2. Receipts on the register: {receipts}.");
    std::fs::remove_dir_all(&folder)?;
    if receipts == 2 { Ok(()) } else { Err("the register does not hold each receipt once".into()) }
}

fn cashier() -> Value {
    json!({ "name": "Кассир Лунина", "vatin": "771234567859" })
}

fn sale(id: &str, name: &str, payment: &str) -> Value {
    json!({
        "type": "sell", "externalId": id, "taxationType": "osn", "operator": cashier(),
        "items": [{
            "type": "position", "name": name, "price": 45.90, "quantity": 3, "amount": 137.70, "measurementUnit": "piece",
            "paymentMethod": "fullPayment", "paymentObject": "commodity", "tax": { "type": "vat10" },
        }],
        "payments": [{ "type": payment, "sum": 137.70 }],
    })
}

/// The library that cargo built with this program.
fn built_library() -> Result<PathBuf, Box<dyn Error>> {
    let here = std::env::current_exe()?;
    let target = here.parent().ok_or("the program stands nowhere")?;
    let name = libloading::library_filename("kassa");
    let places = [target.join("deps").join(&name), target.join(&name)];
    places.into_iter().find(|place| place.exists()).ok_or_else(|| "the library is not built".into())
}

/// The library, and a device opened with it.
struct Device {
    library: Library,
    handle: *mut c_void,
}

impl Device {
    fn open(path: &PathBuf, config: &Value) -> Result<Self, Box<dyn Error>> {
        // SAFETY: this is our own library, and the prototypes above are those of include/kassa.h.
        unsafe {
            let library = Library::new(path)?;
            // Never unloaded: the library keeps data for each thread.
            std::mem::forget(Library::new(path)?);
            let mut handle = std::ptr::null_mut();
            let config = CString::new(config.to_string())?;
            let status = library.get::<Open>("kassa_open")?(config.as_ptr(), &raw mut handle);
            if status == 0 { Ok(Self { library, handle }) } else { Err(format!("kassa_open: {status}").into()) }
        }
    }

    /// Carries out a task and prints a member of its answer.
    fn show(&self, title: &str, task: &Value, member: &str) -> Result<(), Box<dyn Error>> {
        let task = CString::new(task.to_string())?;
        let mut answer = std::ptr::null_mut();
        // SAFETY: as above; the answer is read before it is given back.
        let (status, answer) = unsafe {
            let status = self.library.get::<Execute>("kassa_execute")?(self.handle, task.as_ptr(), &raw mut answer);
            let text: Value = serde_json::from_str(CStr::from_ptr(answer).to_str()?)?;
            self.library.get::<Free>("kassa_string_free")?(answer);
            (status, text)
        };
        println!("── {title}");
        if status != 0 {
            return Err(format!("status {status}: {answer:#}").into());
        }
        if let Some(Value::Object(fields)) = answer.get(member) {
            fields.iter().for_each(|(name, value)| println!("   {name:26} {value}"));
        }
        println!("   {:26} {}\n", "warnings", answer["warnings"]);
        Ok(())
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: the handle came from kassa_open and is given back once.
        unsafe {
            if let Ok(close) = self.library.get::<Close>("kassa_close") {
                close(self.handle);
            }
        }
    }
}
