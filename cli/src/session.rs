//! One run of the program: its language, its form of answers, its configuration.

use crate::config::Given;
use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::report::in_commands;
use crate::{progress, show};
use clap::{ArgMatches, Command};
use kassa::Device;
use serde_json::{Value, json};
use std::sync::Arc;

/// What every command needs.
#[derive(Debug)]
pub struct Session {
    /// The language.
    pub lang: Lang,
    /// Whether answers are JSON.
    pub json: bool,
    /// What the command line says about the configuration.
    pub given: Given,
    /// The grammar of the whole program, for the completion of its commands.
    pub program: fn(Lang) -> Command,
}

impl Session {
    /// Reads the options of every command.
    pub fn new(lang: Lang, program: fn(Lang) -> Command, matches: &ArgMatches) -> Self {
        if matches.get_flag("log") {
            kassa::log::set(Some(Arc::new(|line| eprintln!("{line}"))));
        }
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        let texts = ["backend", "url", "journal"].into_iter().filter_map(|name| Some((name, json!(text(name)?))));
        let number = matches.get_one::<u32>("timeout-ms").map(|number| ("timeoutMs", json!(number)));
        let given = Given { config: text("config"), members: texts.chain(number).collect() };
        Self { lang, json: matches.get_flag("json"), given, program }
    }

    /// Opens the device of the configuration.
    pub fn device(&self) -> Result<Device, Failure> {
        let device = Device::open(&self.given.text()?)?;
        progress::follow(&device, self.lang);
        Ok(device)
    }

    /// Shows an answer: a table for people, JSON for programs.
    pub fn show(&self, answer: &Value) -> Done {
        progress::clear();
        match self.json {
            true => show::json(answer),
            false => show::text(&in_commands(&show::table(self.lang, answer))),
        }
    }
}
