//! The connections of this process to a server: one for each statement that runs at the moment.

use super::address::Address;
use super::connection::{Connection, Failure, GoesOn, Row};
use super::schema;
use crate::clock;
#[cfg(feature = "days")]
use crate::days::Point;
use crate::error::Text;
use crate::journal::patience::Urgency;
use crate::journal::{Cause, JournalError, patience};
use crate::process::PerProcess;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// Most connections of a process. Statements are short, so more threads than this can share them.
const MOST: usize = 16;

/// Longest wait for a server, within the time of the call: one that is cut off must not take all of it.
const LONGEST: Duration = Duration::from_secs(10);

/// Longest sleep before the call is checked again.
const SLICE: Duration = Duration::from_millis(20);

/// The servers that are in use, by a digest of their addresses with password.
static OPEN: PerProcess<Mutex<HashMap<[u8; 32], Weak<Server>>>> = PerProcess::new();

/// A server with a journal.
pub struct Server {
    address: Address,
    /// A forked child has connections of its own.
    connections: PerProcess<Connections>,
}

#[derive(Default)]
struct Connections {
    pool: Mutex<Pool>,
    given_back: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    /// Those that run a statement.
    busy: usize,
}

/// A connection that is in use. It goes back to the others unless it was lost.
struct Lent<'a> {
    connections: &'a Connections,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.connections.pool();
        pool.busy -= 1;
        pool.idle.extend(self.connection.take());
        drop(pool);
        self.connections.given_back.notify_one();
    }
}

