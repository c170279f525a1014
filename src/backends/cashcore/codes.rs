//! The 96 response codes of the register, one row each: constant, what it means, what to do, whether it leaves a doubt.

use super::super::Refused;
use super::advice::Advice;
use crate::error::{BackendError, Refusal, Text};

/// A row of the table.
struct Row {
    code: i64,
    name: &'static str,
    ru: &'static str,
    en: &'static str,
    advice: Advice,
    /// The document may have been made before the error: look before saying no.
    doubtful: bool,
}

const fn row(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, doubtful: false }
}

const fn doubtful(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, doubtful: true }
}

/// Every code of the document, those that it marks as out of date among them.
#[rustfmt::skip]
const ROWS: [Row; 96] = [
    row(0, "ok", "Операция выполнена", "The operation is done", Advice::None),
    doubtful(1, "unknown_result", "Неизвестная ошибка", "An unknown error", Advice::Service),
    row(2, "invalid_fields", "Поля запроса заполнены неверно", "The fields of the request are wrong", Advice::Mend),
    row(3, "method_not_found", "Такого метода нет", "There is no such method", Advice::Protocol),
    doubtful(4, "method_execution_exception", "Метод прерван внутренней ошибкой", "An internal error broke the method off", Advice::Service),
    row(5, "invalid_access_code", "PIN-код или токен не принят", "The PIN or token was not accepted", Advice::Access),
    row(6, "settings_save_error", "Настройки не сохранены", "The settings were not saved", Advice::Service),
    doubtful(7, "kkm_save_error", "Состояние кассы не сохранено", "The state of the register was not saved", Advice::Service),
    row(8, "kkm_reginfo_request_error", "Регистрационные данные кассы не получены от ОФД", "The register's registration could not be asked of the operator", Advice::Ofd),
    row(9, "invalid_kkm_vendor_id", "Заводской номер кассы неверен", "The serial number of the register is wrong", Advice::Register),
    row(10, "kkm_delete_error", "Касса не удалена", "The register was not deleted", Advice::Service),
    row(11, "access_code_incorrect", "Заданный PIN-код не годится", "The PIN given does not do", Advice::Mend),
    row(12, "access_code_already_used", "PIN-код или e-mail занят другим кассиром", "Another cashier has this PIN or e-mail", Advice::Mend),
    row(13, "operator_save_error", "Кассир не сохранён", "The cashier was not saved", Advice::Service),
    row(14, "operator_update_error", "Данные кассира не обновлены", "The cashier's data were not updated", Advice::Service),
    row(15, "invalid_operator_code", "Кассира с таким ID нет", "There is no cashier with this ID", Advice::Mend),
    row(16, "operator_delete_error", "Кассир не удалён", "The cashier was not deleted", Advice::Service),
    row(17, "invalid_kkm_credentials", "Регистрационные данные кассы неверны", "The register's registration data are wrong", Advice::Register),
    row(18, "kkm_in_offline_mode_too_long", "Касса автономна больше 72 часов", "The register has been offline for more than 72 hours", Advice::Offline),
    doubtful(19, "db_error", "Ошибка внутренней базы данных", "The register's own database failed", Advice::Service),
    doubtful(20, "connection_error", "Нет связи с сервером ОФД", "There is no link to the operator's server", Advice::Ofd),
    doubtful(21, "protobuf_serialization_error", "Данные для ОФД не собраны", "The message to the operator could not be built", Advice::Service),
    doubtful(22, "save_error", "Запись не сохранена", "The record was not saved", Advice::Service),
    doubtful(23, "send_error", "Сообщение в ОФД не отправлено", "The message to the operator was not sent", Advice::Ofd),
    doubtful(24, "receive_error", "Ответ ОФД не получен", "The operator's answer did not come", Advice::Ofd),
    row(25, "kkm_vendor_id_mismatch", "Заводской номер кассы не совпадает с учтённым в ОФД", "The serial number is not the one that the operator has", Advice::Register),
    row(26, "kkm_shift_state_is_opened", "Смена открыта", "The shift is open", Advice::CloseShift),
    row(27, "kkm_status_is_ready_to_use", "Касса уже готова к работе", "The register is ready already", Advice::State),
    doubtful(28, "protobuf_deserialization_error", "Ответ ОФД не разобран", "The operator's answer could not be read", Advice::Ofd),
    doubtful(29, "operation_failed", "Операция не удалась", "The operation failed", Advice::Service),
    doubtful(30, "forced_offline_mode", "Касса переведена в автономный режим", "The register was put offline", Advice::Ofd),
    row(31, "shift_duration_is_too_long", "Смена длится больше 24 часов", "The shift is longer than 24 hours", Advice::CloseShift),
    row(32, "invalid_shift_number", "Номер смены неверен", "The number of the shift is wrong", Advice::Mend),
    row(33, "report_not_found", "Отчёта нет", "There is no such report", Advice::Mend),
    row(34, "invalid_report_type", "Тип отчёта неверен", "The type of the report is wrong", Advice::Mend),
    row(35, "kkm_shift_state_is_not_opened", "Смена не открыта", "The shift is not open", Advice::State),
    row(36, "invalid_local_date", "Часы кассы идут неверно", "The register's clock is wrong", Advice::Clock),
    row(37, "operation_not_found", "Операции нет", "There is no such operation", Advice::Mend),
    row(38, "kkm_address_is_already_in_use", "Адрес занят другой кассой", "Another register has this address", Advice::Register),
    row(39, "invalid_operator_role", "Роль кассира неверна или не даёт права", "The cashier's role is wrong or does not allow it", Advice::Access),
    row(40, "kkm_ofd_id_is_already_in_use", "Касса с таким ID в ОФД уже есть", "There is a register with this ID already", Advice::Register),
    row(41, "kkm_vendor_id_is_already_in_use", "Заводской номер занят другой кассой", "Another register has this serial number", Advice::Register),
    row(42, "invalid_kkm_token", "ОФД не принимает токен кассы", "The operator does not accept the register's token", Advice::Token),
    row(43, "transaction_not_found", "Транзакции нет", "There is no such transaction", Advice::Mend),
    row(44, "items_list_undefined", "В чеке нет списка товаров", "The receipt has no list of items", Advice::Mend),
    row(45, "items_list_is_empty", "Список товаров пуст", "The list of items is empty", Advice::Mend),
    row(46, "item_commodity_undefined", "В позиции не указан товар", "An item says no goods", Advice::Mend),
    row(47, "item_quantity_is_incorrect", "Количество в позиции неверно", "The quantity of an item is wrong", Advice::Mend),
    row(48, "item_discount_undefined", "Скидка на позицию не описана", "The discount of an item is not described", Advice::Mend),
    row(49, "item_markup_undefined", "Наценка на позицию не описана", "The markup of an item is not described", Advice::Mend),
    row(50, "unknown_item_type", "Тип позиции неизвестен", "The type of an item is not known", Advice::Protocol),
    row(51, "amounts_undefined", "В чеке нет итогов", "The receipt has no amounts", Advice::Protocol),
    row(52, "amounts_total_is_incorrect", "Итог чека неверен", "The total of the receipt is wrong", Advice::Mend),
    row(53, "money_value_is_negative", "Сумма отрицательна", "A sum is negative", Advice::Mend),
    row(54, "sum_to_pay_is_incorrect", "Сумма к оплате неверна", "The sum to pay is wrong", Advice::Mend),
    row(55, "card_sum_is_greater_than_total", "Безналичных оплат больше итога", "The cashless payments are above the total", Advice::Mend),
    row(56, "paid_sum_is_incorrect", "Оплаченная сумма неверна", "The sum paid is wrong", Advice::Mend),
    row(57, "paid_sum_is_less_than_total", "Оплачено меньше итога", "The sum paid is below the total", Advice::Mend),
    row(58, "not_enough_cash", "В кассе не хватает наличных", "There is not enough cash in the drawer", Advice::Cash),
    row(59, "discount_sum_must_be_less_than_total", "Скидка не меньше суммы, с которой она берётся", "A discount is not less than what it is taken from", Advice::Mend),
    row(60, "taxation_type_is_incorrect", "Вид налогообложения неверен", "The taxation system is wrong", Advice::Mend),
    row(61, "invalid_kkm_ofd_id", "Кассы с таким ID в ОФД нет", "There is no register with this ID", Advice::Id),
    row(62, "kkm_is_blocked", "Касса заблокирована", "The register is blocked", Advice::Blocked),
    row(63, "discount_sum_is_negative", "Сумма скидки отрицательна", "The sum of a discount is negative", Advice::Mend),
    row(64, "markup_sum_is_negative", "Сумма наценки отрицательна", "The sum of a markup is negative", Advice::Mend),
    row(65, "discount_and_markup_are_mutually_exclusive", "Скидка и наценка даны вместе", "A discount and a markup stand together", Advice::Mend),
    doubtful(66, "operation_in_progress", "Операция ещё выполняется", "The operation is still under way", Advice::Wait),
    doubtful(67, "kkm_has_offline_queue", "У кассы есть непереданные автономные документы", "The register has offline documents that wait", Advice::Ofd),
    doubtful(68, "kkm_locked_due_to_values_conflict", "Касса заблокирована: её счётчики разошлись с ОФД", "The register is locked: its counters differ from the operator's", Advice::Blocked),
    doubtful(69, "kkm_is_busy_too_long", "Касса всё ещё занята прежней операцией", "The register is still busy with an earlier operation", Advice::Wait),
    row(70, "kkm_is_not_initialized", "Касса ещё не готова: ядро запускается", "The register is not ready yet: the core is starting", Advice::Wait),
    row(71, "kkm_access_denied", "У кассира нет доступа к кассе", "The cashier has no access to the register", Advice::Access),
    row(72, "kkm_invalid_bindings", "Кассир не привязан к кассе", "The cashier is not bound to the register", Advice::Access),
    row(73, "source_object_deserialization_error", "Касса не разобрала запрос", "The register could not read the request", Advice::Protocol),
    row(74, "kkm_per_owner_limit_exceed", "Достигнут предел числа касс", "No more registers are allowed", Advice::Licence),
    row(75, "kkm_operators_limit_exceed", "Достигнут предел числа кассиров на кассу", "No more cashiers are allowed on the register", Advice::Licence),
    row(76, "kkm_shift_is_not_closed", "Смена кассы не закрыта", "The register's shift is not closed", Advice::CloseShift),
    row(77, "same_taxpayer_and_customer", "ИИН/БИН покупателя — это ИИН/БИН продавца", "The buyer's ИИН/БИН is the seller's own", Advice::Mend),
    row(78, "invalid_ofd_uid", "ОФД с таким идентификатором нет", "There is no operator with this identifier", Advice::Mend),
    row(79, "license_period_expired", "Срок лицензии истёк", "The licence has expired", Advice::Licence),
    row(80, "license_activation_error", "Лицензия не активирована", "The licence was not activated", Advice::Licence),
    row(81, "measure_unit_code_is_empty", "Нет кода единицы измерения", "The code of the unit is missing", Advice::Mend),
    row(82, "section_code_is_empty", "Нет кода секции (отдела)", "The code of the section is missing", Advice::Mend),
    row(83, "invalid_kkm_ofd", "У кассы задан неверный ОФД", "The register's operator is wrong", Advice::Register),
    doubtful(84, "invalid_ofd_response", "ОФД ответил ошибкой", "The operator answered with an error", Advice::Ofd),
    row(85, "invalid_license_file", "Файл лицензии не годится", "The licence file does not do", Advice::Licence),
    doubtful(86, "db_error_duplicates", "В базе несколько одинаковых записей", "The database has more than one such record", Advice::Service),
    row(87, "invalid_activation_code", "Код активации неверен", "The activation code is wrong", Advice::Licence),
    row(88, "items_taxes_and_ticket_taxes_are_mutually_exclusive", "НДС дан и на позициях, и на чеке", "VAT stands both on items and on the receipt", Advice::Mend),
    row(89, "tax_percentage_is_already_present", "Один процент налога дан дважды", "One percent of tax stands twice", Advice::Mend),
    row(90, "invalid_license_key", "Лицензионный ключ неверен", "The licence key is wrong", Advice::Licence),
    row(91, "ofd_list_is_empty", "В лицензии нет ни одного ОФД", "The licence names no operator", Advice::Licence),
    row(92, "license_suspended", "Лицензия приостановлена", "The licence is suspended", Advice::Licence),
    row(93, "license_online_check_error", "Лицензия не проверена через интернет", "The licence could not be checked online", Advice::Licence),
    row(94, "item_price_is_incorrect", "Цена в позиции неверна", "The price of an item is wrong", Advice::Mend),
    row(95, "item_sum_is_incorrect", "Сумма в позиции неверна", "The sum of an item is wrong", Advice::Mend),
];

