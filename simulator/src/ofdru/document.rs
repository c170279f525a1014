//! The documents of an application: their kinds (§2.3.2), their signatures (§2.3.3), and their content.

use super::application::Application;
use super::words::Purpose;
use crate::base64::to_base64;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The kind of a document, with the tax service's code of its form (§2.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentKind {
    /// Application for registration or re-registration (заявление о регистрации, перерегистрации).
    #[serde(rename = "1110061")]
    Statement,
    /// Application for deregistration (заявление о снятии с учёта).
    #[serde(rename = "1110062")]
    EndStatement,
    /// Data of the registration report (данные отчёта о регистрации).
    #[serde(rename = "1110201")]
    ReportData,
    /// Notice of the registration number (уведомление о присвоении регистрационного номера).
    #[serde(rename = "1110211")]
    NumberNotice,
    /// Registration card (карточка регистрации).
    #[serde(rename = "1110066")]
    Card,
    /// Notice of refusal (уведомление об отказе).
    #[serde(rename = "1167003")]
    Refusal,
    /// Deregistration card (карточка о снятии с учёта).
    #[serde(rename = "1110065")]
    EndCard,
}

impl DocumentKind {
    /// The code of the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Statement => "1110061",
            Self::EndStatement => "1110062",
            Self::ReportData => "1110201",
            Self::NumberNotice => "1110211",
            Self::Card => "1110066",
            Self::Refusal => "1167003",
            Self::EndCard => "1110065",
        }
    }

    /// The card that completes an application.
    pub(super) fn card(purpose: Purpose) -> Self {
        if purpose == Purpose::Unregistration { Self::EndCard } else { Self::Card }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Statement => "Заявление о регистрации (перерегистрации) контрольно-кассовой техники",
            Self::EndStatement => "Заявление о снятии контрольно-кассовой техники с регистрационного учета",
            Self::ReportData => "Данные отчета о регистрации",
            Self::NumberNotice => "Уведомление о присвоении регистрационного номера контрольно-кассовой технике",
            Self::Card => "Карточка регистрации",
            Self::Refusal => "Уведомление об отказе",
            Self::EndCard => "Карточка о снятии контрольно-кассовой техники с регистрационного учета",
        }
    }

    /// The start of the file name. For the first three kinds it is the one of the vendor's example.
    fn prefix(self) -> &'static str {
        match self {
            Self::Statement | Self::EndStatement | Self::ReportData => "PD_KOZVLREGKKT",
            _ => "PD_KOOTVREGKKT",
        }
    }
}

/// Whether a document is signed (§2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureState {
    /// It is signed.
    Signed,
    /// It must still be signed.
    Unsigned,
    /// It needs no signature.
    NotNeeded,
}

/// A document of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// Id, a UUID.
    pub id: String,
    /// Kind of the document.
    pub kind: DocumentKind,
    /// Whether it is signed.
    pub state: SignatureState,
    /// The signature, in base64.
    pub signature: Option<String>,
    /// Name of the file.
    pub file_name: String,
    /// Content of the file: XML in windows-1251.
    #[serde(with = "base64_text")]
    pub content: Vec<u8>,
    /// The number of the `prepareDocuments` call that made it, from 1.
    pub round: u32,
}

impl Document {
    /// Makes a document from the current content of the application.
    pub(super) fn made(id: String, kind: DocumentKind, application: &Application, now: Moment) -> Self {
        let needs = matches!(kind, DocumentKind::Statement | DocumentKind::EndStatement | DocumentKind::ReportData);
        let [year, month, day, ..] = now.parts();
        let taxpayer = format!("{}{}", application.company_text("Inn"), application.company_text("Kpp"));
        let (prefix, file) = (kind.prefix(), id.replace('-', ""));
        Self {
            kind,
            state: if needs { SignatureState::Unsigned } else { SignatureState::NotNeeded },
            signature: None,
            file_name: format!("{prefix}_{taxpayer}_{taxpayer}_3PS_{year:04}{month:02}{day:02}_{file}.xml"),
            content: windows_1251(&xml(kind, application, now)),
            round: application.round,
            id,
        }
    }

    /// The form in the answers. `whole` includes the content instead of its check code.
    pub(super) fn to_json(&self, whole: bool) -> Value {
        let code = self.content.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        let content = if whole { to_base64(&self.content) } else { to_base64(&[code]) };
        serde_json::json!({
            "Id": self.id, "Kind": self.kind, "Content": content, "Signature": self.state, "FileName": self.file_name,
            "Description": self.kind.description(),
        })
    }
}

/// The content: every field of the application, so that a signature of the document covers all of them.
fn xml(kind: DocumentKind, application: &Application, now: Moment) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\r\n".to_owned();
    let (code, description, id) = (kind.code(), kind.description(), &application.id);
    let _ = write!(text, "<Документ КНД=\"{code}\" Название=\"{description}\" Заявка=\"{id}\" Время=\"{now}\">\r\n");
    field(&mut text, "Purpose", application.purpose.answered());
    for (name, value) in [("RegNumber", &application.reg_number), ("StatusReason", &application.reason)] {
        if let Some(value) = value {
            field(&mut text, name, value);
        }
    }
    fields(&mut text, "CompanyDetails", &application.company);
    fields(&mut text, "KktDetails", &application.register);
    text + "</Документ>\r\n"
}

fn fields(text: &mut String, name: &str, members: &Map<String, Value>) {
    for (member, value) in members {
        let name = format!("{name}.{member}");
        match value {
            Value::Object(inner) => fields(text, &name, inner),
            Value::String(value) => field(text, &name, value),
            value => field(text, &name, &value.to_string()),
        }
    }
}

fn field(text: &mut String, name: &str, value: &str) {
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    let _ = write!(text, "  <Поле Имя=\"{name}\">{value}</Поле>\r\n");
}

/// The text in windows-1251, the encoding of the tax service's files. A missing character becomes a question mark.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '\0'..='\x7f' => u32::from(letter),
        'А'..='я' => u32::from(letter) - u32::from('А') + 0xc0,
        'Ё' => 0xa8,
        'ё' => 0xb8,
        '№' => 0xb9,
        '«' => 0xab,
        '»' => 0xbb,
        '—' => 0x97,
        _ => u32::from('?'),
    };
    text.chars().map(|letter| u8::try_from(byte(letter)).unwrap_or(b'?')).collect()
}

/// Bytes as base64 text, for the state file and the ledger.
mod base64_text {
    use crate::base64::{from_base64, to_base64};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&to_base64(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        from_base64(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("no base64"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_windows_1251() {
        assert_eq!(windows_1251("Aя№ёЁ€"), [b'A', 0xff, 0xb9, 0xb8, 0xa8, b'?']);
    }
}
