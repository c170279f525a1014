//! A register, and the component connected to it.

use super::platform::{Platform, Value};
use kassa_simulator::Fault;
use kassa_simulator::icash::{By, Document, DocumentKind, Options, Simulator};
use serde_json::Value as Json;

/// The platform with a device of an iCASH.
pub struct Till {
    pub platform: Platform,
    pub register: Simulator,
    pub id: String,
}

impl Till {
    /// Connects by the older methods: parameters one by one, then `Подключить`.
    pub fn open(settings: &[(&str, &str)]) -> Self {
        Self::of("Kassa", settings)
    }

    /// The same with an object of a class.
    pub fn of(class: &str, settings: &[(&str, &str)]) -> Self {
        let register = Simulator::start(Options::default()).unwrap();
        let platform = Platform::with(class);
        let mut till = Self { platform, register, id: String::new() };
        till.connect(settings);
        till
    }

    /// Connects another device of the same register.
    pub fn connect(&mut self, settings: &[(&str, &str)]) {
        let (url, journal, log) = (self.register.url(), self.platform.journal(), self.platform.log_path());
        let common = [
            ("EquipmentType", "ККТ"),
            ("Backend", "icash"),
            ("Url", &url),
            ("Journal", &journal),
            ("LogPath", &log),
            ("SettleMs", "100"),
            ("Resend", "0"),
            ("DeadlineMs", "300000"),
            ("TimeoutMs", "60000"),
            ("ConnectTimeoutMs", "60000"),
            ("TestMode", "true"),
        ];
        for (name, value) in common.iter().chain(settings) {
            self.platform.done("УстановитьПараметр", &[&format!("s:{name}"), &format!("s:{value}")]);
        }
        self.platform.done("Подключить", &["o:"])[0].text().clone_into(&mut self.id);
    }

    /// Calls a method of the device that must return «Истина»; returns the parameters without the device's id.
    pub fn done(&mut self, method: &str, arguments: &[&str]) -> Vec<Value> {
        let id = format!("s:{}", self.id);
        self.platform.done(method, &[&[id.as_str()], arguments].concat())[1..].to_vec()
    }

    /// Calls a method of the device that must return «Ложь»; returns the code and the text of the error.
    pub fn refused(&mut self, method: &str, arguments: &[&str]) -> (String, String) {
        let id = format!("s:{}", self.id);
        self.platform.refused(method, &[&[id.as_str()], arguments].concat())
    }

    pub fn open_shift(&mut self) {
        self.done("ОткрытьСмену", &[&format!("s:{}", input("Лунина")), "o:"]);
    }

    pub fn made(&self) -> Vec<Document> {
        self.register.ledger().into_iter().filter(|document| document.by == By::Api).collect()
    }

    /// Receipts and corrections that the driver made.
    pub fn receipts(&self) -> Vec<Document> {
        let kinds = [DocumentKind::Receipt, DocumentKind::Correction];
        self.made().into_iter().filter(|document| kinds.contains(&document.kind)).collect()
    }

    /// Sets the register's faults.
    pub fn faults(&self, faults: &Json) {
        self.register.set_faults(Fault::list(&faults.to_string()).unwrap());
    }

    /// Ends the platform as 1C does: the component is destroyed first.
    pub fn end(self) {
        let mut platform = self.platform;
        assert_eq!(platform.tell(&["destroy"]), ["ok"]);
        platform.end();
    }
}

/// An input document with a cashier.
pub fn input(cashier: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><InputParameters><Parameters CashierName=\"{cashier}\"/></InputParameters>"
    )
}

/// A sale of bread for this sum.
pub fn sale(sum: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CheckPackage><Parameters CashierName=\"Лунина\" OperationType=\"1\" \
         TaxationSystem=\"0\" CustomerEmail=\"\"><AgentData/><VendorData/></Parameters><Positions><FiscalString Name=\"Хлеб &quot;Ржаной&quot;\" \
         Quantity=\"1\" PriceWithDiscount=\"{sum}\" AmountWithDiscount=\"{sum}\" DiscountAmount=\"\" VATRate=\"none\" VATAmount=\"\" \
         PaymentMethod=\"4\" CalculationSubject=\"1\" MeasureOfQuantity=\"0\"/></Positions><Payments Cash=\"{sum}\" \
         ElectronicPayment=\"0\" PrePayment=\"\"/></CheckPackage>"
    )
}

/// The value of an attribute of a document that the component wrote.
pub fn attribute(document: &str, name: &str) -> Option<String> {
    let (_, rest) = document.split_once(&format!(" {name}=\""))?;
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}
