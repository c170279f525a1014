//! What COM and the registry look like: types and functions of the system, no more of them than are used here.
#![allow(unsafe_code, reason = "declarations of the system")]
#![allow(non_snake_case, reason = "names of the system")]

use core::ffi::c_void;

/// Result of a function of COM: not negative for success.
pub type Hresult = i32;

/// A result by its number, as the system's documents write it.
#[allow(clippy::cast_possible_wrap, reason = "the highest bit is the sign")]
const fn hresult(number: u32) -> Hresult {
    number as Hresult
}

pub const S_OK: Hresult = 0;
pub const S_FALSE: Hresult = 1;
pub const E_NOTIMPL: Hresult = hresult(0x8000_4001);
pub const E_NOINTERFACE: Hresult = hresult(0x8000_4002);
pub const E_POINTER: Hresult = hresult(0x8000_4003);
pub const E_FAIL: Hresult = hresult(0x8000_4005);
pub const CLASS_E_NOAGGREGATION: Hresult = hresult(0x8004_0110);
pub const CLASS_E_CLASSNOTAVAILABLE: Hresult = hresult(0x8004_0111);
pub const DISP_E_MEMBERNOTFOUND: Hresult = hresult(0x8002_0003);
pub const DISP_E_TYPEMISMATCH: Hresult = hresult(0x8002_0005);
pub const DISP_E_UNKNOWNNAME: Hresult = hresult(0x8002_0006);
pub const DISP_E_NONAMEDARGS: Hresult = hresult(0x8002_0007);
pub const DISP_E_BADPARAMCOUNT: Hresult = hresult(0x8002_000E);

/// The result for an error of the system.
pub const fn of_system(error: u32) -> Hresult {
    hresult(0x8007_0000 | (error & 0xFFFF))
}

/// An identifier of an interface or a class.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Guid(pub u32, pub u16, pub u16, pub [u8; 8]);

/// The last bytes that the identifiers of the system's own interfaces share.
const OF_SYSTEM: [u8; 8] = [0xC0, 0, 0, 0, 0, 0, 0, 0x46];
pub const IUNKNOWN: Guid = Guid(0, 0, 0, OF_SYSTEM);
pub const ICLASSFACTORY: Guid = Guid(1, 0, 0, OF_SYSTEM);
pub const IDISPATCH: Guid = Guid(0x0002_0400, 0, 0, OF_SYSTEM);

/// The functions of every interface. `this` is the object itself.
#[repr(C)]
pub struct UnknownTable {
    pub query_interface: unsafe extern "system" fn(*mut c_void, *const Guid, *mut *mut c_void) -> Hresult,
    pub add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    pub release: unsafe extern "system" fn(*mut c_void) -> u32,
}

/// The functions of `IClassFactory`.
#[repr(C)]
pub struct FactoryTable {
    pub unknown: UnknownTable,
    pub create_instance: unsafe extern "system" fn(*mut c_void, *mut c_void, *const Guid, *mut *mut c_void) -> Hresult,
    pub lock_server: unsafe extern "system" fn(*mut c_void, i32) -> Hresult,
}

/// The functions of `IDispatch`.
#[repr(C)]
pub struct DispatchTable {
    pub unknown: UnknownTable,
    pub get_type_info_count: unsafe extern "system" fn(*mut c_void, *mut u32) -> Hresult,
    pub get_type_info: unsafe extern "system" fn(*mut c_void, u32, u32, *mut *mut c_void) -> Hresult,
    pub get_ids_of_names:
        unsafe extern "system" fn(*mut c_void, *const Guid, *const *const u16, u32, u32, *mut i32) -> Hresult,
    pub invoke: unsafe extern "system" fn(
        *mut c_void,
        i32,
        *const Guid,
        u32,
        u16,
        *const Arguments,
        *mut Variant,
        *mut c_void,
        *mut u32,
    ) -> Hresult,
}

/// The arguments of `Invoke` (DISPPARAMS), the last one first.
#[repr(C)]
pub struct Arguments {
    pub values: *const Variant,
    pub names: *const i32,
    pub count: u32,
    pub named: u32,
}

