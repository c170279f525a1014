//! What the program `kassa-simulator` can be told of this register.

use super::{Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use lexopt::ValueExt as _;
use serde_json::json;
use std::io;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "cashcore",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("CashCore", "CashCore"),
        config: |url| json!({"backend": "cashcore", "url": url, "kkmOfdId": super::sample::OFD_ID, "pin": "3333"}),
        opening: None,
    },
};

const HELP: &str = "\
  --unlicensed      start without a licence: call ActivateLicense first
  --cash N          whole tenge in the cash drawer of register 6923
  --offline         start without a connection to the OFD
  --any-taxpayer    accept buyer numbers with a wrong check digit
  --no-auxiliary    drop the auxiliary pairs of a receipt
";

impl Register for Options {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "unlicensed" => self.licensed = false,
            "cash" => self.cash_tenge = parser.value()?.parse()?,
            "offline" => self.ofd_online = false,
            "any-taxpayer" => self.checks_taxpayers = false,
            "no-auxiliary" => self.keeps_auxiliary = false,
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
