//! The cost of a receipt that is built field by field: each line costs the same at the beginning and at the end of a
//! long receipt.
//!
//! Cost is counted by the memory that is allocated, so the speed of the machine does not matter. `benches/assembly.rs`
//! measures the time.
#![allow(unsafe_code, reason = "an allocator is unsafe by its trait")]

use kassa::ffi::types::{ReceiptDraft, Status};
use kassa::ffi::without_json::{
    kassa_receipt_add_item, kassa_receipt_add_payment, kassa_receipt_free, kassa_receipt_new, kassa_receipt_set,
};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::{CStr, CString};

/// The system's allocator, which counts what each thread allocates.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // Thread-locals may already be destroyed while a thread exits.
    let _gone = CALLS.try_with(|calls| calls.set(calls.get() + 1));
    let _gone = BYTES.try_with(|all| all.set(all.get() + bytes));
}

// SAFETY: every call is passed on unchanged to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of the trait, which is the contract of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// What some work allocates.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    calls: usize,
    bytes: usize,
}

fn cost<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let before = (CALLS.get(), BYTES.get());
    let done = work();
    (done, Cost { calls: CALLS.get() - before.0, bytes: BYTES.get() - before.1 })
}

/// A receipt as a host in C has it.
struct Receipt(*mut ReceiptDraft);

impl Receipt {
    fn new(kind: &CStr) -> Self {
        let mut handle: *mut ReceiptDraft = std::ptr::null_mut();
        assert_eq!(kassa_receipt_new(Some(kind.into()), Some((&mut handle).into())), Status::Ok);
        Self(handle)
    }

    /// A sale of this many lines.
    fn sale(lines: usize) -> Self {
        let sale = Self::new(c"sell");
        (0..lines).for_each(|_| sale.add_line());
        sale
    }

    fn add_line(&self) {
        let (name, tax) = (c"Хлеб ржаной".into(), c"vat10".into());
        assert_eq!(kassa_receipt_add_item(self.0, Some(name), 45_90, 3_000_000, 137_70, Some(tax)), Status::Ok);
    }

    fn pay(&self) {
        assert_eq!(kassa_receipt_add_payment(self.0, Some(c"cash".into()), 100_00), Status::Ok);
    }

    fn set(&self, path: &str, value: &CStr) -> Status {
        let path = CString::new(path).unwrap();
        kassa_receipt_set(self.0, Some(path.as_c_str().into()), Some(value.into()))
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        assert_eq!(kassa_receipt_free(self.0), Status::Ok);
    }
}

#[test]
fn a_field_costs_the_same_in_a_long_and_in_a_short_receipt() {
    for (path, value) in [
        ("measurementUnit", c"piece"),
        ("agentInfo.agents[0]", c"another"),
        ("nothing", c"refused"),
        ("price", c"not a number"),
    ] {
        let set = |lines: usize| {
            let receipt = Receipt::sale(lines);
            cost(|| receipt.set(&format!("items[{:04}].{path}", lines - 1), value))
        };
        // A thread's first error allocates the place for it.
        set(1);
        assert_eq!(set(10), set(4000), "{path}");
    }
}

#[test]
fn four_times_the_lines_cost_four_times_as_much() {
    let whole = |lines: usize| {
        cost(|| {
            let receipt = Receipt::new(c"sell");
            for line in 0..lines {
                receipt.add_line();
                receipt.pay();
                assert_eq!(receipt.set(&format!("items[{line}].measurementUnit"), c"piece"), Status::Ok);
            }
        })
        .1
    };
    // The first receipt of a process builds the schema.
    whole(1);
    let (short, long) = (whole(1000), whole(4000));
    assert!(long.calls <= 4 * short.calls && long.bytes <= 5 * short.bytes, "{short:?}, {long:?}");
}

#[test]
fn the_schema_of_a_receipt_is_made_once_in_a_process() {
    let begin = || cost(|| Receipt::new(c"buyReturnCorrection")).1;
    let (first, second) = (begin(), begin());
    assert!(first.calls > 1000, "{first:?}");
    assert!(second.calls < 20, "{second:?}");
}
