//! What the program `kassa-simulator` can be told of this register.

use super::{Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use lexopt::ValueExt as _;
use serde_json::json;
use std::io;
use std::path::PathBuf;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "itkassa",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("Айти Касса", "Айти Касса"),
        config: |url| {
            json!({
                "backend": "itkassa", "url": url, "apiKey": super::Options::default().api_key, "creItemId": super::REGISTER,
            })
        },
        opening: Some(
            || json!({"creItemId": super::REGISTER, "commands": [{"type": "openSession", "isPrintable": true}]}),
        ),
    },
};

const HELP: &str = "\
  --api-key TEXT    the expected X-API-Key (default KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k)
  --manual-sessions receipts neither open nor renew sessions
  --cash N          whole roubles in each cash drawer
  --callback-attempts N, --callback-pause-ms N
                    number of attempts of a callback (default 5) and the first pause (default 1000)
  --callback-longest-pause-ms N
                    the longest pause (default one hour); each pause is twice as long as the one before
  --callback-ca FILE  also send callbacks by https, to hosts with certificates of these authorities (PEM)
  --shape WORD      use this form of the answers where the vendor's document is ambiguous; may be repeated
";

impl Register for Options {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "api-key" => self.api_key = parser.value()?.string()?,
            "shape" => {
                let word = parser.value()?.string()?;
                self.shapes = self.shapes.with(&word).ok_or_else(|| format!("unknown shape: {word}"))?;
            }
            "manual-sessions" => self.automatic_sessions = false,
            "cash" => self.cash_roubles = parser.value()?.parse()?,
            "callback-attempts" => self.callback_attempts = parser.value()?.parse()?,
            "callback-pause-ms" => self.callback_pause_ms = parser.value()?.parse()?,
            "callback-longest-pause-ms" => {
                self.callback_longest_pause_ms = parser.value()?.parse()?;
            }
            "callback-ca" => self.callback_ca = Some(PathBuf::from(parser.value()?)),
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
