//! The 96 response codes of the register, one row each: constant, meaning, advice, and whether the document may exist
//! despite the error.

use super::super::{Refused, code_message};
use super::advice::Advice;
use crate::error::{BackendError, Refusal};

struct Row {
    code: i64,
    name: &'static str,
    ru: &'static str,
    en: &'static str,
    advice: Advice,
    /// The document may have been made before the error, so the driver looks for it before it reports a refusal.
    unresolved: bool,
}

const fn row(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, unresolved: false }
}

const fn unresolved(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, unresolved: true }
}

/// Every code of the vendor's table, including those marked as obsolete.
#[rustfmt::skip]
const ROWS: [Row; 96] = [
    row(0, "ok", "Операция выполнена", "The operation was executed", Advice::None),
    unresolved(1, "unknown_result", "Неизвестная ошибка", "Unknown error", Advice::Service),
    row(2, "invalid_fields", "Поля запроса заполнены неверно", "The fields of the request are invalid", Advice::Fix),
    row(3, "method_not_found", "Такого метода нет", "There is no such method", Advice::Protocol),
    unresolved(4, "method_execution_exception", "Метод прерван внутренней ошибкой", "An internal error interrupted the method", Advice::Service),
    row(5, "invalid_access_code", "ПИН-код или токен не принят", "The PIN or token was not accepted", Advice::Access),
    row(6, "settings_save_error", "Настройки не сохранены", "The settings were not saved", Advice::Service),
    unresolved(7, "kkm_save_error", "Состояние кассы не сохранено", "The state of the register was not saved", Advice::Service),
    row(8, "kkm_reginfo_request_error", "Регистрационные данные кассы не получены от ОФД", "The registration data of the register was not received from the OFD", Advice::Ofd),
    row(9, "invalid_kkm_vendor_id", "Заводской номер кассы неверен", "The serial number of the register is wrong", Advice::Register),
    row(10, "kkm_delete_error", "Касса не удалена", "The register was not deleted", Advice::Service),
    row(11, "access_code_incorrect", "Заданный ПИН-код недопустим", "The given PIN is not allowed", Advice::Fix),
    row(12, "access_code_already_used", "ПИН-код или e-mail занят другим кассиром", "Another cashier already uses this PIN or e-mail", Advice::Fix),
    row(13, "operator_save_error", "Кассир не сохранён", "The cashier was not saved", Advice::Service),
    row(14, "operator_update_error", "Данные кассира не обновлены", "The data of the cashier was not updated", Advice::Service),
    row(15, "invalid_operator_code", "Кассира с таким ID нет", "There is no cashier with this ID", Advice::Fix),
    row(16, "operator_delete_error", "Кассир не удалён", "The cashier was not deleted", Advice::Service),
    row(17, "invalid_kkm_credentials", "Регистрационные данные кассы неверны", "The registration data of the register is wrong", Advice::Register),
    row(18, "kkm_in_offline_mode_too_long", "Касса работает без связи с ОФД больше 72 часов", "The register has worked without the OFD for more than 72 hours", Advice::Offline),
    unresolved(19, "db_error", "Ошибка внутренней базы данных", "The internal database failed", Advice::Service),
    unresolved(20, "connection_error", "Нет связи с сервером ОФД", "No connection to the OFD server", Advice::Ofd),
    unresolved(21, "protobuf_serialization_error", "Не удалось собрать сообщение для ОФД", "The message to the OFD could not be built", Advice::Service),
    unresolved(22, "save_error", "Запись не сохранена", "The record was not saved", Advice::Service),
    unresolved(23, "send_error", "Сообщение в ОФД не отправлено", "The message to the OFD was not sent", Advice::Ofd),
    unresolved(24, "receive_error", "Ответ ОФД не получен", "The answer of the OFD was not received", Advice::Ofd),
    row(25, "kkm_vendor_id_mismatch", "Заводской номер кассы не совпадает с номером в ОФД", "The serial number differs from the one that the OFD has", Advice::Register),
    row(26, "kkm_shift_state_is_opened", "Смена открыта", "The shift is open", Advice::CloseShift),
    row(27, "kkm_status_is_ready_to_use", "Касса уже готова к работе", "The register is already ready for work", Advice::State),
    unresolved(28, "protobuf_deserialization_error", "Не удалось разобрать ответ ОФД", "The answer of the OFD could not be parsed", Advice::Ofd),
    unresolved(29, "operation_failed", "Операция не удалась", "The operation failed", Advice::Service),
    unresolved(30, "forced_offline_mode", "Касса переведена в автономный режим", "The register was switched to offline mode", Advice::Ofd),
    row(31, "shift_duration_is_too_long", "Смена длится больше 24 часов", "The shift is open for more than 24 hours", Advice::CloseShift),
    row(32, "invalid_shift_number", "Номер смены неверен", "The shift number is wrong", Advice::Fix),
    row(33, "report_not_found", "Такого отчёта нет", "There is no such report", Advice::Fix),
    row(34, "invalid_report_type", "Тип отчёта неверен", "The report type is wrong", Advice::Fix),
    row(35, "kkm_shift_state_is_not_opened", "Смена не открыта", "The shift is not open", Advice::State),
    row(36, "invalid_local_date", "Часы кассы идут неверно", "The register's clock is wrong", Advice::Clock),
    row(37, "operation_not_found", "Такой операции нет", "There is no such operation", Advice::Fix),
    row(38, "kkm_address_is_already_in_use", "Адрес занят другой кассой", "Another register already has this address", Advice::Register),
    row(39, "invalid_operator_role", "Роль кассира неверна или не даёт права", "The cashier's role is wrong or does not allow it", Advice::Access),
    row(40, "kkm_ofd_id_is_already_in_use", "Касса с таким ID в ОФД уже есть", "The OFD already has a register with this ID", Advice::Register),
    row(41, "kkm_vendor_id_is_already_in_use", "Заводской номер занят другой кассой", "Another register already has this serial number", Advice::Register),
    row(42, "invalid_kkm_token", "ОФД не принимает токен кассы", "The OFD does not accept the token of the register", Advice::Token),
    row(43, "transaction_not_found", "Такой транзакции нет", "There is no such transaction", Advice::Fix),
    row(44, "items_list_undefined", "В чеке нет списка товаров", "The receipt has no list of items", Advice::Fix),
    row(45, "items_list_is_empty", "Список товаров пуст", "The list of items is empty", Advice::Fix),
    row(46, "item_commodity_undefined", "В позиции не указан товар", "An item does not name its goods", Advice::Fix),
    row(47, "item_quantity_is_incorrect", "Количество в позиции неверно", "The quantity of an item is wrong", Advice::Fix),
    row(48, "item_discount_undefined", "Скидка в позиции не указана", "The discount of an item is missing", Advice::Fix),
    row(49, "item_markup_undefined", "Наценка в позиции не указана", "The markup of an item is missing", Advice::Fix),
    row(50, "unknown_item_type", "Тип позиции неизвестен", "The type of an item is unknown", Advice::Protocol),
    row(51, "amounts_undefined", "В чеке нет итогов", "The receipt has no totals", Advice::Protocol),
    row(52, "amounts_total_is_incorrect", "Итог чека неверен", "The total of the receipt is wrong", Advice::Fix),
    row(53, "money_value_is_negative", "Сумма отрицательна", "A sum is negative", Advice::Fix),
    row(54, "sum_to_pay_is_incorrect", "Сумма к оплате неверна", "The sum to pay is wrong", Advice::Fix),
    row(55, "card_sum_is_greater_than_total", "Безналичных оплат больше итога", "The non-cash payments exceed the total", Advice::Fix),
    row(56, "paid_sum_is_incorrect", "Оплаченная сумма неверна", "The paid sum is wrong", Advice::Fix),
    row(57, "paid_sum_is_less_than_total", "Оплачено меньше итога", "The paid sum is less than the total", Advice::Fix),
    row(58, "not_enough_cash", "В кассе не хватает наличных", "There is not enough cash in the drawer", Advice::Cash),
    row(59, "discount_sum_must_be_less_than_total", "Скидка не меньше суммы, к которой она применяется", "A discount is not less than the sum it applies to", Advice::Fix),
    row(60, "taxation_type_is_incorrect", "Вид налогообложения неверен", "The taxation system is wrong", Advice::Fix),
    row(61, "invalid_kkm_ofd_id", "Кассы с таким ID в ОФД нет", "The OFD has no register with this ID", Advice::Id),
    row(62, "kkm_is_blocked", "Касса заблокирована", "The register is blocked", Advice::Blocked),
    row(63, "discount_sum_is_negative", "Сумма скидки отрицательна", "The sum of a discount is negative", Advice::Fix),
    row(64, "markup_sum_is_negative", "Сумма наценки отрицательна", "The sum of a markup is negative", Advice::Fix),
    row(65, "discount_and_markup_are_mutually_exclusive", "Скидка и наценка указаны вместе", "A discount and a markup are given together", Advice::Fix),
    unresolved(66, "operation_in_progress", "Операция ещё выполняется", "The operation is still in progress", Advice::Wait),
    unresolved(67, "kkm_has_offline_queue", "У кассы есть автономные документы, не переданные в ОФД", "The register has offline documents not yet sent to the OFD", Advice::Ofd),
    unresolved(68, "kkm_locked_due_to_values_conflict", "Касса заблокирована: её счётчики не совпадают с данными ОФД", "The register is locked: its counters differ from those of the OFD", Advice::Blocked),
    unresolved(69, "kkm_is_busy_too_long", "Касса всё ещё занята предыдущей операцией", "The register is still busy with the previous operation", Advice::Wait),
    row(70, "kkm_is_not_initialized", "Касса ещё не готова: ядро запускается", "The register is not ready yet: the core is starting", Advice::Wait),
    row(71, "kkm_access_denied", "У кассира нет доступа к кассе", "The cashier has no access to the register", Advice::Access),
    row(72, "kkm_invalid_bindings", "Кассир не привязан к кассе", "The cashier is not assigned to the register", Advice::Access),
    row(73, "source_object_deserialization_error", "Касса не смогла разобрать запрос", "The register could not parse the request", Advice::Protocol),
    row(74, "kkm_per_owner_limit_exceed", "Достигнут предел числа касс", "The limit of registers is reached", Advice::Licence),
    row(75, "kkm_operators_limit_exceed", "Достигнут предел числа кассиров на кассу", "The limit of cashiers per register is reached", Advice::Licence),
    row(76, "kkm_shift_is_not_closed", "Смена кассы не закрыта", "The shift of the register is not closed", Advice::CloseShift),
    row(77, "same_taxpayer_and_customer", "ИИН/БИН покупателя совпадает с ИИН/БИН продавца", "The buyer and the seller have the same ИИН/БИН", Advice::Fix),
    row(78, "invalid_ofd_uid", "ОФД с таким идентификатором нет", "There is no OFD with this identifier", Advice::Fix),
    row(79, "license_period_expired", "Срок лицензии истёк", "The licence has expired", Advice::Licence),
    row(80, "license_activation_error", "Лицензия не активирована", "The licence was not activated", Advice::Licence),
    row(81, "measure_unit_code_is_empty", "Нет кода единицы измерения", "The code of the measurement unit is missing", Advice::Fix),
    row(82, "section_code_is_empty", "Нет кода секции (отдела)", "The section code is missing", Advice::Fix),
    row(83, "invalid_kkm_ofd", "У кассы задан неверный ОФД", "A wrong OFD is set for the register", Advice::Register),
    unresolved(84, "invalid_ofd_response", "ОФД ответил ошибкой", "The OFD answered with an error", Advice::Ofd),
    row(85, "invalid_license_file", "Файл лицензии неверен", "The licence file is invalid", Advice::Licence),
    unresolved(86, "db_error_duplicates", "В базе несколько одинаковых записей", "The database has several identical records", Advice::Service),
    row(87, "invalid_activation_code", "Код активации неверен", "The activation code is wrong", Advice::Licence),
    row(88, "items_taxes_and_ticket_taxes_are_mutually_exclusive", "НДС указан и в позициях, и в чеке", "VAT is given both in items and in the receipt", Advice::Fix),
    row(89, "tax_percentage_is_already_present", "Одна ставка налога указана дважды", "The same tax rate is given twice", Advice::Fix),
    row(90, "invalid_license_key", "Лицензионный ключ неверен", "The licence key is wrong", Advice::Licence),
    row(91, "ofd_list_is_empty", "В лицензии нет ни одного ОФД", "The licence names no OFD", Advice::Licence),
    row(92, "license_suspended", "Лицензия приостановлена", "The licence is suspended", Advice::Licence),
    row(93, "license_online_check_error", "Не удалось проверить лицензию через интернет", "The licence could not be checked online", Advice::Licence),
    row(94, "item_price_is_incorrect", "Цена в позиции неверна", "The price of an item is wrong", Advice::Fix),
    row(95, "item_sum_is_incorrect", "Сумма в позиции неверна", "The sum of an item is wrong", Advice::Fix),
];

