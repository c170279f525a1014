//! What is left of a secret in the memory of the process: one copy while a device works with it, and none once the
//! device is closed. The test searches all writable memory of the process, and itself never holds the complete secret.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "looks at its own memory, and calls as a foreign host does")]

use crate::support::abi::function;
use crate::support::alone;
use crate::support::register::Register;
use std::ffi::{c_char, c_int, c_void};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::ptr::NonNull;
use zeroize::Zeroizing;

type Handle = *mut c_void;

/// A secret of the given length, kept under a mask so that the test's own copy is not found.
struct Masked(Vec<u8>);

const MASK: u8 = 0x80;

impl Masked {
    fn new(letters: usize) -> Self {
        let mut seed = u64::from(std::process::id()) ^ 0x9E37_79B9_7F4A_7C15;
        let mut letter = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (b'a' + u8::try_from((seed >> 33) % 26).unwrap()) ^ MASK
        };
        Self((0..letters).map(|_| letter()).collect())
    }

    /// A text with the secret in the place of `?`, ended by a zero byte; wiped when dropped.
    fn within(&self, text: &str) -> Zeroizing<Vec<u8>> {
        let mut whole = Zeroizing::new(Vec::with_capacity(text.len() + 2 * self.0.len() + 1));
        for byte in text.bytes() {
            match byte {
                b'?' => whole.extend(self.0.iter().map(|letter| letter ^ MASK)),
                byte => whole.push(byte),
            }
        }
        whole.push(0);
        whole
    }

    /// The same in UTF-16.
    fn within_wide(&self, text: &str) -> Zeroizing<Vec<u16>> {
        let narrow = self.within(text);
        let mut wide = Zeroizing::new(Vec::with_capacity(narrow.len()));
        wide.extend(narrow.iter().map(|byte| u16::from(*byte)));
        wide
    }

    /// How often the secret occurs in the memory of this process, in bytes or in UTF-16.
    fn copies(&self) -> usize {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let writable =
            maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw")));
        writable
            .map(|line| {
                let (begin, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
                let place = |hex| usize::from_str_radix(hex, 16).unwrap();
                self.copies_between(place(begin), place(end))
            })
            .sum()
    }

    fn copies_between(&self, begin: usize, end: usize) -> usize {
        let (first, mut at, mut copies) = (i32::from(self.0[0] ^ MASK), begin, 0);
        // SAFETY: the process may read what it may write to, and no other thread is running in it.
        while let Some(found) = NonNull::new(unsafe { memchr(at as *const c_void, first, end - at) }) {
            at = found.addr().get();
            copies += [1, 2].iter().filter(|step| self.stands_at(at, **step, end)).count();
            at += 1;
        }
        copies
    }

    fn stands_at(&self, at: usize, step: usize, end: usize) -> bool {
        // SAFETY: the range is within the memory that is being searched.
        let byte = |at: usize| unsafe { (at as *const u8).read_volatile() };
        at + self.0.len() * step <= end
            && self.0.iter().enumerate().all(|(index, letter)| byte(at + index * step) ^ MASK == *letter)
    }
}

unsafe extern "C" {
    fn memchr(begin: *const c_void, byte: c_int, length: usize) -> *mut c_void;
}

/// Opens a device with a configuration that has the secret in it.
fn open(secret: &Masked, config: &str) -> (c_int, Handle) {
    let config = secret.within(config);
    let mut device = std::ptr::null_mut();
    let open: unsafe extern "C" fn(*const c_char, *mut Handle) -> c_int = function("kassa_open");
    (unsafe { open(config.as_ptr().cast(), &raw mut device) }, device)
}

fn open_wide(secret: &Masked, config: &str) -> (c_int, Handle) {
    let config = secret.within_wide(config);
    let mut device = std::ptr::null_mut();
    let open: unsafe extern "C" fn(*const u16, *mut Handle) -> c_int = function("kassa_open_w");
    (unsafe { open(config.as_ptr(), &raw mut device) }, device)
}

fn close(device: Handle) {
    let close: unsafe extern "C" fn(Handle) -> c_int = function("kassa_close");
    assert_eq!(unsafe { close(device) }, 0);
}

