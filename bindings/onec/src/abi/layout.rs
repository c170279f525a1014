//! The memory layout of what crosses the interface: variants, and the tables of virtual functions of the platform's
//! objects.

use core::ffi::{c_long, c_ulong, c_ushort, c_void};

/// Entries of a virtual destructor: two in the Itanium ABI (without and with freeing), one in MSVC's.
pub const DESTRUCTORS: usize = if cfg!(windows) { 1 } else { 2 };

/// Size in words of the largest member of a variant's union, `struct tm`. Unix has the time zone in it, Windows does
/// not.
const WORDS: usize = if cfg!(windows) { 5 } else { 7 };

/// A text or bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Range {
    /// The first unit; null if there is none.
    pub start: *mut c_void,
    /// Length: UTF-16 units of a text, bytes of a block.
    pub length: u32,
}

/// A time: the first members of C's `struct tm`.
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

/// The value of a variant; its kind says which member is valid. On 32-bit stacks MSVC aligns it to four bytes only.
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

/// A value of 1C (`tVariant`). Its kind is a number and not an enum, because the platform may send any.
#[repr(C)]
pub struct Variant {
    /// The value.
    pub content: Content,
    /// Number of elements of an array.
    pub elements: u32,
    /// One of the constants in [`kind`].
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

/// The platform's memory manager (`IMemoryManager`), for data that passes to the platform.
#[repr(C)]
pub struct MemoryFace {
    /// Its virtual functions.
    pub table: *const MemoryTable,
}

/// Virtual functions of the memory manager.
#[repr(C)]
pub struct MemoryTable {
    destructors: [usize; DESTRUCTORS],
    /// Allocates a number of bytes.
    pub allocate: unsafe extern "system" fn(*const MemoryFace, *mut *mut c_void, c_ulong) -> bool,
    /// Frees a block and sets the pointer to null.
    pub free: unsafe extern "system" fn(*const MemoryFace, *mut *mut c_void),
}

/// The platform's object (`IAddInDefBase`).
#[repr(C)]
pub struct PlatformFace {
    /// Its virtual functions.
    pub table: *const PlatformTable,
}

/// Virtual functions of the platform, as far as they are used here.
#[repr(C)]
pub struct PlatformTable {
    destructors: [usize; DESTRUCTORS],
    /// Shows a message: severity, source, text. A code other than zero raises an exception.
    pub add_error: unsafe extern "system" fn(*const PlatformFace, c_ushort, *const u16, *const u16, c_long) -> bool,
}
