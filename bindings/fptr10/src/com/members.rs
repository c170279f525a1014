//! What the object has: its methods and properties, by their names.

use super::values::{of_hex, to_hex};
use crate::exports::VERSION;
use crate::exports::verbs::{NOT_SUPPORTED, VERBS};
use crate::failure::Failure;
use crate::handle::{Handle, Verb};
use crate::inputs::Way;
use crate::numbers;
use crate::value::{NO_TIME, Value};
use kassa::log::Level;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Why a member could not be called: for the program it is an error of COM, not of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The object has no member of this number.
    Member,
    /// It takes another number of arguments.
    Count,
    /// An argument has the wrong type: this one, counted from 0.
    Type(usize),
}

/// A result; `None` for a method without one.
type Answer = Result<Option<Value>, Wrong>;

/// A method that is more than a function of the interface without arguments.
type Method = fn(&mut Handle, &[Value]) -> Answer;

/// A member of the object.
enum Member {
    Verb(Verb),
    NotSupported(&'static str),
    Method(RangeInclusive<usize>, Method),
    Set(Way),
    SetHex(Way),
    Number(i64),
    Text(&'static str),
}

/// The members, and the place of each by its name in small letters.
struct Members {
    all: Vec<Member>,
    places: HashMap<String, i32>,
}

static MEMBERS: LazyLock<Members> = LazyLock::new(Members::new);

/// The number of a member; names are compared without regard to case, as COM programs write them.
pub fn number_of(name: &str) -> Option<i32> {
    MEMBERS.places.get(&name.to_lowercase()).copied()
}

/// Calls a member, or reads it as a property: there is no difference.
pub fn call(handle: &mut Handle, number: i32, arguments: &[Value]) -> Answer {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let member = place.and_then(|place| MEMBERS.all.get(place)).ok_or(Wrong::Member)?;
    let count = match member {
        Member::Method(count, _) => count.clone(),
        Member::Set(_) | Member::SetHex(_) => 2..=2,
        _ => 0..=0,
    };
    if !count.contains(&arguments.len()) {
        return Err(Wrong::Count);
    }
    Ok(Some(match member {
        Member::Verb(verb) => int(handle.call(*verb)),
        Member::NotSupported(name) => int(handle.fail(Failure::not_supported(name))),
        Member::Method(_, method) => return method(handle, arguments),
        Member::Set(way) => return set(handle, arguments, *way),
        Member::SetHex(way) => return set_hex(handle, arguments, *way),
        Member::Number(number) => Value::Int(*number),
        Member::Text(text) => Value::Text((*text).to_owned()),
    }))
}

impl Members {
    fn new() -> Self {
        let mut members = Self { all: Vec::new(), places: HashMap::new() };
        for (name, count, method) in METHODS {
            members.add(name, Member::Method(count.clone(), *method));
        }
        for (name, way) in SETTERS {
            members.add(&format!("{name}StrHex"), Member::SetHex(*way));
            for kind in KINDS {
                members.add(&format!("{name}{kind}"), Member::Set(*way));
            }
        }
        for (name, verb) in VERBS {
            members.add(&plain(name), Member::Verb(*verb));
        }
        for name in NOT_SUPPORTED {
            members.add(&plain(name), Member::NotSupported(name));
        }
        for (name, number) in numbers::TABLE.lines().filter_map(|line| line.split_once('\t')) {
            members.add(name, Member::Number(number.parse().unwrap_or(0)));
        }
        for (name, key) in numbers::SETTINGS.lines().filter_map(|line| line.split_once('\t')) {
            members.add(name, Member::Text(key));
        }
        members
    }

    fn add(&mut self, name: &str, member: Member) {
        self.all.push(member);
        let number = i32::try_from(self.all.len()).unwrap_or(0);
        self.places.insert(name.to_lowercase(), number);
    }
}

/// `openreceipt` of `libfptr_open_receipt`.
fn plain(function: &str) -> String {
    function.trim_start_matches("libfptr_").replace('_', "")
}

/// The methods that set a parameter of the next call.
const SETTERS: &[(&str, Way)] =
    &[("setParam", Way::Plain), ("setNonPrintableParam", Way::Hidden), ("setUserParam", Way::User)];

/// What may follow the name of such a method. They do the same: a value brings its type.
const KINDS: &[&str] = &["", "Int", "Bool", "Double", "Str", "String", "DateTime", "ByteArray"];

/// The other methods with arguments or results of their own, how many arguments each takes, and what it does.
#[rustfmt::skip]
const METHODS: &[(&str, RangeInclusive<usize>, Method)] = &[
    ("create", 0..=0, |handle, _| renewed(handle, "")),
    ("createWithId", 1..=1, |handle, given| renewed(handle, &given[0].text())),
    ("destroy", 0..=0, |handle, _| renewed(handle, "").map(|_| None)),
    ("version", 0..=0, version), ("getVersionString", 0..=0, version),
    ("initLibrary", 0..=1, |_, _| Ok(None)),
    ("isOpened", 0..=0, |handle, _| Ok(Some(Value::Flag(handle.is_open())))),
    ("errorCode", 0..=0, |handle, _| Ok(Some(int(handle.error_code())))),
    ("errorDescription", 0..=0, |handle, _| Ok(Some(Value::Text(handle.error_text())))),
    ("errorRecommendation", 0..=0, |handle, _| Ok(Some(Value::Text(handle.error_advice())))),
    ("resetError", 0..=0, |handle, _| { handle.reset_error(); Ok(None) }),
    ("resetParams", 0..=0, |handle, _| Ok(Some(int(handle.reset_params())))),
    ("setSettings", 1..=1, |handle, given| Ok(Some(int(handle.set_settings(&given[0].text()))))),
    ("getSettings", 0..=0, |handle, _| Ok(Some(Value::Text(handle.settings.to_json())))),
    ("setSingleSetting", 2..=2, |handle, given| { handle.settings.set(&given[0].text(), given[1].text()); Ok(None) }),
    ("getSingleSetting", 1..=1, |handle, given| Ok(Some(Value::Text(handle.settings.text(&given[0].text()))))),
    ("getParamInt", 1..=1, |handle, given| get(handle, given, |value| value.int().map(Value::Int), Value::Int(0))),
    ("getParamBool", 1..=1, |handle, given| get(handle, given, |value| value.flag().map(Value::Flag), Value::Flag(false))),
    ("getParamDouble", 1..=1, |handle, given| get(handle, given, |value| value.double().map(Value::Double), Value::Double(0.0))),
    ("getParamStr", 1..=1, get_text), ("getParamString", 1..=1, get_text),
    ("getParamDateTime", 1..=1, |handle, given| get(handle, given, |value| value.time().map(Value::Time), Value::Time(NO_TIME))),
    ("getParamByteArray", 1..=1, |handle, given| get(handle, given, |value| Some(Value::Bytes(value.bytes())), Value::Bytes(Vec::new()))),
    ("getParamStrHex", 1..=1, get_hex), ("getParamStringHex", 1..=1, get_hex),
    ("isParamAvailable", 1..=1, |handle, given| Ok(Some(Value::Flag(handle.outputs.contains_key(&id(given)?))))),
    ("changeLabel", 1..=1, |_, _| Ok(Some(int(0)))),
    ("logWrite", 3..=3, log), ("logWriteEx", 3..=3, log), ("writeLog", 3..=3, log),
    ("showProperties", 0..=2, |handle, _| not_supported(handle, "libfptr_show_properties")),
    ("validateMergePositionSupport", 0..=0, |handle, _| not_supported(handle, "libfptr_validate_merge_position_support")),
];

fn int(number: i32) -> Value {
    Value::Int(i64::from(number))
}

/// The parameter's number, which is the first argument.
fn id(given: &[Value]) -> Result<i32, Wrong> {
    given[0].int().and_then(|id| i32::try_from(id).ok()).ok_or(Wrong::Type(0))
}

/// The object begins anew: nothing is open, set or being built.
#[allow(clippy::unnecessary_wraps, reason = "a method")]
fn renewed(handle: &mut Handle, id: &str) -> Answer {
    *handle = Handle::new(id.to_owned());
    Ok(Some(int(0)))
}

#[allow(clippy::unnecessary_wraps, reason = "a method")]
fn version(_: &mut Handle, _: &[Value]) -> Answer {
    Ok(Some(Value::Text(VERSION.to_string_lossy().into_owned())))
}

fn set(handle: &mut Handle, given: &[Value], way: Way) -> Answer {
    handle.inputs.set(id(given)?, given[1].clone(), way);
    Ok(None)
}

fn set_hex(handle: &mut Handle, given: &[Value], way: Way) -> Answer {
    let bytes = of_hex(&given[1].text()).ok_or(Wrong::Type(1))?;
    handle.inputs.set(id(given)?, Value::Bytes(bytes), way);
    Ok(None)
}

/// A result of the last call; `otherwise` if there is none, or none of this type.
fn get(handle: &Handle, given: &[Value], read: fn(&Value) -> Option<Value>, otherwise: Value) -> Answer {
    Ok(Some(handle.outputs.get(&id(given)?).and_then(read).unwrap_or(otherwise)))
}

fn get_text(handle: &mut Handle, given: &[Value]) -> Answer {
    get(handle, given, |value| Some(Value::Text(value.text())), Value::Text(String::new()))
}

fn get_hex(handle: &mut Handle, given: &[Value]) -> Answer {
    get(handle, given, |value| Some(Value::Text(to_hex(&value.bytes()))), Value::Text(String::new()))
}

#[allow(clippy::unnecessary_wraps, reason = "a method")]
fn log(handle: &mut Handle, given: &[Value]) -> Answer {
    handle.log(Level::Info, format_args!("{}: {}", given[0].text(), given[2].text()));
    Ok(Some(int(0)))
}

#[allow(clippy::unnecessary_wraps, reason = "a method")]
fn not_supported(handle: &mut Handle, name: &str) -> Answer {
    Ok(Some(int(handle.fail(Failure::not_supported(name)))))
}

#[cfg(test)]
#[path = "members_tests.rs"]
mod tests;
