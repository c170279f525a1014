//! What a device answers may not cost a call more than 16 MiB of memory, however long the answer and however many
//! documents it claims to have.
//!
//! The memory of this process is counted, without that of the devices, which are threads here.
#![allow(unsafe_code, reason = "an allocator is unsafe by its trait")]

use kassa::ffi::types::Status;
use kassa::ffi::without_json::kassa_print_text;
use kassa::{Device, Task};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The stated bound (docs/en/reliability.md), in bytes.
const BOUND: usize = 16 * 1024 * 1024;

/// The system's allocator, which counts what is allocated now, and the most that it was.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// This thread is a device.
    static DEVICE: Cell<bool> = const { Cell::new(false) };
}

fn is_counted() -> bool {
    // Thread-locals may already be destroyed while a thread exits.
    !DEVICE.try_with(Cell::get).unwrap_or(true)
}

fn add(bytes: usize) {
    if is_counted() {
        MOST.fetch_max(NOW.fetch_add(bytes, Ordering::SeqCst).wrapping_add(bytes), Ordering::SeqCst);
    }
}

fn remove(bytes: usize) {
    if is_counted() {
        NOW.fetch_sub(bytes, Ordering::SeqCst);
    }
}

// SAFETY: every call is passed on unchanged to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        // SAFETY: the caller keeps the contract of the trait, which is the contract of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        remove(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // While a block is copied, both are there.
        add(size);
        // SAFETY: as above.
        let block = unsafe { System.realloc(block, layout, size) };
        remove(layout.size());
        block
    }
}

/// What a device answers to a path and a body; `None` is the end of the connection.
type Says = fn(&str, &[u8]) -> Option<String>;

/// Starts a device; returns its address.
fn device(says: Says) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        DEVICE.set(true);
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            thread::spawn(move || {
                DEVICE.set(true);
                serve(&stream, says);
            });
        }
    });
    url
}

/// Answers the requests of one connection.
fn serve(mut stream: &TcpStream, says: Says) {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut path, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(given) = line.strip_prefix("content-length:") {
                length = given.trim().parse().unwrap();
            }
            if path.is_empty() {
                line.split(' ').nth(1).unwrap().clone_into(&mut path);
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let Some(answer) = says(&path, &body) else { return };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", answer.len());
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes())).is_err() {
            return;
        }
    }
}

