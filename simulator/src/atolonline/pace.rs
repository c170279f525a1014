//! How often reports may be asked for: once in a while for each register of a group.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When reports were given, by group.
#[derive(Default)]
pub(super) struct Pace(Mutex<BTreeMap<String, Vec<Instant>>>);

impl Pace {
    /// Whether another report may be given now: fewer than `most` were given within `time`.
    pub(super) fn permits(&self, group: &str, most: usize, time: Duration) -> bool {
        let now = Instant::now();
        let mut groups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let given = groups.entry(group.to_owned()).or_default();
        given.retain(|moment| now.duration_since(*moment) < time);
        let permitted = time.is_zero() || given.len() < most;
        if permitted {
            given.push(now);
        }
        permitted
    }
}
