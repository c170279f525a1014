//! The settings of a device: the list of them, the values that were entered, and the configuration made from them.

use super::names;
use super::xml::Element;
use kassa::backends::setting::{Absent, Bilingual, Kind, Setting, bilingual, row, setting};
use kassa::backends::{REGISTRY, Registered};
use kassa::driver::SETTINGS as COMMON;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use kassa::task::TaskName;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// The text that is shown instead of a secret.
pub const SECRET: &str = "***";

/// The settings that only the component uses; they are not passed to the driver.
#[rustfmt::skip]
const OWN: &[Setting] = &[
    setting("cashierName", Kind::Text(64), Absent::Nothing)
        .asked("Кассир по умолчанию", "Default cashier")
        .about("подставляется, если в документе 1С кассир не указан", "used if a document of 1C names no cashier"),
    setting("cashierInn", Kind::Text(12), Absent::Nothing)
        .asked("ИНН кассира по умолчанию", "ИНН of the default cashier")
        .about("подставляется вместе с кассиром по умолчанию", "used together with the default cashier"),
    setting("splitLines", Kind::Flag, Absent::Usual)
        .asked("Делить строку чека, если цена × количество не равна сумме", "Split a line of a receipt whose sum is not price × quantity")
        .about("7 штук на сумму 100,00 станут строками 6 × 14,28 и 1 × 14,32: итог тот же, каждая сумма верна. Делятся строки с целым количеством и без кода маркировки; без этой настройки такой чек получает отказ", "7 pieces for 100.00 become the lines 6 × 14.28 and 1 × 14.32: the total is the same, and every sum is right. Only lines with a whole quantity and without a marking code are split; without this setting such a receipt is refused"),
    setting("omit", Kind::Texts(128), Absent::Usual)
        .asked("Не передавать реквизиты, которых касса не знает (имена через запятую, как в отказе)", "Do not send attributes that the register does not have (names as in the refusal, separated by commas)")
        .about("решение администратора пробивать чек без реквизита, которого у кассы нет, например `IndustryAttribute`. Нельзя назвать суммы, НДС, коды маркировки и агентов; каждый пропуск записывается в журнал обмена", "an administrator's decision to make receipts without an attribute that the register does not have, for example `IndustryAttribute`. Sums, VAT, marking codes and agents cannot be named; the exchange log has each omission"),
    setting("documentNumber", Kind::Number(1, u32::MAX as i64), Absent::Nothing)
        .asked("Номер документа для действий «найти» и «напечатать»", "Number of a document for the actions \"find\" and \"print\"")
        .about("для дополнительных действий «найти» и «напечатать»", "for the additional actions \"find\" and \"print\""),
    setting("shiftNumber", Kind::Number(1, u32::MAX as i64), Absent::Nothing)
        .asked("Номер смены этого документа, если документы нумеруются по сменам", "Shift number of this document, if documents are numbered by shift")
        .about("для тех же действий, если касса нумерует документы по сменам", "for the same actions, if the register numbers documents by shift"),
    setting("logOff", Kind::Flag, Absent::Usual)
        .asked("Не вести журнал обмена", "Do not log the exchange with 1C")
        .about("журнал включён по умолчанию: так требует 1С", "the log is on by default, as 1C requires"),
    setting("logPath", Kind::Text(4096), Absent::FoundOut(bilingual("kassa-1c.log в профиле пользователя", "kassa-1c.log in the user's profile")))
        .asked("Файл журнала обмена", "Log file of the exchange with 1C")
        .about("полный путь файла; читать его может только тот, кто его создал", "full path of the file; only who created it may read it"),
];

/// Further keys of the configuration, as JSON; they may contain a secret.
pub const EXTRA: Setting = setting("extra", Kind::Secret(usize::MAX), Absent::Nothing)
    .asked("Прочие настройки (JSON)", "Other settings (JSON)")
    .about(
        "ключи, которых в форме нет: `{\"rules\": {\"encoding\": \"warn\"}}`",
        "keys that the form does not show: `{\"rules\": {\"encoding\": \"warn\"}}`",
    );

