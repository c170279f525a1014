//! The registers that are simulated, as the program `kassa-simulator` offers them: one line each.

use crate::{Fault, Setup, Simulator, atolonline, atolweb, cashcore, icash, itkassa, ofdru};
use serde_json::Value;
use std::io;

/// Every register, in the order of the program's help.
pub(crate) const REGISTRY: &[Registered] = &[
    icash::REGISTERED,
    itkassa::REGISTERED,
    cashcore::REGISTERED,
    atolweb::REGISTERED,
    atolonline::REGISTERED,
    ofdru::REGISTERED,
];

/// A register that can be simulated.
pub(crate) struct Registered {
    /// Its word on the command line.
    pub(crate) name: &'static str,
    /// What `--help` says of its own options: a line each, indented by two spaces except for the first.
    pub(crate) help: &'static str,
    /// The register as it is set up without any option.
    pub(crate) register: fn() -> Box<dyn Register>,
    /// How it is demonstrated.
    pub(crate) demo: Demo,
}

/// What a protocol's demonstration needs.
pub(crate) struct Demo {
    /// What is simulated, in Russian and in English.
    pub(crate) title: (&'static str, &'static str),
    /// The driver's configuration for a register at this address.
    pub(crate) config: fn(url: &str) -> Value,
    /// The document that opens a shift; `None` if the first receipt does.
    pub(crate) opening: Option<fn() -> Value>,
}

/// A register that is being set up.
pub(crate) trait Register {
    /// Takes one of its own options, `--name`, with its value if it has one.
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error>;

    /// Starts it with the options that were set.
    fn start(self: Box<Self>, setup: Setup) -> io::Result<Box<dyn Running>>;
}

/// A running register, whichever it is.
pub(crate) trait Running {
    fn address(&self) -> String;

    fn begin_with(&self, faults: Vec<Fault>);

    /// Has a document made as another program would. Returns whether it was made.
    fn has_made(&self, document: &Value) -> bool;
}

impl<D> Running for Simulator<D> {
    fn address(&self) -> String {
        self.url()
    }

    fn begin_with(&self, faults: Vec<Fault>) {
        self.set_faults(faults);
    }

    fn has_made(&self, document: &Value) -> bool {
        let answer = self.make_document(document).unwrap_or_default();
        answer["ok"] == true || answer["code"] == 0 || answer.get("result").is_some_and(Value::is_object)
    }
}
