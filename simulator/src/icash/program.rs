//! What the program `kassa-simulator` can be told of this register.

use super::{DocumentTypes, Options, Simulator};
use crate::Setup;
use crate::registry::{Demo, Register, Registered, Running};
use serde_json::json;
use std::io;

/// Its entry in the registry.
pub(crate) const REGISTERED: Registered = Registered {
    name: "icash",
    help: HELP,
    register: || Box::new(Options::default()),
    demo: Demo {
        title: ("iCASH-1F", "iCASH-1F"),
        config: |url| json!({"backend": "icash", "url": url}),
        opening: Some(|| json!({"command": "shift/open", "data": {}})),
    },
};

const HELP: &str = "\
  --unregistered    start with a new fiscal drive
  --bare-answers    leave T1040, T1041, T1077 and T1196 out of the answer to a receipt
  --fn-types        use the document_type numbers of the fiscal drive
  --short-tax-numbers  accept an ИНН of 10 digits of a buyer
";

impl Register for Options {
    fn set(&mut self, name: &str, _: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        match name {
            "unregistered" => self.registered = false,
            "bare-answers" => self.bare_answers = true,
            "short-tax-numbers" => self.short_tax_numbers = true,
            "fn-types" => self.document_types = DocumentTypes::FiscalDrive,
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }

    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>> {
        Ok(Box::new(Simulator::start(Options { setup, ..*self })?))
    }
}
