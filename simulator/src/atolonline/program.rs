//! What the program `kassa-simulator` can be told of this service.

use super::{Edition, Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use lexopt::ValueExt as _;
use serde_json::json;
use std::io;
use std::path::PathBuf;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "atolonline",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("АТОЛ Онлайн", "ATOL Online"),
        config: |url| {
            json!({
                "backend": "atolonline", "url": format!("{url}{}", super::BASE), "login": super::LOGIN,
                "password": super::PASSWORD, "groupCode": super::GROUP,
                "company": {"email": "shop@example.com", "inn": super::INN, "paymentAddress": "https://shop.example.com"},
            })
        },
        opening: None,
    },
};

const HELP: &str = "\
  --edition YEAR    the field tables: 2024 as published, 2025 with what newer clients send (default)
  --registers N     number of registers in each group (default 1)
  --token-seconds N how long a token is valid (default 86400)
  --not-ready N     how many reports of each document are not ready yet (error 34; default 0)
  --report-pause-ms N
                    at most one report per register in this time (default 1000; 0: no limit)
  --callback-attempts N, --callback-pause-ms N
                    number of attempts of a callback (default 1) and the pause between them (default 1000)
  --callback-ca FILE  also send callbacks by https, to hosts with certificates of these authorities (PEM)
  --shape WORD      behave like this where the vendor's documents are ambiguous; may be repeated
";

impl Register for Options {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "edition" => {
                self.edition = match parser.value()?.string()?.as_str() {
                    "2024" => Edition::Of2024,
                    "2025" => Edition::Of2025,
                    other => return Err(format!("unknown edition: {other}").into()),
                }
            }
            "registers" => self.registers = parser.value()?.parse()?,
            "token-seconds" => self.token_seconds = parser.value()?.parse()?,
            "not-ready" => self.not_ready_reports = parser.value()?.parse()?,
            "report-pause-ms" => self.report_pause_ms = parser.value()?.parse()?,
            "callback-attempts" => self.callback_attempts = parser.value()?.parse()?,
            "callback-pause-ms" => self.callback_pause_ms = parser.value()?.parse()?,
            "callback-ca" => self.callback_ca = Some(PathBuf::from(parser.value()?)),
            "shape" => {
                let word = parser.value()?.string()?;
                self.shapes = self.shapes.with(&word).ok_or_else(|| format!("unknown shape: {word}"))?;
            }
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
