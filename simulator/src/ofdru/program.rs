//! What the program `kassa-simulator` can be told of this register.

use super::{Options, Simulator};
use crate::Setup;
use crate::registry::{Register, Registered, Running};
use lexopt::ValueExt as _;
use std::io;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered =
    Registered { name: "ofdru", help: HELP, register: || Box::new(Options::default()) };

const HELP: &str = "\
  --by-hand           the tax service answers by POST /simulator/fns alone
  --answer-seconds N  what the tax service takes from the last signature on
  --documents-seconds N  what documents take to be made
  --token-seconds N   how long a token is good
  --any-taxpayer      the tax service takes numbers whose check digits are wrong
  --final-rejections  what the tax service refuses cannot be mended
  --wrong-numbers     registration numbers have wrong check digits
  --shape WORD        one form of the answers where the document wavers; may be repeated
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
                self.shapes = shapes.ok_or_else(|| format!("{word}: no such shape"))?;
            }
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
