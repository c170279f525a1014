//! The component connected to one of the registers, for what must hold on each of them.

use super::platform::{Platform, Value};
use kassa_simulator::{Fault, atolweb, cashcore, icash, itkassa};
use serde_json::{Value as Json, json};

/// The registers by their names in the settings.
pub const ALL: [&str; 4] = ["icash", "itkassa", "cashcore", "atolweb"];

enum Register {
    Icash(icash::Simulator),
    Itkassa(itkassa::Simulator),
    Cashcore(cashcore::Simulator),
    Atolweb(atolweb::Simulator),
}

/// The component, and a register that it is connected to.
pub struct Shop {
    pub platform: Platform,
    register: Register,
    pub id: String,
}

impl Shop {
    /// Connects with the defaults of the form, and opens a shift.
    pub fn open(name: &str) -> Self {
        Self::with(name, &[])
    }

    /// The same with further settings.
    pub fn with(name: &str, settings: &[(&str, &str)]) -> Self {
        let mut shop = Self::closed(Platform::plain_with("Kassa"), name, settings);
        shop.done("OpenShift", &["s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>", "o:"]);
        shop
    }

    /// The component of a class, connected to ATOL's web server with these options; the shift is open.
    pub fn atol(class: &str, options: atolweb::Options) -> Self {
        Self::atol_on(Platform::plain_with(class), options)
    }

    /// The same on a platform.
    pub fn atol_on(platform: Platform, options: atolweb::Options) -> Self {
        let register = Register::Atolweb(atolweb::Simulator::start(options).unwrap());
        let mut shop = Self { platform, register, id: String::new() };
        shop.connect(&[("TestMode", "true")]);
        shop.done("OpenShift", &["s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>", "o:"]);
        shop
    }

    /// ATOL's web server, if the register is one behind it.
    pub fn server(&self) -> &atolweb::Simulator {
        let Register::Atolweb(server) = &self.register else { panic!("another register") };
        server
    }

    /// Connects without opening a shift.
    pub fn closed(platform: Platform, name: &str, settings: &[(&str, &str)]) -> Self {
        let register = match name {
            "atolweb" => Register::Atolweb(atolweb::Simulator::start(atolweb::Options::default()).unwrap()),
            "icash" => Register::Icash(icash::Simulator::start(icash::Options::default()).unwrap()),
            "itkassa" => Register::Itkassa(itkassa::Simulator::start(itkassa::Options::default()).unwrap()),
            _ => Register::Cashcore(cashcore::Simulator::start(cashcore::Options::default()).unwrap()),
        };
        let mut shop = Self { platform, register, id: String::new() };
        shop.connect(settings);
        shop
    }

    /// Connects another device of the same register; the last value of a setting counts.
    pub fn connect(&mut self, settings: &[(&str, &str)]) {
        let rows = self.rows(settings);
        self.id = format!("s:{}", self.platform.done("ConnectEquipment", &["o:", "s:ККТ", &rows])[0].text());
    }

    /// The document with the settings.
    pub fn rows(&self, settings: &[(&str, &str)]) -> String {
        let (url, journal, log) = (self.url(), self.platform.journal(), self.platform.log_path());
        let key = itkassa::Options::default().api_key;
        let own: &[(&str, &str)] = match &self.register {
            Register::Icash(_) => &[("Backend", "icash")],
            Register::Itkassa(_) => &[("Backend", "itkassa"), ("ApiKey", &key), ("CreItemId", itkassa::REGISTER)],
            Register::Cashcore(_) => &[("Backend", "cashcore"), ("KkmOfdId", "6923"), ("Pin", "3333")],
            Register::Atolweb(_) => &[("Backend", "atolweb")],
        };
        let common = [
            ("Url", url.as_str()),
            ("Journal", &journal),
            ("LogPath", &log),
            ("SettleMs", "300"),
            ("TimeoutMs", "60000"),
            ("DeadlineMs", "300000"),
        ];
        // A later parameter replaces an earlier one of the same name.
        let row = |(name, value): &(&str, &str)| format!("<Parameter Name=\"{name}\" Value=\"{value}\"/>");
        let rows: String = own.iter().chain(&common).chain(settings).map(row).collect();
        format!("s:<Parameters>{rows}</Parameters>")
    }

