//! The registry: the name by which programs create the object leads to its class, and that to this file.
//!
//! The libraries of 64 and of 32 bits share the names and have the class each for itself, so that programs of both kinds
//! find theirs.
#![allow(unsafe_code, reason = "the registry")]

use super::raw::*;
use crate::place;
use core::ptr;

/// The class: an identifier of our own, not that of the vendor's driver.
pub const CLASS: Guid = Guid(0x8062_68E6, 0x5588, 0x443D, [0x9B, 0x32, 0x9F, 0xD3, 0x39, 0x23, 0x9B, 0xE6]);

/// The same as the registry has it.
const CLASS_TEXT: &str = "{806268E6-5588-443D-9B32-9FD339239BE6}";

/// The names of the object: that by which programs know it, and our own.
const NAMES: [&str; 2] = ["AddIn.Fptr10", "Kassa.Fptr10"];

/// What people see.
const TITLE: &str = "kassa: the interface of libfptr10";

/// The value that keeps the class which had the name before.
const BEFORE: &str = "KassaBefore";

/// Result of a function of the registry.
type Result<T> = core::result::Result<T, Hresult>;

/// Writes the class and the names.
pub fn register() -> Hresult {
    done(written())
}

/// Removes what `register` wrote.
pub fn unregister() -> Hresult {
    done(removed())
}

fn done(result: Result<()>) -> Hresult {
    result.err().unwrap_or(S_OK)
}

fn written() -> Result<()> {
    let file = place::library().ok_or(E_FAIL)?;
    let class = Open::create(&format!("CLSID\\{CLASS_TEXT}"))?;
    class.set("", TITLE)?;
    let server = Open::create(&format!("CLSID\\{CLASS_TEXT}\\InprocServer32"))?;
    server.set("", &file.to_string_lossy())?;
    server.set("ThreadingModel", "Apartment")?;
    Open::create(&format!("CLSID\\{CLASS_TEXT}\\ProgID"))?.set("", NAMES[0])?;
    for name in NAMES {
        let of_name = Open::create(&format!("{name}\\CLSID"))?;
        if let Some(before) = of_name.get("").filter(|before| before != CLASS_TEXT) {
            of_name.set(BEFORE, &before)?;
        }
        of_name.set("", CLASS_TEXT)?;
        let name = Open::create(name)?;
        if name.get("").is_none() {
            name.set("", TITLE)?;
        }
    }
    Ok(())
}

fn removed() -> Result<()> {
    remove(&format!("CLSID\\{CLASS_TEXT}"))?;
    // The other library may still be registered, and then needs the names.
    let other = if cfg!(target_pointer_width = "64") { KEY_WOW64_32KEY } else { KEY_WOW64_64KEY };
    if Open::existing(&format!("CLSID\\{CLASS_TEXT}"), KEY_READ | other).is_some() {
        return Ok(());
    }
    for name in NAMES {
        let Some(of_name) = Open::existing(&format!("{name}\\CLSID"), KEY_READ | KEY_WRITE) else { continue };
        match of_name.get("") {
            Some(class) if class == CLASS_TEXT => {}
            // Another driver was registered since.
            _ => continue,
        }
        match of_name.get(BEFORE) {
            Some(before) => {
                of_name.set("", &before)?;
                of_name.remove_value(BEFORE)?;
            }
            None => remove(name)?,
        }
    }
    Ok(())
}

/// Removes a key with all that is in it; it may be absent.
fn remove(path: &str) -> Result<()> {
    // SAFETY: the text ends with a zero.
    match unsafe { RegDeleteTreeW(HKEY_CLASSES_ROOT, zero_ended(path).as_ptr()) } {
        0 | ERROR_FILE_NOT_FOUND => Ok(()),
        error => Err(of_system(error)),
    }
}

/// An open key.
struct Open(Key);

impl Drop for Open {
    fn drop(&mut self) {
        // SAFETY: the key is open.
        unsafe { RegCloseKey(self.0) };
    }
}

impl Open {
    fn create(path: &str) -> Result<Self> {
        let mut key = ptr::null_mut();
        // SAFETY: the text ends with a zero, the key is a variable of this function, null stands for the usual.
        let error = unsafe {
            RegCreateKeyExW(
                HKEY_CLASSES_ROOT,
                zero_ended(path).as_ptr(),
                0,
                ptr::null(),
                0,
                KEY_READ | KEY_WRITE,
                ptr::null(),
                &raw mut key,
                ptr::null_mut(),
            )
        };
        if error == 0 { Ok(Self(key)) } else { Err(of_system(error)) }
    }

    fn existing(path: &str, rights: u32) -> Option<Self> {
        let mut key = ptr::null_mut();
        // SAFETY: the text ends with a zero, the key is a variable of this function.
        let error = unsafe { RegOpenKeyExW(HKEY_CLASSES_ROOT, zero_ended(path).as_ptr(), 0, rights, &raw mut key) };
        (error == 0).then_some(Self(key))
    }

    /// Sets a value; an empty name is that of the key itself.
    fn set(&self, name: &str, text: &str) -> Result<()> {
        let (name, text) = (zero_ended(name), zero_ended(text));
        let size = u32::try_from(text.len() * 2).unwrap_or(0);
        // SAFETY: both texts end with a zero, and the size is that of the second.
        match unsafe { RegSetValueExW(self.0, name.as_ptr(), 0, REG_SZ, text.as_ptr().cast(), size) } {
            0 => Ok(()),
            error => Err(of_system(error)),
        }
    }

    /// A value that is a text; `None` if there is none or it is empty.
    fn get(&self, name: &str) -> Option<String> {
        let mut units = [0_u16; 512];
        let (mut kind, mut size) = (0, 1024);
        // SAFETY: the name ends with a zero, the size is that of the buffer in bytes.
        let error = unsafe {
            RegQueryValueExW(
                self.0,
                zero_ended(name).as_ptr(),
                ptr::null_mut(),
                &raw mut kind,
                units.as_mut_ptr().cast(),
                &raw mut size,
            )
        };
        let text = units.split(|unit| *unit == 0).next().map(String::from_utf16_lossy);
        text.filter(|text| error == 0 && kind == REG_SZ && !text.is_empty())
    }

    fn remove_value(&self, name: &str) -> Result<()> {
        // SAFETY: the name ends with a zero.
        match unsafe { RegDeleteValueW(self.0, zero_ended(name).as_ptr()) } {
            0 | ERROR_FILE_NOT_FOUND => Ok(()),
            error => Err(of_system(error)),
        }
    }
}

fn zero_ended(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