impl Connections {
    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// The server at this address. Its tables are created if they are missing.
    pub(super) fn open(address: &Address) -> Result<Arc<Self>, JournalError> {
        let password = address.password().map(crate::secret::Secret::reveal).unwrap_or_default();
        let name = Sha256::digest(format!("{address} {password} {:?}", address.protection)).into();
        let known = OPEN.get().lock().unwrap_or_else(PoisonError::into_inner).get(&name).and_then(Weak::upgrade);
        if let Some(server) = known {
            return Ok(server);
        }
        let server = Self::reached_at(address);
        server.with(Urgency::OfCall, &schema::make)?;
        let mut open = OPEN.get().lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, server| server.strong_count() > 0);
        open.insert(name, Arc::downgrade(&server));
        Ok(server)
    }

    /// The server at this address, to which nothing is connected yet.
    pub(super) fn reached_at(address: &Address) -> Arc<Self> {
        Arc::new(Self { address: address.clone(), connections: PerProcess::new() })
    }

    /// Where it is, without a password.
    pub fn name(&self) -> String {
        self.address.to_string()
    }

    /// Runs a statement that changes nothing, once more if its connection is lost.
    pub(super) fn read(&self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, JournalError> {
        let run = |connection: &mut Connection, goes_on: GoesOn| connection.run(sql, values, goes_on);
        match self.with(Urgency::OfCall, &run) {
            Err(JournalError(_, Cause::Away)) => self.with(Urgency::OfCall, &run),
            read => read,
        }
    }

    /// Runs a statement once. If it fails, it may have been done.
    pub(super) fn write(&self, urgency: Urgency, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, JournalError> {
        let rows = self.with(urgency, &|connection, goes_on| connection.run(sql, values, goes_on))?;
        // A statement that does not wait for the disk says so itself.
        #[cfg(feature = "days")]
        self.reached(if sql.contains("'synchronous_commit', 'off'") { Point::Committed } else { Point::Synced })
            .map_err(|failure| self.error(failure))?;
        Ok(rows)
    }

    /// Works with a connection.
    pub(super) fn with<T>(
        &self,
        urgency: Urgency,
        work: &dyn Fn(&mut Connection, GoesOn) -> Result<T, Failure>,
    ) -> Result<T, JournalError> {
        let begun = clock::now();
        let goes_on = || clock::since(begun) < LONGEST && patience::lasts(urgency, clock::since(begun));
        let mut lent = self.lend(&goes_on)?;
        let connection = match lent.connection.take() {
            Some(idle) => idle,
            None => self.connect(&goes_on).map_err(|failure| self.error(failure))?,
        };
        let connection = lent.connection.insert(connection);
        #[cfg(feature = "days")]
        let work = |connection: &mut Connection, goes_on: GoesOn| {
            self.reached(Point::Write)?;
            tell_time(connection, goes_on)?;
            work(connection, goes_on)
        };
        let done = work(connection, &goes_on);
        // After a lost answer nobody knows what comes next on the connection, and a server that shuts down closes it.
        if matches!(&done, Err(Failure::Link(_))) || matches!(&done, Err(Failure::Refused(code, _)) if is_away(code)) {
            lent.connection = None;
            // The others lead to the same server, and each would be waited for.
            lent.connections.pool().idle.clear();
        }
        done.map_err(|failure| self.error(failure))
    }

    /// An idle connection, or the right to open one. Waits while all are in use.
    fn lend(&self, goes_on: GoesOn) -> Result<Lent<'_>, JournalError> {
        let connections = self.connections.get();
        let mut pool = connections.pool();
        while pool.busy >= MOST {
            if !goes_on() {
                let text = Text::of("журнал занят другими вызовами", "other calls are using the journal");
                return Err(JournalError(text, Cause::Busy));
            }
            pool = clock::wait(&connections.given_back, &connections.pool, pool, SLICE);
        }
        pool.busy += 1;
        let mut connection = None;
        while let Some(idle) = pool.idle.pop() {
            if idle.is_quiet() {
                connection = Some(idle);
                break;
            }
        }
        drop(pool);
        Ok(Lent { connections, connection })
    }

    /// Connects to the first host that is no standby and keeps what it promises.
    pub(super) fn connect(&self, goes_on: GoesOn) -> Result<Connection, Failure> {
        let mut last = Failure::Link(Text::of("нет адреса сервера", "no host"));
        for host in &self.address.hosts {
            let opened = Connection::open(&self.address, host, goes_on)
                .and_then(|mut connection| schema::ensure_durable(&mut connection, goes_on).map(|()| connection));
            match opened {
                Ok(connection) => return Ok(connection),
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    pub(super) fn error(&self, failure: Failure) -> JournalError {
        match failure {
            Failure::Link(text) => JournalError(text.at(&self.address), Cause::Away),
            Failure::Refused(code, words) => {
                let text = Text::with(format!("{} ({code})", in_russian(&code)), format!("{words} ({code})"));
                let cause = if is_away(&code) { Cause::Away } else { Cause::Broken };
                JournalError(text.at(&self.address), cause)
            }
        }
    }
}

#[cfg(feature = "days")]
impl Server {
    /// A point where a simulated world may let something go wrong.
    pub(super) fn reached(&self, point: Point) -> Result<(), Failure> {
        Ok(crate::days::reached(point, std::path::Path::new(&self.address.database))?)
    }
}

/// A simulated process leaves no connections behind.
#[cfg(feature = "days")]
impl Drop for Server {
    fn drop(&mut self) {
        self.connections.get().pool().idle.clear();
    }
}

/// Tells the server the time of a simulated world, in microseconds; `days/src/database.rs` has the clock that shows it.
#[cfg(feature = "days")]
fn tell_time(connection: &mut Connection, goes_on: GoesOn) -> Result<(), Failure> {
    if crate::days::world().is_none() {
        return Ok(());
    }
    let micros = (clock::utc().unix_timestamp_nanos() / 1_000).to_string();
    connection.run("SELECT set_config('kassa.micros', $1, false)", &[Some(&micros)], goes_on).map(drop)
}

/// Whether a server with this SQLSTATE starts, stops, or has no connection left: another try may find it back.
fn is_away(code: &str) -> bool {
    matches!(code, "57P01" | "57P02" | "57P03" | "53300")
}

fn in_russian(code: &str) -> &'static str {
    match code.get(..2) {
        Some("28") => "сервер журнала не принял имя пользователя или пароль",
        Some("3D") => "такой базы на сервере журнала нет",
        Some("42") => "не хватает прав, или таблицы журнала другой версии",
        Some("53") => "у сервера журнала не хватает места, памяти или соединений",
        Some("57") => "сервер журнала останавливается или запускается",
        Some("25") => "сервер журнала доступен только для чтения",
        _ => "ошибка базы данных журнала",
    }
}
