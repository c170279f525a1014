//! The parameters of one call. Values of any kind are read without trust, and values are written back as the platform
//! requires.

use super::host::Memory;
use super::layout::{Content, Range, Variant, kind};
use core::ptr;
use core::slice;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result};
use kassa::task::json::LONGEST;

/// The value in a slot.
enum Given {
    Nothing,
    Text(String),
    /// A number as its shortest digits, so that no float goes any further.
    Number(String),
    Flag(bool),
    /// A kind that no parameter accepts.
    Other,
}

/// The parameters of a call in their order.
pub struct Parameters<'a> {
    slots: &'a mut [Variant],
    memory: Memory,
    names: &'static [&'static str],
}

impl<'a> Parameters<'a> {
    pub(super) fn new(slots: &'a mut [Variant], memory: Memory, names: &'static [&'static str]) -> Self {
        Self { slots, memory, names }
    }

    /// A text; empty if there is no value.
    pub fn text(&self, index: usize) -> Result<String> {
        match self.given(index)? {
            Given::Nothing => Ok(String::new()),
            Given::Text(text) => Ok(text),
            _ => Err(self.wrong(index, "string")),
        }
    }

    /// A number as its digits.
    pub fn number(&self, index: usize) -> Result<String> {
        match self.given(index)? {
            Given::Number(digits) => Ok(digits),
            _ => Err(self.wrong(index, "number")),
        }
    }

    /// A boolean; `false` if there is no value.
    pub fn flag(&self, index: usize) -> Result<bool> {
        match self.given(index)? {
            Given::Nothing => Ok(false),
            Given::Flag(flag) => Ok(flag),
            Given::Number(digits) => Ok(digits != "0"),
            _ => Err(self.wrong(index, "boolean")),
        }
    }

    /// A value of any kind as text, since settings come as texts, numbers or booleans.
    pub fn any(&self, index: usize) -> Result<String> {
        match self.given(index)? {
            Given::Nothing => Ok(String::new()),
            Given::Text(text) | Given::Number(text) => Ok(text),
            Given::Flag(flag) => Ok(flag.to_string()),
            Given::Other => Err(self.wrong(index, "string, number, boolean")),
        }
    }

    /// The parameters with their names, as the log shows them; a parameter without a value is empty.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let text = |index| match self.given(index) {
            Ok(Given::Text(text) | Given::Number(text)) => text,
            Ok(Given::Flag(flag)) => flag.to_string(),
            Ok(Given::Nothing) => String::new(),
            Ok(Given::Other) | Err(_) => "?".to_owned(),
        };
        self.names.iter().enumerate().map(|(index, name)| (*name, text(index))).collect()
    }

    /// Writes a text back. The previous value is freed.
    pub fn put_text(&mut self, index: usize, text: &str) -> Result<()> {
        let text: Vec<u16> = text.encode_utf16().collect();
        let place = self.memory.text(&text);
        let no_memory = || Error::before(ErrorKind::Internal("no memory".into()));
        let length = u32::try_from(text.len()).ok().filter(|_| !place.is_null()).ok_or_else(no_memory)?;
        self.put(index, Content { range: Range { start: place.cast(), length } }, kind::PWSTR)
    }

    /// Writes a number back. The previous value is freed.
    pub fn put_number(&mut self, index: usize, number: i32) -> Result<()> {
        self.put(index, Content { i32: number }, kind::I4)
    }

    fn put(&mut self, index: usize, content: Content, kind: u16) -> Result<()> {
        let memory = self.memory;
        let slot = self.slots.get_mut(index).ok_or_else(|| Error::before(ErrorKind::NullArgument("parameters")))?;
        if matches!(slot.kind, kind::PWSTR | kind::PSTR | kind::BLOB) {
            // SAFETY: texts and blocks in a slot are the platform's own, and this was their only owner.
            unsafe { memory.free(slot.content.range.start) };
        }
        slot.content = Content { whole: Default::default() };
        slot.content = content;
        slot.kind = kind;
        Ok(())
    }

    fn name(&self, index: usize) -> &'static str {
        self.names.get(index).copied().unwrap_or("?")
    }

    fn wrong(&self, index: usize, expected: &'static str) -> Error {
        let fault = Fault { path: self.name(index).into(), value: None, problem: Problem::Type(expected) };
        Error::before(ErrorKind::BadDocument(vec![fault]))
    }

    fn given(&self, index: usize) -> Result<Given> {
        let slot = self.slots.get(index).ok_or_else(|| Error::before(ErrorKind::NullArgument("parameters")))?;
        let content = &slot.content;
        // SAFETY: every bit pattern is valid for the numeric members, and the platform wrote the member of this kind.
        let given = unsafe {
            match slot.kind {
                kind::EMPTY | kind::NULL => Given::Nothing,
                kind::I1 => Given::Number(content.i8.to_string()),
                kind::I2 => Given::Number(content.i16.to_string()),
                kind::I4 | kind::INT | kind::ERROR | kind::HRESULT => Given::Number(content.i32.to_string()),
                kind::I8 => Given::Number({ content.i64 }.to_string()),
                kind::UI1 => Given::Number(content.u8.to_string()),
                kind::UI2 => Given::Number(content.u16.to_string()),
                kind::UI4 | kind::UINT => Given::Number(content.u32.to_string()),
                kind::UI8 => Given::Number({ content.u64 }.to_string()),
                kind::R4 if content.f32.is_finite() => Given::Number(content.f32.to_string()),
                kind::R8 | kind::DATE if content.f64.is_finite() => Given::Number({ content.f64 }.to_string()),
                kind::BOOL => Given::Flag(content.u8 != 0),
                kind::TM => {
                    let moment = content.moment;
                    Given::Text(format!(
                        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                        i64::from(moment.year) + 1900,
                        i64::from(moment.month) + 1,
                        moment.day,
                        moment.hour,
                        moment.minute,
                        moment.second
                    ))
                }
                kind::PWSTR => return self.wide(index, content.range),
                kind::PSTR => return self.narrow(index, content.range),
                _ => Given::Other,
            }
        };
        Ok(given)
    }

    fn wide(&self, index: usize, range: Range) -> Result<Given> {
        let start = range.start.cast::<u16>();
        if start.is_null() || range.length == 0 {
            return Ok(Given::Text(String::new()));
        }
        let not_text = || Error::before(ErrorKind::NotText(self.name(index)));
        if range.length as usize > LONGEST || !start.is_aligned() {
            return Err(not_text());
        }
        // SAFETY: the platform's text has this many units and outlives the call.
        let units = unsafe { slice::from_raw_parts(start, range.length as usize) };
        // Some configurations include a closing zero in the length.
        let units = units.split(|unit| *unit == 0).next().unwrap_or_default();
        String::from_utf16(units).map(Given::Text).map_err(|_| not_text())
    }

    fn narrow(&self, index: usize, range: Range) -> Result<Given> {
        let start = range.start.cast::<u8>();
        if start.is_null() || range.length == 0 {
            return Ok(Given::Text(String::new()));
        }
        let not_text = || Error::before(ErrorKind::NotText(self.name(index)));
        if range.length as usize > LONGEST {
            return Err(not_text());
        }
        // SAFETY: the platform's text has this many bytes and outlives the call.
        let bytes = unsafe { slice::from_raw_parts(start, range.length as usize) };
        let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        str::from_utf8(bytes).map(|text| Given::Text(text.to_owned())).map_err(|_| not_text())
    }
}