/// A value of any type (VARIANT).
#[repr(C)]
pub struct Variant {
    /// The type, VT_….
    pub kind: u16,
    pub reserved: [u16; 3],
    pub data: Data,
}

/// The value itself. Which member it is says the type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union Data {
    pub long: i32,
    pub long_long: i64,
    pub double: f64,
    pub flag: i16,
    pub text: *mut u16,
    pub array: *mut c_void,
    /// So large is the largest one.
    pub largest: [*mut c_void; 2],
}

pub const VT_EMPTY: u16 = 0;
pub const VT_NULL: u16 = 1;
pub const VT_I2: u16 = 2;
pub const VT_I4: u16 = 3;
pub const VT_R8: u16 = 5;
pub const VT_CY: u16 = 6;
pub const VT_DATE: u16 = 7;
pub const VT_BSTR: u16 = 8;
pub const VT_ERROR: u16 = 10;
pub const VT_BOOL: u16 = 11;
pub const VT_VARIANT: u16 = 12;
pub const VT_I1: u16 = 16;
pub const VT_UI1: u16 = 17;
pub const VT_I8: u16 = 20;
pub const VT_UINT: u16 = 23;
pub const VT_ARRAY: u16 = 0x2000;

/// A number of a thing that is open in the registry.
pub type Key = *mut c_void;

/// The classes of the whole machine.
pub const HKEY_CLASSES_ROOT: Key = 0x8000_0000_u32.cast_signed() as isize as Key;
pub const KEY_READ: u32 = 0x2_0019;
pub const KEY_WRITE: u32 = 0x2_0006;
pub const KEY_WOW64_64KEY: u32 = 0x100;
pub const KEY_WOW64_32KEY: u32 = 0x200;
pub const REG_SZ: u32 = 1;
pub const ERROR_FILE_NOT_FOUND: u32 = 2;

#[link(name = "oleaut32")]
unsafe extern "system" {
    pub fn SysAllocStringLen(units: *const u16, length: u32) -> *mut u16;
    pub fn SysStringLen(text: *const u16) -> u32;
    pub fn VariantClear(value: *mut Variant) -> Hresult;
    pub fn VariantCopyInd(to: *mut Variant, from: *const Variant) -> Hresult;
    pub fn VariantChangeType(to: *mut Variant, from: *const Variant, flags: u16, kind: u16) -> Hresult;
    pub fn SafeArrayCreateVector(kind: u16, lowest: i32, count: u32) -> *mut c_void;
    pub fn SafeArrayDestroy(array: *mut c_void) -> Hresult;
    pub fn SafeArrayGetDim(array: *mut c_void) -> u32;
    pub fn SafeArrayGetLBound(array: *mut c_void, dimension: u32, bound: *mut i32) -> Hresult;
    pub fn SafeArrayGetUBound(array: *mut c_void, dimension: u32, bound: *mut i32) -> Hresult;
    pub fn SafeArrayGetElement(array: *mut c_void, place: *const i32, to: *mut c_void) -> Hresult;
    pub fn SafeArrayAccessData(array: *mut c_void, data: *mut *mut c_void) -> Hresult;
    pub fn SafeArrayUnaccessData(array: *mut c_void) -> Hresult;
}

#[link(name = "advapi32")]
unsafe extern "system" {
    pub fn RegCreateKeyExW(
        parent: Key,
        path: *const u16,
        reserved: u32,
        class: *const u16,
        options: u32,
        rights: u32,
        security: *const c_void,
        key: *mut Key,
        created: *mut u32,
    ) -> u32;
    pub fn RegOpenKeyExW(parent: Key, path: *const u16, options: u32, rights: u32, key: *mut Key) -> u32;
    pub fn RegCloseKey(key: Key) -> u32;
    pub fn RegSetValueExW(key: Key, name: *const u16, reserved: u32, kind: u32, data: *const u8, size: u32) -> u32;
    pub fn RegQueryValueExW(
        key: Key,
        name: *const u16,
        reserved: *mut u32,
        kind: *mut u32,
        data: *mut u8,
        size: *mut u32,
    ) -> u32;
    pub fn RegDeleteValueW(key: Key, name: *const u16) -> u32;
    pub fn RegDeleteTreeW(parent: Key, path: *const u16) -> u32;
}
