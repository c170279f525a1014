//! What the program `kassa-simulator` can be told of this register.

use super::{Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use lexopt::ValueExt as _;
use serde_json::json;
use std::io;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "ofdru",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("OFD.ru", "OFD.ru"),
        config: |url| {
            json!({
                "backend": "ofdru", "url": url, "login": "partner@example.com", "password": "partner-password",
                "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55",
            })
        },
        opening: None,
    },
};

const HELP: &str = "\
  --by-hand           the tax service answers only after POST /simulator/fns
  --answer-seconds N  time from the last signature to the answer of the tax service
  --documents-seconds N  time to prepare documents
  --token-seconds N   lifetime of a token
  --any-taxpayer      the tax service accepts numbers with wrong check digits
  --final-rejections  an application that the tax service rejected cannot be corrected
  --wrong-numbers     give registration numbers with wrong check digits
  --shape WORD        use this form of the answers where the vendor's document is ambiguous; may be repeated
";

impl Register for Options {
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "by-hand" => self.answer_seconds = None,
            "answer-seconds" => {
                self.answer_seconds = Some(parser.value()?.parse()?);
            }
            "documents-seconds" => self.documents_seconds = parser.value()?.parse()?,
            "token-seconds" => self.token_seconds = parser.value()?.parse()?,
            "any-taxpayer" => self.checks_taxpayers = false,
            "final-rejections" => self.final_rejections = true,
            "wrong-numbers" => self.wrong_numbers = true,
            "shape" => {
                let word = parser.value()?.string()?;
                let shapes = std::mem::take(&mut self.shapes).with(&word);
                self.shapes = shapes.ok_or_else(|| format!("unknown shape: {word}"))?;
            }
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
