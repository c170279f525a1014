//! What a receipt costs that is built field by field: per line, and compared with the same receipt as JSON.
//!
//!     cargo bench --bench assembly
//!
//! Every figure is a ratio within one run. The first ratio is about 1 if a line costs the same in a long receipt as in
//! a short one; it is about 16 if the work per line grows with the receipt. `tests/receipt_cost.rs` asserts the same
//! without a clock.

use kassa::ffi::types::{ReceiptDraft, Status};
use kassa::ffi::without_json::{kassa_receipt_add_item, kassa_receipt_free, kassa_receipt_new, kassa_receipt_set};
use std::error::Error;
use std::ffi::{CStr, CString};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Number of lines of a short and of a long receipt.
const SHORT: usize = 250;
const LONG: usize = 4000;

/// Rounds of each measurement; the median counts.
const ROUNDS: usize = 9;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    // The first receipt of a process makes the schema.
    receipt(1)?;
    let json = json(LONG)?;
    // Each makes as many lines, or receipts, so that a busy machine slows all of them alike.
    let mut taken: [Vec<Duration>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let times = [
            timed(|| (0..LONG / SHORT).try_for_each(|_| receipt(SHORT)))?,
            timed(|| receipt(LONG))?,
            timed(|| Ok(serde_json::from_str::<serde_json::Value>(&json).map(drop)?))?,
            timed(|| (0..LONG).try_for_each(|_| receipt(0)))?,
        ];
        taken.iter_mut().zip(times).for_each(|(list, time)| list.push(time));
    }
    let [short, long, parsed, empty] = taken.map(median);
    println!("a line of {LONG} to a line of {SHORT}      {:5.2}", ratio(long, short));
    println!("a line of {LONG} to its JSON, parsed {:5.2}", ratio(long, parsed));
    println!("kassa_receipt_new and _free to a line {:5.2}", ratio(empty, long));
    Ok(())
}

/// Builds a receipt and frees it.
fn receipt(lines: usize) -> Result<(), Failure> {
    let mut handle: *mut ReceiptDraft = std::ptr::null_mut();
    done(kassa_receipt_new(Some(c"sell".into()), Some((&mut handle).into())))?;
    for line in 0..lines {
        let (name, tax) = (c"Хлеб ржаной".into(), c"vat10".into());
        done(kassa_receipt_add_item(handle, Some(name), 45_90, 3_000_000, 137_70, Some(tax)))?;
        set(handle, &format!("items[{line}].measurementUnit"), c"piece")?;
        set(handle, &format!("items[{line}].paymentObject"), c"commodity")?;
    }
    done(kassa_receipt_free(handle))
}

fn set(handle: *mut ReceiptDraft, path: &str, value: &CStr) -> Result<(), Failure> {
    let path = CString::new(path)?;
    done(kassa_receipt_set(handle, Some(path.as_c_str().into()), Some(value.into())))
}

/// The same receipt as JSON.
fn json(lines: usize) -> Result<String, Failure> {
    let mut text = String::from(r#"{"type":"sell","items":["#);
    for line in 0..lines {
        let comma = if line == 0 { "" } else { "," };
        write!(text, r#"{comma}{{"type":"position","name":"Хлеб ржаной","price":45.90,"quantity":3,"amount":137.70,"#)?;
        text.push_str(r#""tax":{"type":"vat10"},"measurementUnit":"piece","paymentObject":"commodity"}"#);
    }
    Ok(text + "]}")
}

fn done(status: Status) -> Result<(), Failure> {
    if status == Status::Ok { Ok(()) } else { Err(format!("{status:?}").into()) }
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