/// Whether a line of a receipt whose sums do not fit may be split: `rules.lineSum` of the driver.
pub const SPLIT_LINES: &str = "splitLines";

/// Attributes that an administrator leaves out of documents: `leaveOut` of the driver.
pub const OMIT: &str = "omit";

/// Characters on a line of the tape.
pub const LINE_WIDTH: &str = "lineWidth";

/// The choice of a register.
pub const BACKEND: &str = row(COMMON, "backend").key;

/// The entered values by the parameter's name in lower case.
#[derive(Default, Clone)]
pub struct Settings(BTreeMap<String, Zeroizing<String>>);

/// The registers that support receipts.
pub fn registers() -> impl Iterator<Item = &'static Registered> {
    REGISTRY.iter().filter(|registered| (registered.capabilities)(TaskName::Sell).is_some())
}

/// A page of the form: its caption and its settings.
pub struct Page {
    pub caption: Bilingual,
    pub rows: Vec<&'static Setting>,
}

/// The pages of the form: what every register needs, a page for each register, what few people change, and what belongs
/// to 1C.
pub fn pages() -> Vec<Page> {
    let shown = |rows: &'static [Setting]| rows.iter().filter(|row| row.caption.is_some());
    let own = || registers().flat_map(|registered| shown(registered.settings));
    // The width of a line matters to 1C, whatever register has a setting for it.
    let is_shared = |key: &str| key == LINE_WIDTH || own().filter(|row| row.key == key).count() > 1;
    let mut first: Vec<&Setting> = shown(COMMON).filter(|row| row.key == BACKEND).collect();
    for row in own().filter(|row| is_shared(row.key)) {
        if first.iter().all(|other| other.key != row.key) {
            first.push(row);
        }
    }
    let mut pages = vec![Page { caption: bilingual("Касса", "Register"), rows: first }];
    for registered in registers() {
        let rows: Vec<_> = shown(registered.settings).filter(|row| !is_shared(row.key)).collect();
        if !rows.is_empty() {
            pages.push(Page { caption: bilingual(registered.title, registered.title), rows });
        }
    }
    let common = shown(COMMON).filter(|row| row.key != BACKEND).chain([&EXTRA]).collect();
    pages.push(Page {
        caption: bilingual("Связь и документы", "Connection and documents"), rows: common
    });
    pages.push(Page { caption: bilingual("1С", "1C"), rows: OWN.iter().collect() });
    pages
}

/// Every setting of the form.
pub fn shown_in_form() -> Vec<&'static Setting> {
    pages().into_iter().flat_map(|page| page.rows).collect()
}

/// The caption of a configuration key, in Russian or in English; `None` if the form does not show it.
pub fn caption(key: &str, russian: bool) -> Option<String> {
    shown_in_form().into_iter().find(|row| row.key == key)?.caption(russian)
}

/// Whether the value of a parameter must not be shown. An unknown parameter counts as a secret.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let known = shown_in_form().into_iter().find(|row| row.key.to_lowercase() == name);
    name != "equipmenttype" && known.is_none_or(Setting::is_secret)
}

/// A connection document without its secrets; only [`SECRET`] if it cannot be read.
pub fn shown(xml: &str) -> String {
    let Ok(mut root) = Element::read("ConnectionParameters", xml, &["Parameters"]) else {
        return SECRET.to_owned();
    };
    for entry in &mut root.children {
        let secret = entry.attribute(&["Name"]).is_none_or(|(_, name)| is_secret(name));
        for (_, value) in entry.attributes.iter_mut().filter(|(name, _)| secret && name != "Name") {
            SECRET.clone_into(value);
        }
    }
    root.write()
}