/// Calls a native method with the secret among its parameters.
fn call(device: Handle, secret: &Masked, method: &str, params: &str) -> c_int {
    type Call = unsafe extern "C" fn(Handle, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
    let (method, params) = (std::ffi::CString::new(method).unwrap(), secret.within(params));
    let mut answer = std::ptr::null_mut();
    let status =
        unsafe { function::<Call>("kassa_call")(device, method.as_ptr(), params.as_ptr().cast(), &raw mut answer) };
    unsafe { function::<unsafe extern "C" fn(*mut c_char)>("kassa_string_free")(answer) };
    status
}

/// The password of the registration service.
fn the_password_is_in_one_place(folder: &Path, password: &Masked) {
    let service = Register::apart("ofdru", &folder.join("service"), &[]);
    let config = format!(
        r#"{{"backend": "ofdru", "url": "{}", "journal": "{}", "login": "partner@example.com", "password": "?",
            "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55"}}"#,
        service.url(),
        folder.join("kassa.db").display()
    );
    let (status, device) = open(password, &config);
    assert_eq!((status, password.copies()), (0, 1), "ofdru");
    assert_ne!(call(device, password, "GET application", "{}"), 0, "nobody has this password");
    assert_eq!(password.copies(), 1, "after a login");
    close(device);
    assert_eq!(password.copies(), 0, "after a login");
}

/// A library without optimization leaves copies on the stack that nothing can wipe.
#[test]
#[ignore = "for an optimized library: bash tests/run secrets"]
fn no_copy_of_a_secret_is_left_behind() {
    alone(module_path!(), "no_copy_of_a_secret_is_left_behind", look_for_copies);
}

