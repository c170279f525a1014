//! A program's callback for results that itself calls the library, and a program that ends listening while that
//! callback runs. Nobody may wait forever, and nothing may be reported after the end.

use super::callbacks::{KEY, Listening};
use crate::support::abi::{Device, function, lent};
use crate::support::register::{await_that, post};
use serde_json::{Value, json};
use std::ffi::{c_char, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

const OK: i32 = 0;
const BAD_HANDLE: i32 = 2;
const PENDING: i32 = 16;

/// What the callback does with the library; returns the status.
type Acts<'a> = dyn Fn(&Device) -> i32 + Sync + 'a;

/// What the program's callback does, and what was reported to it.
struct Host<'a> {
    device: &'a Device,
    acts: &'a Acts<'a>,
    said: Mutex<Vec<i32>>,
    told: Mutex<Vec<Value>>,
}

impl<'a> Host<'a> {
    fn new(device: &'a Device, acts: &'a Acts<'a>) -> Self {
        Self { device, acts, said: Mutex::default(), told: Mutex::default() }
    }

    /// Makes the device report each result to it; it must live as long as the device listens.
    fn is_told(&self) {
        assert_eq!(self.device.on_result(told, std::ptr::from_ref(self).cast_mut().cast()), OK);
    }

    fn said(&self) -> Vec<i32> {
        self.said.lock().unwrap().clone()
    }
}

#[allow(unsafe_code, reason = "a foreign host gives C functions")]
extern "C" fn told(user: *mut c_void, result: *const c_char) {
    let host = unsafe { &*user.cast::<Host>() };
    host.told.lock().unwrap().push(lent(result));
    let status = (host.acts)(host.device);
    host.said.lock().unwrap().push(status);
}

#[allow(unsafe_code, reason = "a foreign host calls C functions")]
fn close(device: &Device) -> i32 {
    unsafe { function::<unsafe extern "C" fn(*mut c_void) -> i32>("kassa_close")(device.handle()) }
}

fn slip(id: &str) -> Value {
    json!({"type": "nonFiscal", "externalId": id, "wait": false, "items": [{"type": "text", "text": id}]})
}

#[test]
fn the_function_for_results_may_call_the_library() {
    let cases: [(&str, &Acts<'static>, i32); 6] = [
        ("listens no longer", &|device| device.listen(None).0, OK),
        ("listens elsewhere", &|device| device.listen(Some("127.0.0.1:0")).0, OK),
        ("closes the device", &close, OK),
        ("puts the next document in", &|device| device.execute(&slip("next")).0, PENDING),
        ("asks for the document", &|device| device.recover("first").0, OK),
        ("gives itself up", &|device| device.on_result(told, std::ptr::null_mut()), OK),
    ];
    for (what, acts, status) in cases {
        let shop = Listening::new();
        let host = Host::new(&shop.device, acts);
        host.is_told();
        shop.register.world(&json!({"held": true}));
        assert_eq!(shop.device.execute(&slip("first")).0, PENDING);
        shop.register.world(&json!({"held": false}));
        await_that(what, || !host.said().is_empty());
        assert_eq!(host.said()[0], status, "{what}");
        await_that("the answer to the server", || {
            shop.register.callbacks().first().is_some_and(|call| call["delivered"] == true)
        });
        close(&shop.device);
        assert_eq!(host.told.lock().unwrap()[0]["externalId"], "first", "{what}");
    }
}

#[test]
fn who_ends_listening_waits_for_the_callback_that_is_running() {
    let ends: [(&str, &Acts<'static>); 3] = [
        ("listens no longer", &|device| device.listen(None).0),
        ("listens elsewhere", &|device| device.listen(Some("127.0.0.1:0")).0),
        ("closes the device", &close),
    ];
    for (what, end) in ends {
        // Also when the callback itself has asked before to end.
        for says_so in [false, true] {
            let shop = Listening::new();
            let (entered, goes_on, left) = (AtomicBool::new(false), AtomicBool::new(false), AtomicBool::new(false));
            let acts = |device: &Device| {
                let status = if says_so { device.listen(None).0 } else { OK };
                entered.store(true, Ordering::SeqCst);
                await_that("the word to go on", || goes_on.load(Ordering::SeqCst));
                left.store(true, Ordering::SeqCst);
                status
            };
            let host = Host::new(&shop.device, &acts);
            host.is_told();
            assert_eq!(shop.device.execute(&slip("first")).0, PENDING);
            await_that("a result", || entered.load(Ordering::SeqCst));
            thread::scope(|scope| {
                let ending = scope.spawn(|| {
                    assert_eq!(end(&shop.device), OK, "{what}");
                    left.load(Ordering::SeqCst)
                });
                // Enough time to return too early.
                thread::sleep(Duration::from_millis(50));
                goes_on.store(true, Ordering::SeqCst);
                assert!(ending.join().unwrap(), "{what}, {says_so}: it returned while the function was at work");
            });
            await_that("its end", || host.said() == [OK]);
        }
    }
}

#[test]
fn an_address_that_the_callback_released_can_be_used_again() {
    let shop = Listening::new();
    let (entered, goes_on) = (AtomicBool::new(false), AtomicBool::new(false));
    let acts = |device: &Device| {
        let status = device.listen(None).0;
        entered.store(true, Ordering::SeqCst);
        await_that("the word to go on", || goes_on.load(Ordering::SeqCst));
        status
    };
    let host = Host::new(&shop.device, &acts);
    host.is_told();
    assert_eq!(shop.device.execute(&slip("first")).0, PENDING);
    await_that("a result", || entered.load(Ordering::SeqCst));
    thread::scope(|scope| {
        let again = scope.spawn(|| shop.device.listen(Some(&shop.address)));
        // Enough time to find the address still in use.
        thread::sleep(Duration::from_millis(50));
        goes_on.store(true, Ordering::SeqCst);
        assert_eq!(again.join().unwrap(), (OK, json!({"listening": shop.address})));
    });
    assert_eq!(host.said(), [OK]);
    close(&shop.device);
}

#[test]
fn running_callbacks_that_both_end_listening_do_not_wait_for_each_other() {
    let ends: [(&str, &Acts<'static>, [i32; 2]); 2] =
        [("close", &close, [OK, BAD_HANDLE]), ("listen", &|device| device.listen(None).0, [OK, OK])];
    for (what, end, statuses) in ends {
        let shop = Listening::new();
        let both = Barrier::new(2);
        let acts = |device: &Device| {
            both.wait();
            end(device)
        };
        let host = Host::new(&shop.device, &acts);
        host.is_told();
        shop.register.world(&json!({"held": true}));
        let results = ["one", "other"].map(|id| {
            assert_eq!(shop.device.execute(&slip(id)).0, PENDING);
            shop.forged().to_string()
        });
        // Two callbacks at once come only from elsewhere: the service sends one after the other.
        shop.register.calls_back("127.0.0.1:1", KEY);
        shop.register.world(&json!({"held": false}));
        await_that("both documents", || shop.register.ours().len() == 2);
        thread::scope(|scope| {
            for result in &results {
                let shop = &shop;
                scope.spawn(move || post(&shop.address, "/result", &[("X-API-Key", KEY.to_owned())], result));
            }
        });
        await_that(what, || host.said().len() == 2);
        let mut said = host.said();
        said.sort_unstable();
        assert_eq!(said, statuses, "{what}");
        close(&shop.device);
    }
}