/// The core has no register with this number at the OFD.
pub(super) const NO_REGISTER: i64 = 61;

/// Translates a code. An unknown code is treated as an error after which the document may exist.
pub(super) fn refused(code: i64, vendor: BackendError) -> Refused {
    let row = ROWS.iter().find(|row| row.code == code);
    let message = code_message("CashCore", code, row.map(|row| (row.name, row.ru, row.en)));
    let advice = row.map_or(Advice::Service, |row| row.advice);
    let by_state = matches!(advice, Advice::State | Advice::CloseShift);
    Refused {
        refusal: Refusal { message, advice: advice.text(), retry: advice.retry(), faults: Vec::new(), by_state },
        vendor,
        unresolved: row.is_none_or(|row| row.unresolved),
        not_printed: false,
        key: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vendor's constants in the order of their codes.
    const LISTED: &str = "ok unknown_result invalid_fields method_not_found method_execution_exception \
        invalid_access_code settings_save_error kkm_save_error kkm_reginfo_request_error invalid_kkm_vendor_id \
        kkm_delete_error access_code_incorrect access_code_already_used operator_save_error operator_update_error \
        invalid_operator_code operator_delete_error invalid_kkm_credentials kkm_in_offline_mode_too_long db_error \
        connection_error protobuf_serialization_error save_error send_error receive_error kkm_vendor_id_mismatch \
        kkm_shift_state_is_opened kkm_status_is_ready_to_use protobuf_deserialization_error operation_failed \
        forced_offline_mode shift_duration_is_too_long invalid_shift_number report_not_found invalid_report_type \
        kkm_shift_state_is_not_opened invalid_local_date operation_not_found kkm_address_is_already_in_use \
        invalid_operator_role kkm_ofd_id_is_already_in_use kkm_vendor_id_is_already_in_use invalid_kkm_token \
        transaction_not_found items_list_undefined items_list_is_empty item_commodity_undefined \
        item_quantity_is_incorrect item_discount_undefined item_markup_undefined unknown_item_type amounts_undefined \
        amounts_total_is_incorrect money_value_is_negative sum_to_pay_is_incorrect card_sum_is_greater_than_total \
        paid_sum_is_incorrect paid_sum_is_less_than_total not_enough_cash discount_sum_must_be_less_than_total \
        taxation_type_is_incorrect invalid_kkm_ofd_id kkm_is_blocked discount_sum_is_negative markup_sum_is_negative \
        discount_and_markup_are_mutually_exclusive operation_in_progress kkm_has_offline_queue \
        kkm_locked_due_to_values_conflict kkm_is_busy_too_long kkm_is_not_initialized kkm_access_denied \
        kkm_invalid_bindings source_object_deserialization_error kkm_per_owner_limit_exceed \
        kkm_operators_limit_exceed kkm_shift_is_not_closed same_taxpayer_and_customer invalid_ofd_uid \
        license_period_expired license_activation_error measure_unit_code_is_empty section_code_is_empty \
        invalid_kkm_ofd invalid_ofd_response invalid_license_file db_error_duplicates invalid_activation_code \
        items_taxes_and_ticket_taxes_are_mutually_exclusive tax_percentage_is_already_present invalid_license_key \
        ofd_list_is_empty license_suspended license_online_check_error item_price_is_incorrect item_sum_is_incorrect";

    #[test]
    fn every_code_of_the_vendors_table_is_known_once() {
        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        assert_eq!(names, LISTED.split_whitespace().collect::<Vec<_>>());
        assert!(ROWS.iter().map(|row| row.code).eq(0..96));
        assert!(ROWS.iter().all(|row| !row.ru.is_empty() && !row.en.is_empty()));
    }

    #[test]
    fn after_an_unknown_code_the_document_may_exist() {
        assert!(refused(96, BackendError::default()).unresolved);
        assert!(!refused(58, BackendError::default()).unresolved);
        assert!(refused(19, BackendError::default()).unresolved);
    }

    #[test]
    fn after_what_the_ofd_may_have_answered_to_this_very_document_it_may_exist() {
        for code in [30, 67, 68] {
            assert!(refused(code, BackendError::default()).unresolved, "{code}");
        }
    }
}