fn look_for_copies() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("kassa.db");
    let config = |url: &str, more: &str| {
        format!(
            r#"{{"backend": "cashcore", "url": "{url}", "journal": "{}", "kkmOfdId": 6923, {more}}}"#,
            journal.display()
        )
    };
    let nowhere = "http://127.0.0.1:9";
    let pin = Masked::new(24);
    {
        let seen = pin.within("?");
        assert_eq!(pin.copies(), 1, "the test sees what there is");
        drop(seen);
    }
    assert_eq!(pin.copies(), 0);
    for (more, opens) in [
        (r#""pin": "?""#, true),
        (r#""token": "?", "authorization": "bearer""#, true),
        (r#""pin": "?", "unknown": 1"#, false),
        (r#""pin": "?", "token": "?""#, false),
        (r#""pin": "?", "#, false),
        (r#""pin": ["?"]"#, false),
        (r#""pin": "?\u0007""#, false),
        (r#""note": "?""#, false),
    ] {
        for (width, open) in [("narrow", open as fn(&Masked, &str) -> (c_int, Handle)), ("wide", open_wide)] {
            let (status, device) = open(&pin, &config(nowhere, more));
            assert_eq!((status == 0, pin.copies()), (opens, usize::from(opens)), "{more} {width}");
            if opens {
                close(device);
            }
            assert_eq!(pin.copies(), 0, "{more}");
        }
    }

    let register = Register::apart("cashcore", &folder.path().join("register"), &[]);
    let (_, device) = open(&pin, &config(register.url(), r#""pin": "?""#));
    assert_ne!(call(device, &pin, "GetKKMList", "{}"), 0, "nobody has this PIN");
    assert_eq!(pin.copies(), 1, "after an exchange");
    close(device);
    assert_eq!(pin.copies(), 0, "after an exchange");

    let (_, device) = open(&pin, &config(register.url(), r#""pin": "0000""#));
    let operator = r#"{"name": "Кассир", "access_pin": "?", "role": 3}"#;
    assert_ne!(call(device, &pin, "SaveOperator", operator), 0, "a PIN has four digits");
    assert_eq!(pin.copies(), 0, "after SaveOperator");
    close(device);

    the_password_is_in_one_place(folder.path(), &pin);
    the_password_is_in_one_place(folder.path(), &Masked::new(200));

    let register = Register::apart("icash", &folder.path().join("another"), &[]);
    let icash = format!(r#"{{"backend": "icash", "url": "{}", "journal": "{}"}}"#, register.url(), journal.display());
    let (_, device) = open(&pin, &icash);
    for (method, params) in [
        ("wifi/station/connect", r#"{"ssid": "Kassa", "password": "?"}"#),
        (
            "shell",
            r#"{"method": "POST", "command": "wifi/station/connect", "content": {"ssid": "Kassa", "password": "?"}}"#,
        ),
        ("wifi/station/connect", r#"{"ssid": "Kassa", "passwort": "?"}"#),
    ] {
        call(device, &pin, method, params);
        assert_eq!(pin.copies(), 0, "{method} {params}");
    }
    close(device);
    of_a_queue(&pin, &folder.path().join("queue"));
}

/// The keys of a queue: ours for its server, and the one that its server shows us.
fn of_a_queue(key: &Masked, folder: &Path) {
    fs::create_dir(folder).unwrap();
    let register = Register::apart("itkassa", &folder.join("service"), &[]);
    let config = format!(
        r#""backend": "itkassa", "url": "{}/open/api/v1", "creItemId": "9366f6f6-cba1-7826-5d9f-59c176822a6c", "journal": "{}""#,
        register.url(),
        folder.join("kassa.db").display()
    );
    let (_, device) = open(key, &format!(r#"{{{config}, "apiKey": "?"}}"#));
    assert_ne!(call(device, key, "cre/items", "{}"), 0, "nobody has this key");
    assert_eq!(key.copies(), 1, "after an exchange");
    close(device);

    let (status, device) =
        open(key, &format!(r#"{{{config}, "apiKey": "KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k", "callbackKey": "?"}}"#));
    assert_eq!((status, key.copies()), (0, 1));
    let settings = r#"{"callbackApiKey": "?", "errorEmail": "a@example.com", "testUrl": "http://127.0.0.1:9/", "printResultUrl": "http://127.0.0.1:9/"}"#;
    assert_eq!(call(device, key, "organization/settings", settings), 0);
    assert_eq!(key.copies(), 1, "after the settings");
    for (headers, status) in [
        (r#"{"X-API-Key": "?"}"#, 0),
        (r#"{"X-API-Key": "?x"}"#, 4),
        (r#"{"X-API-Key": ["?", "?"]}"#, 4),
        (r#"["?"]"#, 4),
    ] {
        for (width, called_back) in [("narrow", called_back as fn(_, &_, &_) -> _), ("wide", called_back_wide)] {
            assert_eq!(called_back(device, key, headers), status, "{headers} {width}");
            assert_eq!(key.copies(), 1, "after a call-back: {headers} {width}");
        }
    }
    let address = listening(device);
    for shown in ["?", "?x"] {
        let request =
            key.within(&format!("POST / HTTP/1.1\r\nHost: a\r\nX-API-Key: {shown}\r\nContent-Length: 2\r\n\r\n{{}}"));
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(&request[..request.len() - 1]).unwrap();
        drop(request);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(if shown == "?" { "HTTP/1.1 200" } else { "HTTP/1.1 403" }), "{answer}");
        crate::support::await_that("an end of all copies", || key.copies() == 1);
    }
    close(device);
    assert_eq!(key.copies(), 0);
}

/// Gives the library a trial of the callback with these headers.
fn called_back(device: Handle, secret: &Masked, headers: &str) -> c_int {
    type Parse = unsafe extern "C" fn(Handle, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
    let (headers, mut answer) = (secret.within(headers), std::ptr::null_mut());
    let parse = function::<Parse>("kassa_parse_callback");
    let status = unsafe { parse(device, headers.as_ptr().cast(), c"{}".as_ptr(), &raw mut answer) };
    unsafe { function::<unsafe extern "C" fn(*mut c_char)>("kassa_string_free")(answer) };
    status
}

fn called_back_wide(device: Handle, secret: &Masked, headers: &str) -> c_int {
    type Parse = unsafe extern "C" fn(Handle, *const u16, *const u16, *mut *mut u16) -> c_int;
    let (headers, body, mut answer) =
        (secret.within_wide(headers), ['{', '}', '\0'].map(|letter| letter as u16), std::ptr::null_mut());
    let parse = function::<Parse>("kassa_parse_callback_w");
    let status = unsafe { parse(device, headers.as_ptr(), body.as_ptr(), &raw mut answer) };
    unsafe { function::<unsafe extern "C" fn(*mut u16)>("kassa_string_free_w")(answer) };
    status
}

/// Begins to listen; returns the address.
fn listening(device: Handle) -> String {
    type Listen = unsafe extern "C" fn(Handle, *const c_char, *mut *mut c_char) -> c_int;
    let mut answer = std::ptr::null_mut();
    let status = unsafe { function::<Listen>("kassa_listen")(device, c"127.0.0.1:0".as_ptr(), &raw mut answer) };
    let answer = crate::support::abi::taken(answer);
    assert_eq!(status, 0, "{answer}");
    answer["listening"].as_str().unwrap().to_owned()
}
