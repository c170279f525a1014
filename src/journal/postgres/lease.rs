//! Who may work a device now: a row for each device with the token of its holder and the end of its lease.
//!
//! A lock of a session would not do: the connection may be lost while a request is on its way to the register. A lease is
//! held by nobody's connection. It ends by the server's clock, and then another process may take it over, with a new
//! token. Every write of a holder asks for its token in the same statement, so one that slept past its lease and lost it
//! writes nothing. Before the request is sent, the holder asks its own clock (`Leases::send_by`).

use super::server::Server;
use crate::clock;
use crate::error::Text;
use crate::journal::patience::Urgency;
use crate::journal::{Cause, JournalError};
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// The leases that the calls on a device hold.
pub struct Leases {
    server: Arc<Server>,
    times: Times,
    held: Mutex<Vec<Lease>>,
}

/// How long leases last.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// From an intent to the sending of its request, at most.
    pub before_sending: Duration,
    /// From there to its answer, at most. Bytes that were not delivered by then are discarded.
    pub answer: Duration,
}

struct Lease {
    name: String,
    token: String,
    /// The thread of the call that holds it: another thread's writes are not bound to it.
    thread: ThreadId,
    /// When it was last renewed, by this machine's clock, a little early.
    renewed: Instant,
}

/// What a write of this thread must find unchanged, as the values of its statement.
pub(super) struct Fence {
    /// `{"name": "token"}`
    pub tokens: String,
    pub count: usize,
    begun: Instant,
}

impl Leases {
    /// None are held yet.
    pub(super) fn new(server: Arc<Server>, times: Times) -> Self {
        Self { server, times, held: Mutex::default() }
    }

    /// The server's address, without a password.
    pub fn server_name(&self) -> String {
        self.server.name()
    }

    /// Takes what has this name; `false` while another process has it.
    ///
    /// What is recorded here need not be on the disk: if the server forgets it, the next write misses its token. And a
    /// later commit that is on the disk has this one there, too.
    pub fn take(&self, name: &str) -> Result<bool, JournalError> {
        const TAKE: &str = "WITH mode AS (SELECT set_config('synchronous_commit', 'off', true) AS mode),
             before AS (SELECT token, owner FROM kassa.lease WHERE name = $1)
             UPDATE kassa.lease SET token = $2, owner = $3, term = term + 1,
             until = clock_timestamp() + $4::bigint * interval '1 millisecond' FROM mode
             WHERE name = $1 AND (token IS NULL OR until < clock_timestamp()) AND mode = 'off'
             RETURNING (SELECT owner FROM before WHERE token IS NOT NULL), term::text";
        const CREATE: &str = "INSERT INTO kassa.lease (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING name";
        #[cfg(feature = "days")]
        self.server.reached(crate::days::Point::Journal).map_err(|failure| self.server.error(failure))?;
        let token = clock::random_digits()
            .map_err(|error| JournalError::broken(Text::foreign("нет случайных чисел", &error)))?;
        let begun = clock::now();
        let (lasts, owner) = (self.lasts(), owner());
        let values = [Some(name), Some(&token), Some(&owner), Some(&lasts)];
        let mut rows = self.server.write(Urgency::OfCall, TAKE, &values)?;
        if rows.is_empty() && !self.server.write(Urgency::OfCall, CREATE, &[Some(name)])?.is_empty() {
            rows = self.server.write(Urgency::OfCall, TAKE, &values)?;
        }
        let Some(row) = rows.first() else { return Ok(false) };
        if let [Some(before), Some(term)] = row.as_slice() {
            crate::log::line(
                crate::log::Level::Warning,
                format_args!("{name}: taken over from {before}, whose lease has ended; term {term}"),
            );
        }
        self.held().push(Lease { name: name.to_owned(), token, thread: thread::current().id(), renewed: begun });
        Ok(true)
    }

