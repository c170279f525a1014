//! The keys of the configuration that every backend has, a row each. The backend's own keys are in its `config.rs`.

use crate::backends::setting::{Absent, Choice, Kind, Setting, bilingual, choice, setting};
use crate::backends::{REGISTRY, TLS};
use crate::task::words::{Words, words};

words! {
    /// What happens to fields of a task that the vocabulary does not know.
    UnknownFields { Refuse = 0: "refuse", Warn = 1: "warn" }
}

words! {
    /// What happens to what a backend's table leaves out.
    Uncarried { Note = 0: "note", Refuse = 1: "refuse" }
}

words! {
    /// What happens to an ИНН of 10 digits where the device expects 12.
    ShortTaxNumbers { Send = 0: "send", Refuse = 1: "refuse" }
}

words! {
    /// What of a document is on the disk before the call goes on.
    Sync { Intent = 0: "intent", Both = 1: "both" }
}

words! {
    /// Whether a document without an id may be a repetition of an undelivered one.
    Repeats { New = 0: "new", Join = 1: "join" }
}

/// A time in milliseconds: 1 ms to 24 hours.
const TIME: Kind = Kind::Number(1, 24 * 3600 * 1000);

/// The values of `backend`.
const BACKENDS: [Choice; REGISTRY.len()] = {
    let mut words = [choice("", "", ""); REGISTRY.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = choice(REGISTRY[at].name, REGISTRY[at].title, REGISTRY[at].title);
        at += 1;
    }
    words
};