    fn url(&self) -> String {
        match &self.register {
            Register::Icash(register) => register.url(),
            Register::Itkassa(register) => format!("{}{}", register.url(), itkassa::BASE),
            Register::Cashcore(register) => register.url(),
            Register::Atolweb(register) => register.url(),
        }
    }

    /// Calls a method that must return «Истина»; returns the parameters without the device's id.
    pub fn done(&mut self, method: &str, arguments: &[&str]) -> Vec<Value> {
        let id = self.id.clone();
        self.platform.done(method, &[&[id.as_str()], arguments].concat())[1..].to_vec()
    }

    /// Calls a method that must return «Ложь»; returns the code and the text of the error.
    pub fn refused(&mut self, method: &str, arguments: &[&str]) -> (String, String) {
        let id = self.id.clone();
        self.platform.refused(method, &[&[id.as_str()], arguments].concat())
    }

    /// Makes a receipt, or fails with the code and the text of the error.
    pub fn sell(&mut self, package: &str) -> Result<String, (String, String)> {
        let id = self.id.clone();
        let answer = self.platform.call("ProcessCheck", &[&id, "b:0", &format!("s:{package}"), "o:"]);
        if answer[0] == Value::Flag(true) { Ok(answer[4].text().to_owned()) } else { Err(self.platform.last_error()) }
    }

    /// The receipts and corrections that the driver made, as the register has them.
    pub fn receipts(&self) -> Vec<Json> {
        match &self.register {
            Register::Icash(register) => register
                .ledger()
                .into_iter()
                .filter(|document| document.by == icash::By::Api && document.data.get("T1059").is_some())
                .map(|document| document.data)
                .collect(),
            Register::Itkassa(register) => register
                .ledger()
                .into_iter()
                .filter(|document| document.task.is_some())
                .map(|document| document.request[0].clone())
                .filter(|request| request.get("lines").is_some())
                .collect(),
            Register::Cashcore(register) => register
                .ledger()
                .into_iter()
                .filter(|document| document.by == cashcore::By::Api && document.kind == cashcore::DocumentKind::Ticket)
                .map(|document| document.data)
                .collect(),
            Register::Atolweb(register) => register
                .ledger()
                .into_iter()
                .filter(|document| document.by == atolweb::By::Api && document.tags.get("1059").is_some())
                .map(|document| document.tags)
                .collect(),
        }
    }

    /// The register makes the next receipt, but neither its answer nor any later one arrives.
    pub fn lose_the_next_answer(&self) {
        let lost = |path: &str| {
            json!([
                { "path": path, "point": "processed", "action": "close" },
                { "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 },
            ])
        };
        match &self.register {
            Register::Icash(register) => register.set_faults(Fault::list(&lost("/receipt").to_string()).unwrap()),
            Register::Itkassa(register) => {
                register.set_faults(Fault::list(&lost("*/print-documents/*").to_string()).unwrap());
            }
            Register::Cashcore(register) => {
                register.set_faults(Fault::list(&lost("/TradeOperation").to_string()).unwrap());
            }
            // Its queue stops: the server has lost the register.
            Register::Atolweb(register) => {
                assert!(register.set_register(&json!({ "trouble": { "code": 241, "document": "after" } })));
            }
        }
    }

    /// Puts cash into the drawer, where the register counts it before it gives any back.
    pub fn fill_drawer(&mut self) {
        if matches!(self.register, Register::Atolweb(_)) {
            self.done("CashInOutcome", &["s:", "d:10000"]);
        }
    }

    /// The register works normally from now on.
    pub fn end_faults(&self) {
        match &self.register {
            Register::Icash(register) => register.set_faults(Vec::new()),
            Register::Itkassa(register) => register.set_faults(Vec::new()),
            Register::Cashcore(register) => register.set_faults(Vec::new()),
            Register::Atolweb(register) => assert!(register.set_register(&json!({ "trouble": null }))),
        }
    }

    /// Ends the platform as 1C does: the component is destroyed first.
    pub fn end(self) {
        let mut platform = self.platform;
        assert_eq!(platform.tell(&["destroy"]), ["ok"]);
        platform.end();
    }
}