/// 4 MB, of which each byte is the most that JSON can make of it.
fn numbers() -> String {
    format!(r#"{{"ok":true,"a":[{}0]}}"#, "0,".repeat(2 << 20))
}

/// The largest answers that are read.
fn most_numbers() -> String {
    format!(r#"{{"ok":true,"a":[{}0]}}"#, "0,".repeat(65_000))
}

fn most_objects() -> String {
    format!(r#"{{"ok":true,"a":[{}0]}}"#, r#"{"a":0},"#.repeat(13_000))
}

fn longest_text() -> String {
    format!(r#"{{"ok":true,"a":"{}"}}"#, "x".repeat(2_097_000))
}

fn state(last: u64) -> String {
    format!(
        r#"{{"ok":true,"fiscal_drive_number":"9999078900012345","state":3,"document_code":0,"shift_status":1,"last_document_number":{last}}}"#
    )
}

/// A receipt that differs from ours; `rest` is what else is in it.
fn another(rest: &str) -> String {
    format!(r#"{{"ok":true,"document_type":3,"data":{{"T1020":10,"T1054":1,"T1059":[]{rest}}}}}"#)
}

/// One after the other: a device that is asked for its state answers differently before and after the receipt.
static ASKED: Mutex<bool> = Mutex::new(false);

/// An iCASH that loses the answer to a receipt, claims to have this many documents since and shows this for each.
fn loses(path: &str, last: u64, shown: impl FnOnce() -> Option<String>) -> Option<String> {
    let mut is_sent = ASKED.lock().unwrap();
    if path.ends_with("/receipt") {
        *is_sent = true;
        return None;
    }
    match path.contains("/search/") {
        true => shown(),
        false => Some(state(if *is_sent { last } else { 41 })),
    }
}

/// A core of CASHCORE that loses the answer to a receipt; its list of the shift has 1,500 rows, and each document 100 KB.
fn core(path: &str) -> Option<String> {
    let mut is_sent = ASKED.lock().unwrap();
    if path.contains("receipt") || path.contains("operation") {
        *is_sent = true;
        return None;
    }
    let next = if *is_sent { 1_501 } else { 1 };
    let data = if path.contains("gettransactionlist") {
        let row = |number| {
            format!(
                r#"{{"ID":{number},"date":"2026-02-24T17:46:52.083","command":1,"fr_shift_number":7,"shift_document_number":{number},"is_offline":false,"body":{{"operation":2,"sum":7}}}}"#
            )
        };
        format!("[{}]", (1..next).map(row).collect::<Vec<_>>().join(","))
    } else if path.contains("gettransaction") {
        format!(r#"{{"command":1,"body":{{"operation":2,"a":"{}"}}}}"#, "x".repeat(100_000))
    } else {
        format!(r#"[{{"ofd_id":6922,"shift_state":1,"fr_shift_number":7,"shift_document_number":{next}}}]"#)
    };
    Some(format!(r#"{{"response_code":0,"response_data":{data}}}"#))
}

/// Memory is counted for the whole process, so one test runs at a time.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn a_text_of_too_many_lines_is_refused() {
    let _alone = ALONE.lock();
    let text = |lines: usize| std::ffi::CString::new("\n".repeat(lines)).unwrap();
    for (lines, status) in [(10_000, Status::BadHandle), (10_001, Status::BadDocument), (8 << 20, Status::BadDocument)]
    {
        assert_eq!(kassa_print_text(std::ptr::null_mut(), Some(text(lines).as_c_str().into())), status, "{lines}");
    }
}

#[test]
fn no_answer_of_a_device_costs_a_call_more_than_16_mib() {
    let _alone = ALONE.lock();
    #[rustfmt::skip]
    let cases: [(&str, &str, Says); 12] = [
        ("a state of 4 MB", "icash", |_, _| Some(numbers())),
        ("a receipt of 4 MB", "icash", |path, _| if path.ends_with("/receipt") { Some(numbers()) } else { Some(state(41)) }),
        ("the most numbers", "icash", |path, _| if path.ends_with("/receipt") { Some(most_numbers()) } else { Some(state(41)) }),
        ("the most objects", "icash", |path, _| if path.ends_with("/receipt") { Some(most_objects()) } else { Some(state(41)) }),
        ("the longest text", "icash", |path, _| if path.ends_with("/receipt") { Some(longest_text()) } else { Some(state(41)) }),
        ("documents without end", "icash", |path, _| loses(path, 4_294_967_295, || Some(another("")))),
        ("documents of 4 MB", "icash", |path, _| loses(path, 50, || Some(numbers()))),
        ("documents of many numbers", "icash", |path, _| loses(path, 90, || Some(another(&format!(",\"T9999\":{}", most_numbers()))))),
        ("documents of many objects", "icash", |path, _| loses(path, 90, || Some(another(&format!(",\"T9999\":{}", most_objects()))))),
        ("documents of long texts", "icash", |path, _| loses(path, 90, || Some(another(&format!(",\"T9999\":{}", longest_text()))))),
        ("documents that are not shown", "icash", |path, _| loses(path, 4_294_967_295, || Some(r#"{"ok":false,"code":8}"#.to_owned()))),
        ("a list of 1,500 documents", "cashcore", |path, _| core(path)),
    ];
    let sale = Task::from_json(
        r#"{"type": "sell", "externalId": "a", "taxationType": "osn", "operator": {"name": "Лунина"},
            "items": [{"type": "position", "name": "a", "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"},
                       "paymentMethod": "fullPayment", "paymentObject": "commodity"}],
            "payments": [{"type": "cash", "sum": 10}]}"#,
    )
    .unwrap();
    let mut measured = Vec::new();
    for (what, backend, says) in cases {
        *ASKED.lock().unwrap() = false;
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let more = if backend == "icash" { "" } else { r#", "kkmOfdId": 6922, "pin": "1234""# };
        let config = format!(
            r#"{{"backend": "{backend}", "url": "{}", "journal": {:?}, "settleMs": 150, "resend": 0, "timeoutMs": 2500,
                "deadlineMs": 2000{more}}}"#,
            device(says),
            folder.path().join("kassa.db"),
        );
        let device = Device::open(&config).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        let before = NOW.load(Ordering::SeqCst);
        MOST.store(before, Ordering::SeqCst);
        // As a host gets it: as text.
        let answer = match device.execute(&sale) {
            Ok(answer) => answer.into_json().to_string(),
            Err(error) => error.to_json().to_string(),
        };
        let most = MOST.load(Ordering::SeqCst) - before;
        measured.push((what, most));
        let shown: String = answer.chars().take(300).collect();
        println!("{:6} KiB  {what}: {shown}", most / 1024);
    }
    let over: Vec<_> = measured.iter().filter(|(_, most)| *most > BOUND).collect();
    assert!(over.is_empty(), "{over:?}");
}
