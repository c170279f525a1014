//! Sequences of calls of the C functions, by two threads, with handles that are live, stale or were never given out.

use crate::server::{new_journal, remove_journal};
use kassa::ffi::parameters::{OwnedText, Text};
use kassa::ffi::types::{DeviceToken, ReceiptDraft};
use kassa::ffi::without_json as plain;
use kassa::ffi::{self, kassa_string_free, kassa_string_free_w};
use std::ffi::{CString, c_char};
use std::mem::MaybeUninit;
use std::sync::Mutex;
use std::thread;

/// Handles that the threads share: each is an address, or whatever the fuzzer makes of it.
static HANDLES: Mutex<[usize; 8]> = Mutex::new([0; 8]);

pub fn run(data: &[u8]) {
    *HANDLES.lock().unwrap() = [0; 8];
    let journal = new_journal();
    let (one, other) = data.split_at(data.len() / 2);
    let config =
        format!(r#"{{"backend": "icash", "url": "http://127.0.0.1:1", "journal": {journal:?}, "deadlineMs": 100}}"#);
    thread::scope(|scope| {
        for calls in [one, other] {
            scope.spawn(|| Host { rest: calls, config: &config }.calls());
        }
    });
    for handle in *HANDLES.lock().unwrap() {
        ffi::kassa_close(handle as *mut DeviceToken);
        plain::kassa_receipt_free(handle as *mut ReceiptDraft);
    }
    remove_journal(&journal);
}

/// A text as a host in C lends it: nobody has checked that it is UTF-8.
fn lent(text: &CString) -> Text<'_> {
    // SAFETY: the type stands for this pointer in C.
    unsafe { std::mem::transmute::<*const c_char, Text<'_>>(text.as_ptr()) }
}

struct Host<'a> {
    rest: &'a [u8],
    config: &'a str,
}

impl Host<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A text of up to 255 bytes, or of UTF-16 units of one byte each.
    fn text(&mut self) -> Option<CString> {
        let length = usize::from(self.byte()?).min(self.rest.len());
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(CString::new(text.iter().copied().filter(|byte| *byte != 0).collect::<Vec<_>>()).unwrap())
    }

    fn wide(&mut self) -> Option<Vec<u16>> {
        let text = self.text()?;
        // Some units become halves of pairs.
        let unit = |byte: &u8| if *byte >= 0xf0 { 0xd800 | u16::from(*byte) << 4 } else { u16::from(*byte) };
        Some(text.as_bytes().iter().map(unit).chain([0]).collect())
    }

    fn sum(&mut self) -> Option<i64> {
        let (bytes, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(i64::from_le_bytes(*bytes))
    }

    /// A handle of the table, or one beside it.
    fn handle(&mut self) -> Option<(usize, usize)> {
        let byte = self.byte()?;
        let place = usize::from(byte % 8);
        let handle = HANDLES.lock().unwrap()[place];
        Some((place, handle.wrapping_add(usize::from(byte / 128))))
    }

    fn calls(mut self) {
        while self.call().is_some() {}
    }

    fn call(&mut self) -> Option<()> {
        match self.byte()? % 12 {
            0 => {
                let (place, _) = self.handle()?;
                let mut receipt: *mut ReceiptDraft = std::ptr::null_mut();
                let kind = self.text()?;
                plain::kassa_receipt_new(lent(&kind), Some((&mut receipt).into()));
                HANDLES.lock().unwrap()[place] = receipt as usize;
            }
            1 => {
                let (place, _) = self.handle()?;
                let mut receipt: *mut ReceiptDraft = std::ptr::null_mut();
                plain::kassa_receipt_new(Some(c"sell".into()), Some((&mut receipt).into()));
                HANDLES.lock().unwrap()[place] = receipt as usize;
            }
            2 => {
                let (_, receipt) = self.handle()?;
                let (name, tax) = (self.text()?, self.text()?);
                let (price, quantity, amount) = (self.sum()?, self.sum()?, self.sum()?);
                let receipt = receipt as *mut ReceiptDraft;
                plain::kassa_receipt_add_item(receipt, lent(&name), price, quantity, amount, lent(&tax));
            }
            3 => {
                let (_, receipt) = self.handle()?;
                let (kind, sum) = (self.text()?, self.sum()?);
                plain::kassa_receipt_add_payment(receipt as *mut ReceiptDraft, lent(&kind), sum);
            }
            4 => {
                let (_, receipt) = self.handle()?;
                let (path, value) = (self.text()?, self.text()?);
                plain::kassa_receipt_set(receipt as *mut ReceiptDraft, lent(&path), lent(&value));
            }
            5 => {
                let (_, receipt) = self.handle()?;
                let (path, value) = (self.wide()?, self.wide()?);
                plain::kassa_receipt_set_w(receipt as *mut ReceiptDraft, path.as_ptr(), value.as_ptr());
            }
            6 => {
                let (_, receipt) = self.handle()?;
                plain::kassa_receipt_free(receipt as *mut ReceiptDraft);
            }
            7 => {
                let (place, _) = self.handle()?;
                let mut device: *mut DeviceToken = std::ptr::null_mut();
                let config = CString::new(self.config).unwrap();
                ffi::kassa_open(Some(config.as_c_str().into()), Some((&mut device).into()));
                HANDLES.lock().unwrap()[place] = device as usize;
            }
            8 => {
                let (_, device) = self.handle()?;
                ffi::kassa_close(device as *mut DeviceToken);
            }
            9 => {
                let (_, device) = self.handle()?;
                let task = self.text()?;
                let (device, mut answer) = (device as *mut DeviceToken, MaybeUninit::<OwnedText>::uninit());
                ffi::kassa_validate(device, lent(&task), Some((&mut answer).into()));
                // SAFETY: the function sets it whatever its status.
                kassa_string_free(unsafe { answer.assume_init() });
            }
            10 => {
                let (_, device) = self.handle()?;
                let task = self.wide()?;
                let mut answer: *mut u16 = std::ptr::null_mut();
                ffi::kassa_validate_w(device as *mut DeviceToken, task.as_ptr(), Some((&mut answer).into()));
                kassa_string_free_w(answer);
            }
            _ => {
                let (_, device) = self.handle()?;
                ffi::kassa_cancel(device as *mut DeviceToken);
            }
        }
        Some(())
    }
}
