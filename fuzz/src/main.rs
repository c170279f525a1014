//! One target for each kind of text that comes from outside. `KASSA_FUZZ` names the one that runs:
//!
//!     bash tests/run sanitizers
//!
//! builds the program with the address sanitizer and runs each target for some seconds. A target fails by a panic, by a
//! fault that the sanitizer sees, by more time or memory than an input may take.
#![no_main]

mod abi;
mod answers;
mod callbacks;
mod config;
mod journal;
mod onec;
mod server;
mod tasks;

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    // The library finds nothing of the user who runs this.
    let home = server::folder();
    // SAFETY: no other thread runs yet.
    unsafe {
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            std::env::set_var(name, home);
        }
    }
    // The library turns a panic into an error. Here it is a fault, so ours replaces its hook, which is set only once.
    kassa::panics::contained(|| Ok(())).unwrap();
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        std::process::abort();
    }));
    match std::env::var("KASSA_FUZZ").as_deref() {
        Ok("abi") => abi::run,
        Ok("answers") => answers::run,
        Ok("callbacks") => callbacks::run,
        Ok("config") => config::run,
        Ok("journal") => journal::run,
        Ok("onec") => onec::run,
        Ok("tasks") => tasks::run,
        _ => panic!("KASSA_FUZZ: abi, answers, callbacks, config, journal, onec or tasks"),
    }
});

fuzz_target!(|data: &[u8]| (*TARGET)(data));