    /// Frees what has this name. If that fails, the lease ends by itself.
    pub fn release(&self, name: &str) {
        const FREE: &str = "WITH mode AS (SELECT set_config('synchronous_commit', 'off', true) AS mode)
             UPDATE kassa.lease SET token = NULL FROM mode WHERE name = $1 AND token = $2 AND mode = 'off'";
        let thread = thread::current().id();
        let is_it = |lease: &Lease| lease.name == name && lease.thread == thread;
        let lease = {
            let mut held = self.held();
            held.iter().position(is_it).map(|at| held.swap_remove(at))
        };
        if let Some(lease) = lease
            && let Err(error) = self.server.write(Urgency::Outcome, FREE, &[Some(name), Some(&lease.token)])
        {
            crate::log::line(crate::log::Level::Warning, format_args!("{name}: not released: {error}"));
        }
    }

    /// Until when this thread may pass on the bytes of a request; `None` if it holds nothing.
    ///
    /// Another process may take over as soon as the lease ends. By then the request must have been answered or discarded.
    pub fn send_by(&self) -> Option<Instant> {
        if planted!(LeaseOutlived) {
            return None;
        }
        let thread = thread::current().id();
        let renewed = self.held().iter().filter(|lease| lease.thread == thread).map(|lease| lease.renewed).min();
        renewed.map(|renewed| renewed + self.times.before_sending)
    }

    /// Whether a lease of this thread may have ended.
    pub fn may_have_ended(&self) -> bool {
        let thread = thread::current().id();
        self.held().iter().any(|lease| lease.thread == thread && clock::since(lease.renewed) >= self.length())
    }

    pub(super) fn fence(&self) -> Fence {
        let (thread, begun) = (thread::current().id(), clock::now());
        let held = self.held();
        let of_thread = held.iter().filter(|lease| lease.thread == thread);
        let tokens: Map<String, Value> =
            of_thread.map(|lease| (lease.name.clone(), lease.token.clone().into())).collect();
        Fence { count: tokens.len(), tokens: Value::Object(tokens).to_string(), begun }
    }

    /// How long a renewed lease lasts, in milliseconds.
    pub(super) fn lasts(&self) -> String {
        self.length().as_millis().to_string()
    }

    fn length(&self) -> Duration {
        self.times.before_sending + self.times.answer
    }

    /// A write with this fence has found `found` of its leases and renewed them.
    pub(super) fn renewed(&self, fence: &Fence, found: usize) -> Result<(), JournalError> {
        if found != fence.count && !planted!(LeaseOutlived) {
            let text = Text::of(
                "кассу взял другой процесс, пока этот не отвечал",
                "another process has taken over the register while this one did not respond",
            );
            return Err(JournalError(text, Cause::TakenOver));
        }
        let thread = thread::current().id();
        for lease in self.held().iter_mut().filter(|lease| lease.thread == thread) {
            lease.renewed = fence.begun;
        }
        Ok(())
    }

    /// Renews the leases of this thread if a third of their time is over: a call that only reads keeps them, too.
    pub fn keep(&self) -> Result<(), JournalError> {
        let thread = thread::current().id();
        let third = self.length() / 3;
        let is_due = self.held().iter().any(|lease| lease.thread == thread && clock::since(lease.renewed) > third);
        if is_due { self.renew() } else { Ok(()) }
    }

    /// Renews the leases of this thread. Fails if one is lost.
    pub fn renew(&self) -> Result<(), JournalError> {
        const RENEW: &str =
            "UPDATE kassa.lease AS lease SET until = clock_timestamp() + $1::bigint * interval '1 millisecond'
             FROM jsonb_each_text($2::jsonb) AS fence WHERE lease.name = fence.key AND lease.token = fence.value
             RETURNING 1";
        let fence = self.fence();
        let found = self.server.write(Urgency::OfCall, RENEW, &[Some(&self.lasts()), Some(&fence.tokens)])?;
        self.renewed(&fence, found.len())
    }

    fn held(&self) -> MutexGuard<'_, Vec<Lease>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// This process, for people.
fn owner() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("COMPUTERNAME").ok());
    format!("{} {}", host.as_deref().unwrap_or("?").trim(), std::process::id())
}
