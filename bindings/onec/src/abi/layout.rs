//! How the platform lays out what crosses the border: variants, and the tables of virtual functions of its objects.

use core::ffi::{c_long, c_ulong, c_ushort, c_void};

/// Slots that a virtual destructor takes: two in the Itanium ABI (of the object, and with its memory), one in MSVC's.
pub const DESTRUCTORS: usize = if cfg!(windows) { 1 } else { 2 };

/// Words of the largest member of a variant's union, `struct tm`: with a zone on Unix, without on Windows.
const WORDS: usize = if cfg!(windows) { 5 } else { 7 };

/// A text or bytes: where, and how many units.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Range {
    /// First unit; null for none.
    pub start: *mut c_void,
    /// UTF-16 units of a text, bytes of a block.
    pub length: u32,
}

/// A time by its parts, the beginning of C's `struct tm`.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names are C's")]
pub struct Moment {
    pub second: i32,
    pub minute: i32,
    pub hour: i32,
    pub day: i32,
    pub month: i32,
    pub year: i32,
}

/// What a variant holds, by its kind. On a stack of 32 bits MSVC puts it at any multiple of four.
#[repr(C)]
#[cfg_attr(target_arch = "x86", repr(packed(4)))]
#[allow(missing_docs, reason = "named by their types")]
pub union Content {
    pub i8: i8,
    pub i16: i16,
    pub i32: i32,
    pub i64: i64,
    pub u8: u8,
    pub u16: u16,
    pub u32: u32,
    pub u64: u64,
    pub f32: f32,
    pub f64: f64,
    pub moment: Moment,
    pub range: Range,
    pub whole: [u64; WORDS],
}

/// A value of 1C (`tVariant`). Its kind is a number and no enum: the platform may send any.
#[repr(C)]
pub struct Variant {
    /// The value.
    pub content: Content,
    /// Elements of an array.
    pub elements: u32,
    /// Kind, a constant of [`kind`].
    pub kind: u16,
}

#[cfg(all(unix, target_pointer_width = "64"))]
const _: () = assert!(
    size_of::<Variant>() == 64
        && core::mem::offset_of!(Variant, elements) == 56
        && core::mem::offset_of!(Variant, kind) == 60
);
#[cfg(windows)]
const _: () = assert!(
    size_of::<Variant>() == 48
        && align_of::<Variant>() == size_of::<usize>()
        && core::mem::offset_of!(Variant, elements) == 40
        && core::mem::offset_of!(Variant, kind) == 44
);

/// Kinds of a variant (`VTYPE_…`).
#[allow(missing_docs, reason = "named as the platform does")]
pub mod kind {
    pub const EMPTY: u16 = 0;
    pub const NULL: u16 = 1;
    pub const I2: u16 = 2;
    pub const I4: u16 = 3;
    pub const R4: u16 = 4;
    pub const R8: u16 = 5;
    pub const DATE: u16 = 6;
    pub const TM: u16 = 7;
    pub const PSTR: u16 = 8;
    pub const ERROR: u16 = 10;
    pub const BOOL: u16 = 11;
    pub const I1: u16 = 13;
    pub const UI1: u16 = 14;
    pub const UI2: u16 = 15;
    pub const UI4: u16 = 16;
    pub const I8: u16 = 17;
    pub const UI8: u16 = 18;
    pub const INT: u16 = 19;
    pub const UINT: u16 = 20;
    pub const HRESULT: u16 = 21;
    pub const PWSTR: u16 = 22;
    pub const BLOB: u16 = 23;
}

/// The platform's memory for what passes to it (`IMemoryManager`).
#[repr(C)]
pub struct MemoryFace {
    /// Its virtual functions.
    pub table: *const MemoryTable,
}

/// Virtual functions of the memory manager.
#[repr(C)]
pub struct MemoryTable {
    destructors: [usize; DESTRUCTORS],
    /// Allocates so many bytes.
    pub allocate: unsafe extern "system" fn(*const MemoryFace, *mut *mut c_void, c_ulong) -> bool,
    /// Frees, and makes the pointer null.
    pub free: unsafe extern "system" fn(*const MemoryFace, *mut *mut c_void),
}

/// The platform itself (`IAddInDefBase`).
#[repr(C)]
pub struct PlatformFace {
    /// Its virtual functions.
    pub table: *const PlatformTable,
}

/// Virtual functions of the platform, as far as they are used here.
#[repr(C)]
pub struct PlatformTable {
    destructors: [usize; DESTRUCTORS],
    /// Shows a message: its weight, source and text; a code other than nought raises an exception.
    pub add_error: unsafe extern "system" fn(*const PlatformFace, c_ushort, *const u16, *const u16, c_long) -> bool,
}
