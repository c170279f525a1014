//! What the user should do about a response code, in both languages, and whether the call may be repeated.

use crate::error::{Retry, Text};

/// What to do about a group of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    /// Nothing is wrong.
    None,
    /// Fix the document.
    Fix,
    /// Check the PIN, the token, the cashier's role or binding to the register.
    Access,
    /// Fix the register's registration in the core or at the OFD.
    Register,
    /// Fix the register's number in the configuration.
    Id,
    /// Get a new token for the register from the OFD.
    Token,
    /// The register is in a state that does not allow the call.
    State,
    /// Close the shift first.
    CloseShift,
    /// Set the clock.
    Clock,
    /// The register was offline for too long. Restore its link to the OFD.
    Offline,
    /// Check the link to the OFD and retry.
    Ofd,
    /// The tax service or the OFD has blocked the register.
    Blocked,
    /// There is too little cash in the drawer.
    Cash,
    /// Check the licence.
    Licence,
    /// Retry later.
    Wait,
    /// Restart the core or call its vendor.
    Service,
    /// The library and the register disagree about the protocol.
    Protocol,
}

impl Advice {
    pub(super) fn retry(self) -> Retry {
        match self {
            Self::Fix | Self::Cash | Self::CloseShift | Self::Id => Retry::FixInput,
            Self::Wait => Retry::Safe,
            _ => Retry::Service,
        }
    }

    /// The sentence for the user.
    pub(super) fn text(self) -> Text {
        match self {
            Self::None => Text::of("Ничего делать не нужно.", "No action is needed."),
            Self::Fix => Text::of("Исправьте документ и повторите.", "Fix the document and retry."),
            Self::Access => Text::of(
                "Проверьте pin или token в настройках и привязку кассира к кассе (GetKKMList, SaveOperator).",
                "Check pin or token in the configuration. Check that the cashier is assigned to the register (GetKKMList, SaveOperator).",
            ),
            Self::Register => Text::of(
                "Проверьте данные кассы у ОФД и в ядре (SaveKKM).",
                "Check the data of the register at the OFD and in the core (SaveKKM).",
            ),
            Self::Id => Text::of(
                "Проверьте kkmOfdId в настройках: номера касс даёт GetKKMList.",
                "Check kkmOfdId in the configuration: GetKKMList lists the registers with their numbers.",
            ),
            Self::Token => Text::of(
                "Получите у ОФД новый токен кассы и задайте его методом SaveKKM (ofd_token).",
                "Get a new token for the register from the OFD and set it with SaveKKM (ofd_token).",
            ),
            Self::State => Text::of(
                "Проверьте состояние кассы (getDeviceStatus).",
                "Check the state of the register (getDeviceStatus).",
            ),
            Self::CloseShift => {
                Text::of("Закройте смену (closeShift) и повторите.", "Close the shift (closeShift) and retry.")
            }
            Self::Clock => Text::of(
                "Проверьте часы компьютера, на котором работает ядро CashCore.",
                "Check the clock of the computer that runs the CashCore core.",
            ),
            Self::Offline => Text::of(
                "Восстановите связь ядра с ОФД: пока автономные документы не переданы, касса не пробивает чеки.",
                "Restore the connection of the core to the OFD: the register makes no receipts until the offline documents are sent.",
            ),
            Self::Ofd => Text::of(
                "Проверьте связь ядра с ОФД и повторите.",
                "Check the connection of the core to the OFD and retry.",
            ),
            Self::Blocked => Text::of(
                "Касса не работает, пока заблокирована. Причину показывает getDeviceStatus (blockedInfo). Обратитесь к ОФД.",
                "The register does not work while it is blocked. getDeviceStatus shows the cause (blockedInfo). Contact the OFD.",
            ),
            Self::Cash => Text::of(
                "Внесите наличные (cashIn) или выплатите иначе.",
                "Put cash into the drawer (cashIn) or pay in another way.",
            ),
            Self::Licence => Text::of(
                "Проверьте лицензию ядра (ActivateLicense). Если она верна, обратитесь к поставщику ядра.",
                "Check the licence of the core (ActivateLicense). If it is right, contact the vendor of the core.",
            ),
            Self::Wait => Text::of("Подождите и повторите тот же вызов.", "Wait and retry the same call."),
            Self::Service => Text::of(
                "Перезапустите ядро CashCore. Если ошибка повторится, обратитесь к его поставщику.",
                "Restart the CashCore core. If the error repeats, contact its vendor.",
            ),
            Self::Protocol => Text::of(
                "Обновите ядро CashCore или библиотеку и сообщите разработчикам.",
                "Update the CashCore core or this library, and report it to the developers.",
            ),
        }
    }
}
