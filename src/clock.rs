//! Time, as everything below the doors sees it: what time it is, a pause, a wait with a limit; and random bytes.
//!
//! Nothing else in the core asks the system for these (`clippy.toml`). So with the feature `days` a simulated world can
//! stand in for the system, and a day at the till takes milliseconds and is the same each time (`days`).

// The one place that asks the system.
#![allow(clippy::disallowed_methods)]

#[cfg(feature = "days")]
use crate::days::world;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};
use time::error::IndeterminateOffset;
use time::{OffsetDateTime, UtcOffset};

/// Now, to measure times by.
pub fn now() -> Instant {
    #[cfg(feature = "days")]
    if let Some(world) = world() {
        return world.now();
    }
    Instant::now()
}

/// The time since then.
pub fn since(then: Instant) -> Duration {
    now().saturating_duration_since(then)
}

/// The date and time, in UTC.
pub fn utc() -> OffsetDateTime {
    #[cfg(feature = "days")]
    if let Some(world) = world() {
        return world.utc();
    }
    SystemTime::now().into()
}

/// The date and time in the zone of this machine; fails if the system does not tell the zone.
pub fn local() -> Result<OffsetDateTime, IndeterminateOffset> {
    let now = utc();
    UtcOffset::local_offset_at(now).map(|offset| now.to_offset(offset))
}

/// Sleeps.
pub fn sleep(time: Duration) {
    #[cfg(feature = "days")]
    if let Some(world) = world() {
        return world.sleep(time);
    }
    thread::sleep(time);
}

/// Waits for a condition, no longer than this; `guard` is of this mutex. It may wake up for no reason.
pub fn wait<'a, T>(
    condition: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    time: Duration,
) -> MutexGuard<'a, T> {
    #[cfg(feature = "days")]
    if let Some(world) = world() {
        drop(guard);
        world.sleep(time.min(crate::days::GLANCE));
        return mutex.lock().unwrap_or_else(PoisonError::into_inner);
    }
    let _ = mutex;
    condition.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner).0
}

/// Fills the buffer with random bytes.
pub fn random(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    #[cfg(feature = "days")]
    if let Some(world) = world() {
        world.random(bytes);
        return Ok(());
    }
    getrandom::fill(bytes)
}

/// 128 random bits in hexadecimal digits.
pub fn random_digits() -> Result<String, getrandom::Error> {
    let mut bits = [0; 16];
    random(&mut bits)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}
