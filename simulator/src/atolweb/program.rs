//! What the program `kassa-simulator` can be told of this server.

use super::{Dialect, Ffd, Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use lexopt::ValueExt as _;
use serde_json::json;
use std::io;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "atolweb",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("веб-сервер АТОЛ", "ATOL's web server"),
        config: |url| json!({"backend": "atolweb", "url": url, "deviceID": "1"}),
        opening: Some(|| json!({"type": "openShift", "operator": {"name": "Кассир"}})),
    },
};

const HELP: &str = "\
  --account USER:PASSWORD
                    require Basic authentication; may be repeated
  --dialect v1|v2   the paths and answers: of the servers before 10.7, or of the later ones (default)
  --ffd VERSION     1.05, 1.1 or 1.2 (default)
  --unregistered    begin with fiscal drives that are not registered
  --manual-shifts   receipts do not open a shift
  --cash N          whole roubles in each cash drawer
  --old-driver      a driver before 10.10.6, which does not know the rates of 2025 and 2026
  --ignore-unknown  ignore unknown members and items, as the real driver does
  --cp866           the fiscal drive loses the characters that CP866 does not have
  --never-blocks    the queue does not stand: a task of unknown fate ends with its error
  --one-fiscal-task refuse a request with several fiscal tasks
  --single-task     accept a task in place of the array of tasks
";

impl Register for Options {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "account" => {
                let text = parser.value()?.string()?;
                let (user, password) = text.split_once(':').ok_or("--account needs USER:PASSWORD")?;
                self.accounts.push((user.to_owned(), password.to_owned()));
            }
            "dialect" => {
                self.dialect = match parser.value()?.string()?.as_str() {
                    "v1" => Dialect::V1,
                    "v2" => Dialect::V2,
                    other => return Err(format!("unknown dialect: {other}").into()),
                }
            }
            "ffd" => {
                let word = parser.value()?.string()?;
                self.ffd = Ffd::of(&word).ok_or_else(|| format!("unknown version: {word}"))?;
            }
            "unregistered" => self.registered = false,
            "manual-shifts" => self.manual_shifts = true,
            "cash" => self.cash_roubles = parser.value()?.parse()?,
            "old-driver" => self.old_driver = true,
            "ignore-unknown" => self.ignore_unknown = true,
            "cp866" => self.cp866 = true,
            "never-blocks" => self.never_blocks = true,
            "one-fiscal-task" => self.one_fiscal_task = true,
            "single-task" => self.single_task = true,
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
