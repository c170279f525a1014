//! What to do about a response code, in both languages, and whether the call may be made again.

use crate::error::{Retry, Text};

/// What to do about a group of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    /// Nothing is wrong.
    None,
    /// The document itself is wrong.
    Mend,
    /// PIN, token, role or binding of the cashier.
    Access,
    /// Registration of the register in the core or at the operator.
    Register,
    /// The register's number in the configuration.
    Id,
    /// The operator's token of the register.
    Token,
    /// The register is in another state.
    State,
    /// The shift has to be closed.
    CloseShift,
    /// The clock is wrong.
    Clock,
    /// Too long without the operator.
    Offline,
    /// The link to the operator of fiscal data.
    Ofd,
    /// Blocked by the tax service or the operator.
    Blocked,
    /// Too little cash in the drawer.
    Cash,
    /// The licence.
    Licence,
    /// Later.
    Wait,
    /// The core itself needs a person.
    Service,
    /// This library and the register disagree about the protocol.
    Protocol,
}

impl Advice {
    /// Whether the same call may be made again.
    pub(super) fn retry(self) -> Retry {
        match self {
            Self::Mend | Self::Cash | Self::CloseShift | Self::Id => Retry::FixInput,
            Self::Wait => Retry::Safe,
            _ => Retry::Service,
        }
    }

    /// The advice for a person.
    pub(super) fn text(self) -> Text {
        match self {
            Self::None => Text::of("Ничего делать не нужно.", "There is nothing to do."),
            Self::Mend => Text::of("Исправьте документ и повторите.", "Mend the document and call again."),
            Self::Access => Text::of(
                "Проверьте pin или token в настройках и привязку кассира к кассе (GetKKMList, SaveOperator).",
                "Check pin or token in the configuration and the cashier's binding to the register (GetKKMList, SaveOperator).",
            ),
            Self::Register => Text::of(
                "Проверьте данные кассы у ОФД и в ядре (SaveKKM).",
                "Check the register's data at the operator and in the core (SaveKKM).",
            ),
            Self::Id => Text::of(
                "Проверьте kkmOfdId в настройках: номера касс даёт GetKKMList.",
                "Check kkmOfdId in the configuration: GetKKMList gives the registers' numbers.",
            ),
            Self::Token => Text::of(
                "Получите у ОФД новый токен кассы и задайте его методом SaveKKM (ofd_token).",
                "Get a new token of the register from the operator and set it with SaveKKM (ofd_token).",
            ),
            Self::State => Text::of(
                "Проверьте состояние кассы (getDeviceStatus).",
                "Check the register's state (getDeviceStatus).",
            ),
            Self::CloseShift => {
                Text::of("Закройте смену (closeShift) и повторите.", "Close the shift (closeShift) and call again.")
            }
            Self::Clock => Text::of(
                "Сверьте часы машины, на которой работает ядро.",
                "Set the clock of the machine that runs the core right.",
            ),
            Self::Offline => Text::of(
                "Восстановите связь ядра с ОФД: пока автономные документы не переданы, касса чеков не пробивает.",
                "Restore the core's link to the operator: until the offline documents are passed, it makes no receipts.",
            ),
            Self::Ofd => Text::of(
                "Проверьте связь ядра с ОФД и повторите.",
                "Check the core's link to the operator of fiscal data and call again.",
            ),
            Self::Blocked => Text::of(
                "Касса не работает до снятия блокировки: причина в getDeviceStatus (blockedInfo), обратитесь к ОФД.",
                "The register does not work while blocked: the cause is in getDeviceStatus (blockedInfo), call the operator.",
            ),
            Self::Cash => Text::of(
                "Внесите наличные (cashIn) или выплатите иначе.",
                "Put cash in (cashIn) or pay in another way.",
            ),
            Self::Licence => Text::of(
                "Проверьте лицензию ядра (ActivateLicense) у его поставщика.",
                "Check the core's licence (ActivateLicense) with its vendor.",
            ),
            Self::Wait => Text::of("Подождите и повторите тот же вызов.", "Wait and make the same call again."),
            Self::Service => Text::of(
                "Перезапустите ядро CashCore; если отказ повторится, обратитесь к его поставщику.",
                "Restart the CashCore core; if it refuses again, call its vendor.",
            ),
            Self::Protocol => Text::of(
                "Обновите ядро CashCore или библиотеку и сообщите разработчикам.",
                "Update the CashCore core or this library, and report it.",
            ),
        }
    }
}
