//! The server of a journal, as the tills reach it: links that end before and after a statement, and a server that fails
//! and forgets what it has not synced.

use crate::database::Database;
use crate::plan::{Fault, ServerFault};
use crate::world::Core;
use kassa::days::Point;
use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The server of the journals of a day.
pub struct Server {
    database: Arc<Mutex<Database>>,
    statements: u64,
    /// Nobody reaches it until then.
    away: Duration,
    /// Processes whose connections ended when the server failed, and which do not know yet.
    cut_off: HashSet<u64>,
    /// Tasks whose running statement will have no answer.
    unanswered: HashSet<usize>,
    /// There is a copy of what is on the disk, and later writes that are not.
    is_copied: bool,
}

impl Server {
    pub fn new(database: Arc<Mutex<Database>>) -> Self {
        Self {
            database,
            statements: 0,
            away: Duration::ZERO,
            cut_off: HashSet::new(),
            unanswered: HashSet::new(),
            is_copied: false,
        }
    }

    fn with(&self, work: impl FnOnce(&mut Database)) {
        work(&mut self.database.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Core {
    /// A task has come to this point with a journal on a server.
    pub fn at_server(&mut self, task: usize, point: Point) -> io::Result<()> {
        let gone = || Err(ErrorKind::ConnectionReset.into());
        match point {
            Point::Write => {
                let Some(server) = &mut self.server else { return Ok(()) };
                server.statements += 1;
                let nth = server.statements;
                let fault = self.take_fault(|fault| match fault {
                    Fault::Server(statement, fault) if *statement == nth => Some(*fault),
                    _ => None,
                });
                if let Some(fault) = fault {
                    self.tell(|| format!("    till {task} at the journal: {fault:?}"));
                }
                match fault {
                    Some(ServerFault::Unreachable) => return gone(),
                    Some(ServerFault::AnswerLost) => {
                        self.server.as_mut().map(|server| server.unanswered.insert(task));
                    }
                    Some(ServerFault::Fails { forgets, away }) => self.server_fails(forgets, away),
                    None => {}
                }
                let (calm, now, number) = (self.calm, self.now, self.tasks[task].number);
                let will_fail = self.will_server_fail();
                let Some(server) = &mut self.server else { return Ok(()) };
                if server.cut_off.remove(&number) || !calm && now < server.away {
                    return gone();
                }
                if will_fail && !server.is_copied {
                    server.with(Database::copy);
                    server.is_copied = true;
                }
                Ok(())
            }
            Point::Committed | Point::Synced => {
                self.tasks[task].has_intended = point == Point::Synced;
                let Some(server) = &mut self.server else { return Ok(()) };
                if point == Point::Synced {
                    server.is_copied = false;
                }
                if server.unanswered.remove(&task) { gone() } else { Ok(()) }
            }
            Point::Journal | Point::Sync => Ok(()),
        }
    }

    /// Whether a copy is worth its time.
    fn will_server_fail(&self) -> bool {
        let fails = |(at, fault): (usize, &Fault)| {
            !self.used[at] && matches!(fault, Fault::Server(_, ServerFault::Fails { forgets: true, .. }))
        };
        !self.calm && self.plan.faults.iter().enumerate().any(fails)
    }

    /// The server fails, and comes back after so many milliseconds. `forgets`: nothing of what was not synced is left.
    fn server_fails(&mut self, forgets: bool, away: u64) {
        let numbers: HashSet<u64> = self.tasks.iter().map(|task| task.number).collect();
        let until = self.now + Duration::from_millis(away);
        let Some(server) = &mut self.server else { return };
        let has_lost = std::mem::take(&mut server.is_copied) && forgets;
        if has_lost {
            server.with(Database::restore);
        }
        server.away = until;
        server.cut_off = numbers;
        if has_lost {
            self.facts.forget(0);
        }
    }
}
