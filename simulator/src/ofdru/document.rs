//! The documents of an application: their kinds (§2.3.2), their signatures (§2.3.3), and their content.

use super::words::Purpose;
use crate::base64::to_base64;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

    pub(super) fn description(self) -> &'static str {
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
    /// The client has signed it.
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
    /// A document of this text, made in this round of its application for a taxpayer (ИНН and КПП).
    pub(super) fn made(
        (id, kind): (String, DocumentKind),
        round: u32,
        taxpayer: &str,
        text: &str,
        now: Moment,
    ) -> Self {
        let needs = matches!(kind, DocumentKind::Statement | DocumentKind::EndStatement | DocumentKind::ReportData);
        let [year, month, day, ..] = now.parts();
        let (prefix, file) = (kind.prefix(), id.replace('-', ""));
        Self {
            kind,
            state: if needs { SignatureState::Unsigned } else { SignatureState::NotNeeded },
            signature: None,
            file_name: format!("{prefix}_{taxpayer}_{taxpayer}_3PS_{year:04}{month:02}{day:02}_{file}.xml"),
            content: windows_1251(text),
            round,
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