impl Settings {
    /// Sets a parameter.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.trim().to_lowercase(), Zeroizing::new(value.trim().to_owned()));
    }

    /// Reads a connection document: `<Parameters><Parameter Name= Value=/></Parameters>`.
    pub fn read(parameter: &'static str, xml: &str) -> Result<Self> {
        let mut settings = Self::default();
        let root = Element::read(parameter, xml, &["Parameters"])?;
        for entry in root.children.iter().filter(|child| child.name == "Parameter") {
            if let Some((_, name)) = entry.attribute(&["Name"]) {
                settings.set(name, entry.attribute(&["Value"]).map_or("", |(_, value)| value));
            }
        }
        Ok(settings)
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key; `None` if it was left empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(&key.to_lowercase()).map(|value| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether a flag is set.
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).is_some_and(is_yes)
    }

    /// Whether the further settings have a VAT rate for lines that name none.
    pub fn has_default_vat(&self) -> bool {
        let extra: Option<Value> = self.get(EXTRA.key).and_then(|text| serde_json::from_str(text).ok());
        extra.is_some_and(|extra| extra.get("defaultVat").is_some())
    }

    /// Checks the type of equipment: it must be a fiscal register, or empty.
    pub fn check_equipment(&self) -> Result<()> {
        let Some(kind) = self.get("EquipmentType") else { return Ok(()) };
        if is_register(kind) {
            return Ok(());
        }
        Err(bad("EquipmentType", Some(kind), Problem::Word("ККТ, KKT".into())))
    }

    /// The name of the chosen register; without a choice, the first one.
    fn chosen(&self) -> Option<&str> {
        self.get(BACKEND).or_else(|| registers().next().map(|registered| registered.name))
    }

    /// The chosen register; `None` if there is none with this name.
    pub fn registered(&self) -> Option<&'static Registered> {
        let chosen = self.chosen();
        registers().find(|registered| Some(registered.name) == chosen)
    }

    /// The driver's configuration as JSON.
    pub fn config(&self) -> Result<Zeroizing<String>> {
        let own = self.registered().map_or(&[] as &[Setting], |registered| registered.settings);
        let mut config = match self.get(EXTRA.key) {
            Some(text) => match serde_json::from_str(text) {
                Ok(Value::Object(members)) => members,
                _ => return Err(bad(EXTRA.key, None, Problem::Type("object"))),
            },
            None => Map::new(),
        };
        config.insert(BACKEND.into(), self.chosen().into());
        // Documents of 1C have no ids.
        config.insert("repeats".into(), "join".into());
        if self.flag(SPLIT_LINES)
            && let Value::Object(rules) = config.entry("rules").or_insert_with(|| Map::new().into())
        {
            rules.entry("lineSum").or_insert_with(|| "split".into());
        }
        if let Some(names) = self.get(OMIT)
            && let Value::Array(paths) = config.entry("leaveOut").or_insert_with(|| Vec::<Value>::new().into())
        {
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let found = names::paths_of(name);
                if found.is_empty() {
                    return Err(bad(
                        OMIT,
                        Some(name),
                        Problem::Form(Text::of("Такого реквизита в чеках нет", "No receipt has such an attribute")),
                    ));
                }
                paths.extend(found.into_iter().map(Value::from));
            }
        }
        for row in own.iter().chain(COMMON).filter(|row| row.caption.is_some()) {
            if let Some(value) = self.get(row.key) {
                config.insert(row.key.into(), typed(row, value)?);
            }
        }
        Ok(Zeroizing::new(Value::Object(config).to_string()))
    }
}

fn typed(setting: &Setting, value: &str) -> Result<Value> {
    match setting.kind {
        Kind::Text(_) | Kind::Secret(_) | Kind::Words(_) | Kind::WordsOf(_) => Ok(value.into()),
        // A field of the form holds one text, so an object is written as JSON.
        Kind::Object => match serde_json::from_str(value) {
            Ok(object @ Value::Object(_)) => Ok(object),
            _ => Err(bad(setting.key, Some(value), Problem::Type("object"))),
        },
        Kind::Flag => Ok(is_yes(value).into()),
        // A field of the form holds one text, so a list is separated by commas.
        Kind::Texts(_) => Ok(value.split(',').map(str::trim).filter(|text| !text.is_empty()).collect()),
        Kind::Number(..) => {
            // Some forms of 1C write numbers with digit grouping.
            let digits: String = value.chars().filter(|letter| !letter.is_whitespace()).collect();
            let number: std::result::Result<i64, _> = digits.parse();
            number.map(Value::from).map_err(|_| bad(setting.key, Some(value), Problem::Type("number")))
        }
    }
}