/// The first `needed` slots at this address; `None` if there are fewer.
///
/// # Safety
/// The address is null or that of `count` slots that nothing else accesses during `'a`.
pub(super) unsafe fn slots<'a>(
    start: *mut Variant,
    count: core::ffi::c_long,
    needed: usize,
) -> Option<&'a mut [Variant]> {
    if needed == 0 {
        return Some(&mut []);
    }
    let given = usize::try_from(count).unwrap_or(0);
    if given < needed || start.is_null() || !start.is_aligned() {
        return None;
    }
    // SAFETY: by this function's contract there are `count` slots, and no more are taken.
    Some(unsafe { slice::from_raw_parts_mut(start, needed) })
}

/// Writes the value that a function returns. The place is the platform's and empty.
///
/// # Safety
/// The address is null or that of a variant that nothing else accesses.
pub(super) unsafe fn put_result(place: *mut Variant, memory: Memory, returned: &super::super::Returned) -> bool {
    use super::super::Returned;
    if place.is_null() || !place.is_aligned() {
        return false;
    }
    let (content, kind) = match returned {
        Returned::Flag(flag) => (Content { u8: u8::from(*flag) }, kind::BOOL),
        Returned::Number(number) => (Content { i32: *number }, kind::I4),
        Returned::Text(text) => {
            let text: Vec<u16> = text.encode_utf16().collect();
            let start = memory.text(&text);
            if start.is_null() {
                return false;
            }
            (
                Content { range: Range { start: start.cast(), length: u32::try_from(text.len()).unwrap_or(0) } },
                kind::PWSTR,
            )
        }
    };
    // SAFETY: by this function's contract; the previous value of the place is not read.
    unsafe {
        ptr::addr_of_mut!((*place).content).write(content);
        ptr::addr_of_mut!((*place).kind).write(kind);
    }
    true
}