/// What a code means; an unknown one is taken for a doubtful fault of the register.
pub(super) fn refused(code: i64, said: BackendError) -> Refused {
    let row = ROWS.iter().find(|row| row.code == code);
    let message = match row {
        Some(row) => Text::with(
            format!("Отказ CashCore {code} ({}): {}.", row.name, row.ru),
            format!("CashCore refused with {code} ({}): {}.", row.name, row.en),
        ),
        None => Text::with(
            format!("Отказ CashCore с неизвестным кодом {code}."),
            format!("CashCore refused with an unknown code, {code}."),
        ),
    };
    let advice = row.map_or(Advice::Service, |row| row.advice);
    Refused {
        refusal: Refusal { message, advice: advice.text(), retry: advice.retry(), faults: Vec::new() },
        said,
        doubtful: row.is_none_or(|row| row.doubtful),
        not_printed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vendor's table, constants in the order of their codes.
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
    fn an_unknown_code_leaves_doubt() {
        assert!(refused(96, BackendError::default()).doubtful);
        assert!(!refused(58, BackendError::default()).doubtful);
        assert!(refused(19, BackendError::default()).doubtful);
    }

    #[test]
    fn what_the_operator_may_have_said_of_this_very_document_leaves_doubt() {
        for code in [30, 67, 68] {
            assert!(refused(code, BackendError::default()).doubtful, "{code}");
        }
    }
}
