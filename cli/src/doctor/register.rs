//! The register itself: whether it answers, its clock, its shift, its drive, and what waits for the OFD.

use super::drive;
use super::finding::Finding;
use kassa::task::date::minutes_ahead;
use kassa::{Device, Error, ErrorKind, Task, Text};
use serde_json::{Map, Value};

/// Minutes by which a clock may be wrong: the tax service allows five.
const CLOCK: i64 = 5;

/// Days before the end of a drive from which it is time to order another one.
const DRIVE: i64 = 30;

/// Minutes before the end of a shift from which it is time to close it.
const SOON: i64 = 120;

/// Days after which a drive that has not reached the OFD refuses documents, and those from which it is urgent.
const OFD: (i64, i64) = (30, 20);

/// What an answer says.
type Look = fn(&Map<String, Value>, Clock) -> Vec<Finding>;

/// Minutes by which the register's clock is ahead of this machine's: a shift ends by the register's.
type Clock = i64;

/// What there is to say about the register. A question that it does not support is left out.
pub fn findings(device: &Device) -> Vec<Finding> {
    let asked = |question: &str| match device.execute(&Task::named(question)) {
        Ok(answer) => Ok(Some(answer.fields)),
        Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let questions: [(&str, Text, Look); 5] = [
        ("getDeviceStatus", Text::of("Касса", "Register"), state),
        ("getShiftStatus", Text::of("Смена", "Shift"), shift),
        ("getFnInfo", Text::of("Накопитель", "Drive"), validity),
        ("getFnStatus", Text::of("Накопитель", "Drive"), |_, _| Vec::new()),
        ("ofdExchangeStatus", Text::of("ОФД", "OFD"), exchange),
    ];
    let (mut findings, mut clock) = (Vec::new(), 0);
    for (question, subject, look) in questions {
        match asked(question) {
            Ok(Some(fields)) => {
                clock = ahead(&fields).unwrap_or(clock);
                findings.extend(look(&fields, clock));
                findings.extend(drive::flags(&fields));
            }
            Ok(None) => {}
            Err(error) => {
                let finding = Finding::of_error(subject, &error);
                // A register that is not reached now is not asked four times more.
                let is_gone = matches!(error.kind, ErrorKind::NoLink(_) | ErrorKind::NoAnswer(_));
                findings.push(finding);
                if is_gone {
                    break;
                }
            }
        }
    }
    findings
}

fn ahead(fields: &Map<String, Value>) -> Option<Clock> {
    minutes_ahead(fields.get("deviceStatus")?.get("currentDateTime")?.as_str()?)
}

fn state(fields: &Map<String, Value>, _: Clock) -> Vec<Finding> {
    let status = &fields["deviceStatus"];
    let subject = || Text::of("Касса", "Register");
    let is_off = |name: &str| status[name] == Value::Bool(false);
    let state = if is_off("fnPresent") {
        Finding::fault(subject(), Text::of("нет фискального накопителя", "there is no fiscal drive"))
    } else if is_off("fiscal") {
        Finding::fault(
            subject(),
            Text::of("не зарегистрирована: docs/ru/registration.md", "is not registered: docs/en/registration.md"),
        )
    } else if is_off("fnFiscal") {
        Finding::fault(
            subject(),
            Text::of(
                "архив накопителя закрыт: замените накопитель",
                "the drive's archive is closed: replace the drive",
            ),
        )
    } else {
        Finding::ok(subject(), Text::of("отвечает", "answers"))
    };
    let clock = ahead(fields).map(|ahead| {
        let subject = Text::of("Часы кассы", "Clock of the register");
        if ahead.abs() <= CLOCK {
            return Finding::ok(subject, Text::of("идут верно", "right"));
        }
        Finding::warning(
            subject,
            Text::with(
                format!("расходятся с часами этого компьютера на {} мин: выставьте их и часовой пояс", ahead.abs()),
                format!("differ from this machine's by {} min: set them, or the time zone", ahead.abs()),
            ),
        )
    });
    [state].into_iter().chain(clock).collect()
}

fn shift(fields: &Map<String, Value>, clock: Clock) -> Vec<Finding> {
    let (status, subject) = (&fields["shiftStatus"], Text::of("Смена", "Shift"));
    let end = status["expiredTime"].as_str().unwrap_or_default();
    let left = minutes_ahead(end).map(|left| left - clock);
    let finding = match status["state"].as_str() {
        Some("expired") => Finding::fault(
            subject,
            Text::of(
                "длится больше 24 часов: kassa shift close, затем kassa shift open",
                "is older than 24 hours: kassa shift close, then kassa shift open",
            ),
        ),
        Some("closed") => Finding::ok(subject, Text::of("закрыта", "closed")),
        Some(_) => match left {
            None => Finding::ok(subject, Text::of("открыта", "open")),
            Some(..SOON) => Finding::warning(
                subject,
                Text::with(
                    format!("24 часа кончаются в {end}: закройте её, kassa shift close"),
                    format!("its 24 hours end at {end}: close it, kassa shift close"),
                ),
            ),
            Some(left) => {
                let hours = left / 60;
                let ru = format!("открыта, до {end}, осталось часов: {hours}");
                Finding::ok(subject, Text::with(ru, format!("open, until {end}, hours left: {hours}")))
            }
        },
        None => return Vec::new(),
    };
    vec![finding]
}

fn validity(fields: &Map<String, Value>, _: Clock) -> Vec<Finding> {
    let subject = Text::of("Накопитель", "Drive");
    let date = fields["fnInfo"]["validityDate"].as_str();
    let Some((date, minutes)) = date.and_then(|date| Some((date, minutes_ahead(date)?))) else {
        return Vec::new();
    };
    let days = minutes.div_euclid(24 * 60);
    let until = |ru: &str, en: &str| {
        Text::with(format!("до {date}, дней: {days}{ru}"), format!("until {date}, days: {days}{en}"))
    };
    vec![match days {
        ..0 => {
            Finding::fault(subject, until(": срок истёк, замените накопитель", ": its time is over, replace the drive"))
        }
        0..DRIVE => Finding::warning(subject, until(": закажите новый накопитель", ": order a new drive")),
        _ => Finding::ok(subject, until("", "")),
    }]
}

fn exchange(fields: &Map<String, Value>, _: Clock) -> Vec<Finding> {
    let (status, subject) = (&fields["status"], Text::of("ОФД", "OFD"));
    let Some(count) = status["notSentCount"].as_u64() else { return Vec::new() };
    if count == 0 {
        return vec![Finding::ok(subject, Text::of("все документы переданы", "all documents are sent"))];
    }
    let oldest = status["notSentFirstDocDateTime"].as_str().and_then(minutes_ahead);
    let days = oldest.map(|ahead| (-ahead).div_euclid(24 * 60)).filter(|days| *days >= 0);
    let (ru, en) = days.map_or_else(Default::default, |days| (format!(", дней: {days}"), format!(", days: {days}")));
    let text = Text::with(
        format!(
            "не передано документов: {count}{ru}; через {} дней накопитель откажет: проверьте сеть кассы и договор с ОФД",
            OFD.0
        ),
        format!(
            "documents not sent: {count}{en}; after {} days the drive refuses: check the register's network and the contract with the OFD",
            OFD.0
        ),
    );
    let is_urgent = days.is_some_and(|days| days >= OFD.1);
    vec![if is_urgent { Finding::fault(subject, text) } else { Finding::warning(subject, text) }]
}
