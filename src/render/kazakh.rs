//! The words of a receipt in Kazakhstan, in Kazakh and in Russian: the law wants both.

use super::captions::Caption;

/// A caption in Kazakh and in Russian; `None` for what a receipt in Kazakhstan does not have.
#[rustfmt::skip]
pub const fn words(caption: Caption) -> Option<(&'static str, &'static str)> {
    use Caption as Of;
    Some(match caption {
        Of::Receipt => ("ФИСКАЛДЫҚ ЧЕК", "ФИСКАЛЬНЫЙ ЧЕК"),
        Of::CloseShift => ("Z-ЕСЕП, АУЫСЫМДЫ ЖАБУ", "Z-ОТЧЕТ, ЗАКРЫТИЕ СМЕНЫ"),
        Of::ReportX => ("X-ЕСЕП", "X-ОТЧЕТ"),
        Of::CashIn => ("АҚША ЕНГІЗУ", "ВНЕСЕНИЕ ДЕНЕГ"),
        Of::CashOut => ("АҚША АЛУ", "ИЗЪЯТИЕ ДЕНЕГ"),
        Of::Sell => ("САТУ", "ПРОДАЖА"),
        Of::SellReturn => ("САТУДЫ ҚАЙТАРУ", "ВОЗВРАТ ПРОДАЖИ"),
        Of::Buy => ("САТЫП АЛУ", "ПОКУПКА"),
        Of::BuyReturn => ("САТЫП АЛУДЫ ҚАЙТАРУ", "ВОЗВРАТ ПОКУПКИ"),
        Of::Address => ("МЕКЕНЖАЙЫ", "АДРЕС"),
        Of::Place => ("САУДА ОРНЫ", "ТОРГОВАЯ ТОЧКА"),
        Of::Vatin => ("БСН (ЖСН)", "БИН (ИИН)"),
        Of::ReceiptNumber => ("ЧЕК №", "ЧЕК №"),
        Of::ShiftNumber => ("АУЫСЫМ №", "СМЕНА №"),
        Of::Total => ("БАРЛЫҒЫ", "ИТОГО"),
        Of::Cash => ("ҚОЛМА-ҚОЛ", "НАЛИЧНЫМИ"),
        Of::Electronically => ("БАНК КАРТАСЫ", "БАНКОВСКАЯ КАРТА"),
        Of::Mobile => ("МОБИЛЬДІ ТӨЛЕМ", "МОБИЛЬНЫЙ ПЛАТЕЖ"),
        Of::Prepaid => ("АВАНС", "АВАНС"),
        Of::Credit => ("НЕСИЕ", "КРЕДИТ"),
        Of::Other => ("БАСҚА ТӨЛЕМ", "ИНАЯ ОПЛАТА"),
        Of::Taken => ("АЛЫНДЫ", "ПОЛУЧЕНО"),
        Of::Change => ("ҚАЙТАРЫМ", "СДАЧА"),
        Of::Discount => ("ЖЕҢІЛДІК", "СКИДКА"),
        Of::Markup => ("ҮСТЕМЕ", "НАЦЕНКА"),
        Of::Sum => ("СОМАСЫ", "СУММА"),
        Of::VatAmount | Of::VatTotal => ("ҚҚС", "НДС"),
        Of::TaxedZero => ("ҚҚС 0%", "НДС 0%"),
        Of::NotTaxed | Of::WithoutVat => ("ҚҚС-СЫЗ", "БЕЗ НДС"),
        Of::Taxation => ("САЛЫҚ РЕЖИМІ", "РЕЖИМ НАЛОГООБЛОЖЕНИЯ"),
        Of::Operator => ("КАССИР", "КАССИР"),
        Of::ClientVatin => ("САТЫП АЛУШЫНЫҢ БСН (ЖСН)", "БИН (ИИН) ПОКУПАТЕЛЯ"),
        Of::GoodsCode => ("ТАУАР КОДЫ", "КОД ТОВАРА"),
        Of::PhysicalLabel => ("АКЦИЗДІК МАРКА", "АКЦИЗНАЯ МАРКА"),
        Of::Receipts => ("АУЫСЫМДАҒЫ ЧЕКТЕР", "ЧЕКОВ ЗА СМЕНУ"),
        Of::CashSum => ("КАССАДАҒЫ ҚОЛМА-ҚОЛ АҚША", "НАЛИЧНЫХ В КАССЕ"),
        Of::Revenue => ("ТҮСІМ", "ВЫРУЧКА"),
        Of::Site => ("ЧЕКТІ ТЕКСЕРУ САЙТЫ", "САЙТ ПРОВЕРКИ ЧЕКА"),
        Of::DateTime => ("КҮНІ, УАҚЫТЫ", "ДАТА, ВРЕМЯ"),
        Of::RegistrationNumber => ("КТН", "РНМ"),
        Of::Serial => ("ЗН", "ЗНМ"),
        Of::DocumentNumber => ("ҚҰЖАТ №", "ДОКУМЕНТ №"),
        Of::Sign => ("ФИСКАЛДЫҚ БЕЛГІ", "ФИСКАЛЬНЫЙ ПРИЗНАК"),
        Of::Ofd => ("ФДО", "ОФД"),
        Of::Offline => ("АВТОНОМДЫ РЕЖИМ", "АВТОНОМНЫЙ РЕЖИМ"),
        Of::NonFiscal => ("ФИСКАЛДЫҚ ҚҰЖАТ ЕМЕС", "НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::font;

    #[test]
    fn every_letter_of_the_captions_is_in_the_font() {
        for caption in Caption::ALL {
            let (kazakh, russian) = words(*caption).unwrap_or_default();
            for letter in caption.russian().chars().chain(kazakh.chars()).chain(russian.chars()) {
                assert!(font::find(letter, true).is_some(), "{letter} of {caption:?}");
            }
        }
    }
}