/// The keys that every backend has; each backend's own keys are in the registry.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting("backend", Kind::Words(&BACKENDS), Absent::Required)
        .asked("Касса", "Register")
        .about("модель кассы", "model of the register"),
    TLS,
    setting("journal", Kind::Text(4096), Absent::FoundOut(bilingual("в профиле пользователя", "in the user's profile")))
        .asked("Файл журнала документов", "Journal file")
        .about("по журналу драйвер узнаёт уже отправленный чек и не пробивает его дважды. Укажите один и тот же файл во всех программах, которые работают с этой кассой на этом компьютере. Если файл не указан, у каждого пользователя системы свой журнал. Журнал нескольких компьютеров — на PostgreSQL: [fleet.md](fleet.md)", "by the journal the driver knows a receipt that was already sent, and does not make it twice. Name the same file in every program that works this register on this computer; its folder is created. Without a file each user of the system has a journal of their own, [here](config.md#every-backend). A journal of several machines is on PostgreSQL: [fleet.md](fleet.md)"),
    setting("sync", Kind::Words(&[choice("intent", "намерение", "the intent"), choice("both", "намерение и результат", "the intent and the outcome")]), Absent::Usual)
        .about("что записано на диск, прежде чем вызов продолжится: `intent` — намерение; результат после отключения питания выясняется у кассы. `both` — и результат: [цена](exactly-once.md#sync)", "what is on the disk before the call goes on: `intent` the intent, and after a power failure the outcome is found on the register again; `both` the outcome too: [the price](exactly-once.md#sync)"),
    setting("timeoutMs", TIME, Absent::Number(30_000))
        .asked("Ожидание ответа ККТ, мс", "Time to wait for the register's answer, ms")
        .about("сколько ждать ответа после отправки запроса; должно быть больше времени самой долгой печати", "how long to wait for the register's answer after the request was sent; must be longer than its slowest print"),
    setting("connectTimeoutMs", TIME, Absent::Number(5_000))
        .asked("Ожидание соединения с ККТ, мс", "Time to connect to the register, ms")
        .about("сколько времени отводится на поиск кассы по адресу и соединение с ней", "how long finding the register's address and connecting to it may take"),
    setting("deadlineMs", TIME, Absent::Number(90_000))
        .asked("Предел всего вызова, мс", "Time limit of a whole call, ms")
        .about("сколько может длиться весь вызов: ожидание, пока касса занята, запросы к ней, отправка документа и выяснение результата", "how long a whole call may take: waiting for the device, queries, sending, resolving a lost answer"),
    setting("settleMs", TIME, Absent::FoundOut(bilingual("по модели", "by backend")))
        .asked("Выдержка после потери ответа ККТ, мс", "How long the register must be idle after a lost answer, ms")
        .about("сколько времени касса должна оставаться незанятой после потери ответа, чтобы документ считался неоформленным: [зачем](exactly-once.md#absence)", "how long the register must be seen idle after a lost answer before the document counts as not made: [why](exactly-once.md#absence)"),
    setting("resend", Kind::Number(0, 10), Absent::Number(1))
        .asked("Сколько раз повторить отправку, если ККТ не оформила документ", "How often to resend a document that was not made")
        .about("сколько раз драйвер сам повторит отправку, если касса не оформила документ, в пределах `deadlineMs`; 0 — не повторять: [когда](exactly-once.md#settling)", "how often the driver itself sends a document again after it was not made, within `deadlineMs`; 0 means never: [when](exactly-once.md#settling)"),
    setting("repeats", Kind::Words(&[choice("new", "новый документ", "a new document"), choice("join", "повтор прежнего", "a repetition")]), Absent::Usual)
        .about("`join`: документ без `externalId` может быть повтором документа, результат которого программа не получила: [как](exactly-once.md#callers-without-ids). В драйвере для 1С всегда `join`", "`join`: a document without an `externalId` may be a repetition of one whose outcome its caller has not received: [how](exactly-once.md#callers-without-ids). Always `join` in the driver for 1C"),
    setting("unknownFields", Kind::Words(&[choice("refuse", "отказать", "refuse"), choice("warn", "предупредить", "warn")]), Absent::Usual)
        .about("`warn`: неизвестное поле пропускается с предупреждением, без отказа", "`warn`: an unknown field of a task is ignored with a note; it does not refuse the task"),
    setting("uncarried", Kind::Words(&[choice("note", "не передавать", "leave out"), choice("refuse", "отказать", "refuse")]), Absent::Usual)
        .about("что делать с полями, которые касса записывает сама или которые не входят в фискальный документ (отдел, текст в чеке, скидка для печати): `note` — не передавать и отметить в `warnings.notes`, `refuse` — отказать. Поля, от которых зависит, что узнает налоговая служба или покупатель, не пропускаются никогда", "what happens to fields that the register writes itself or that are no part of a fiscal document (department, text in a receipt, a discount to print): `note` leaves them out and says so in `warnings.notes`, `refuse` refuses the document. Fields that change what the tax service or the buyer is told are always refused"),
    setting("leaveOut", Kind::Texts(128), Absent::Usual)
        .about("поля задания, которые решено не передавать, хотя касса их не поддерживает и без этой настройки отказала бы: пути без номеров, например `[\"items[].industryInfo\"]`. Нельзя указать суммы, НДС, коды маркировки, агентов и поставщиков", "fields of a task that are left out although the register does not support them and the document would be refused: paths without indices, as `[\"items[].industryInfo\"]`. Sums, VAT, marking codes, agents and suppliers cannot be listed"),
    setting("shortTaxNumbers", Kind::Words(&[choice("send", "передать", "send"), choice("refuse", "отказать", "refuse")]), Absent::Usual)
        .asked("ИНН из 10 цифр там, где ККТ ждёт 12", "ИНН of 10 digits where the register expects 12")
        .about("`send`: ИНН из 10 цифр передаётся и там, где документация кассы называет 12: решает касса, её отказ безвреден. ИНН кассира из 10 цифр не передаётся никогда", "`send`: an ИНН of 10 digits is also sent where the register's document asks for 12: the register decides, and its refusal does no harm. That of a cashier is never sent"),
    setting("defaultTaxation", Kind::WordsOf("taxationType"), Absent::Nothing)
        .about("`taxationType` для чеков, в которых он не указан", "`taxationType` of receipts that do not give one"),
    setting("defaultVat", Kind::WordsOf("tax.type"), Absent::Nothing)
        .about("`tax.type` для позиций, в которых он не указан", "`tax.type` of lines that do not give one"),
    setting("defaultPaymentMethod", Kind::WordsOf("paymentMethod"), Absent::Nothing)
        .about("`paymentMethod` (1214) для позиций, в которых он не указан", "`paymentMethod` (1214) of lines that do not give one"),
    setting("defaultPaymentObject", Kind::WordsOf("paymentObject"), Absent::Nothing)
        .about("`paymentObject` (1212) для позиций, в которых он не указан", "`paymentObject` (1212) of lines that do not give one"),
    setting("testMode", Kind::Flag, Absent::Usual)
        .asked("Тестовая касса: не отказывать из-за контрольных цифр ИНН", "Test register: wrong check digits of ИНН only warn")
        .about("неверные контрольные цифры ИНН и подобных номеров и при регистрации кассы дают предупреждение вместо отказа: у тестовых касс номера вымышлены", "`true`: wrong check digits of ИНН and similar numbers only warn in a registration too, because those of test registers are invented"),
    setting("log", Kind::Text(4096), Absent::Nothing)
        .about("файл лога: вызовы, обмен с кассой, ошибки; без секретов и без содержания документов, см. [Лог](#log)", "log file: calls, exchanges with the register, failures; without secrets and without the content of documents, see [The log](#log)"),
    setting("logLevel", Kind::Words(&[choice("info", "вызовы и ошибки", "calls and failures"), choice("error", "только неизвестный исход и сбои", "unknown outcomes and faults"), choice("warning", "все ошибки", "all failures"), choice("debug", "ещё и каждый обмен", "each exchange too")]), Absent::Usual)
        .about("какие строки писать в `log`: `error` — неизвестный исход, сбой журнала или библиотеки, `warning` — ещё и каждая ошибка, `info` — ещё и каждый вызов, `debug` — ещё и каждый обмен с кассой", "which lines `log` has: `error` unknown outcomes and faults of the journal or the library, `warning` also each failure, `info` also each call, `debug` also each exchange with the register"),
    setting("logBodies", Kind::Flag, Absent::Usual)
        .about("писать в `log` также запросы и ответы кассы; секреты и личные данные в них закрыты", "`log` also has the requests and answers, with secrets and personal data masked"),
    setting("logMaxBytes", Kind::Number(4096, 1 << 30), Absent::Number(10 << 20))
        .about("размер, с которого начинается новый файл; прежний получает имя `….1`", "size from which a new file is started; the full one is renamed to `….1`"),
    setting("logKeep", Kind::Number(1, 99), Absent::Number(3))
        .about("сколько прежних файлов хранить", "how many older files are kept"),
    setting("rules", Kind::Object, Absent::Usual)
        .about("уровни правил: `strict`, `warn`, `off` или слово самого правила, см. [Правила](#rules)", "level of each rule: `strict`, `warn`, `off` or a word of the rule's own; see [Rules](#rules)"),
];