fn bad(path: &str, value: Option<&str>, problem: Problem) -> Error {
    Error::before(ErrorKind::BadConfig(vec![Fault { path: path.into(), value: value.map(str::to_owned), problem }]))
}

fn is_yes(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "1" | "да" | "истина")
}

/// Whether this is the type "fiscal register", in either of its spellings.
pub fn is_register(kind: &str) -> bool {
    matches!(kind.trim().to_lowercase().as_str(), "ккт" | "kkt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_register_opens_with_the_fields_of_its_form() {
        let folder = tempfile::tempdir().unwrap();
        // Only missing values may be faults. A key that the driver does not know would be a fault of another kind.
        for registered in registers() {
            let mut settings = Settings::default();
            settings.set("Backend", registered.name);
            for setting in registered.settings {
                if let Kind::Words(words) = setting.kind {
                    settings.set(setting.key, words.last().unwrap().word);
                }
            }
            settings.set("Journal", folder.path().join("kassa.db").to_str().unwrap());
            // A register that has a default for every setting opens.
            let Err(error) = kassa::driver::Device::open(&settings.config().unwrap()) else { continue };
            assert!(!error.faults().is_empty());
            for fault in error.faults() {
                assert_eq!(fault.problem, Problem::Missing, "{}: {fault:?}", registered.name);
                assert!(caption(&fault.path, true).is_some(), "{}", fault.path);
            }
        }
    }

    #[test]
    fn a_field_of_several_registers_is_named_the_same_for_each() {
        for row in shown_in_form() {
            let shown = registers().flat_map(|registered| registered.settings).filter(|other| other.caption.is_some());
            for other in shown.filter(|other| other.key == row.key) {
                let of = |row: &Setting| row.caption.map(|caption| caption.ru);
                assert_eq!(of(other), of(row), "{}", row.key);
            }
        }
    }

    #[test]
    fn secrets_and_unknown_parameters_are_never_shown() {
        for (name, secret) in
            [("Pin", true), ("TOKEN", true), ("Extra", true), ("Password", true), ("Url", false), ("Backend", false)]
        {
            assert_eq!(is_secret(name), secret, "{name}");
        }
    }

    #[test]
    fn a_connection_document_is_logged_without_its_secrets() {
        let shown = shown(
            "<Parameters><Parameter Name='Url' Value='http://a'/><Parameter Name='Pin' Value='7391'/><Parameter Value='8462'/></Parameters>",
        );
        assert!(shown.contains("http://a") && !shown.contains("7391") && !shown.contains("8462"), "{shown}");
        assert_eq!(super::shown("<Parameters Pin='7391'"), SECRET);
    }

    #[test]
    fn what_was_entered_becomes_a_configuration() {
        let mut settings = Settings::read(
            "ConnectionParameters",
            "<Parameters><Parameter Name='EquipmentType' Value='ККТ'/><Parameter Name='Backend' Value='icash'/><Parameter Name='URL' Value=' http://a '/><Parameter Name='TimeoutMs' Value='10 000'/><Parameter Name='Pin' Value='1'/><Parameter Name='Journal' Value=''/></Parameters>",
        )
        .unwrap();
        settings.set("Extra", r#"{"rules": {"vat": "warn"}}"#);
        settings.check_equipment().unwrap();
        let config: Value = serde_json::from_str(&settings.config().unwrap()).unwrap();
        let expected = serde_json::json!({ "rules": { "vat": "warn" }, "backend": "icash", "repeats": "join", "url": "http://a", "timeoutMs": 10000 });
        assert_eq!(config, expected);
        settings.set("EquipmentType", "Сканер");
        assert!(settings.check_equipment().is_err());
    }
}
