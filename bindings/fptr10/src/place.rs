//! Which register a handle is for: where its configuration of kassa is found, and how it is chosen.

use super::failure::{Failure, Result};
use super::numbers::error as code;
use super::settings::{KASSA, Settings, as_text};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The environment variable that names the file.
const VARIABLE: &str = "KASSA_FPTR10";

/// The file beside the library.
const FILE: &str = "kassa-fptr10.json";

/// The member of `match` that is compared with the id of the handle.
const ID: &str = "id";

/// The configuration for a handle with these settings: the key of kassa among them, or what a file has for them.
pub fn config(settings: &Settings, id: &str) -> Result<String> {
    let found = match settings.kassa() {
        Some(config) => config,
        None => in_files(settings, id)?,
    };
    let Value::Object(mut config) = found else {
        return Err(not_configured(&format!("{KASSA} — не объект JSON с настройками kassa")));
    };
    if !config.contains_key("journal") {
        return Err(not_configured("в настройках kassa нет journal: пути файла журнала документов"));
    }
    // A program of this interface has no ids for its documents.
    config.insert("repeats".into(), json!("join"));
    Ok(Value::Object(config).to_string())
}

fn in_files(settings: &Settings, id: &str) -> Result<Value> {
    let mut looked = Vec::new();
    for path in paths() {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                looked.push(format!("{} ({error})", path.display()));
                continue;
            }
        };
        let wrong = |cause: &str| not_configured(&format!("{}: {cause}", path.display()));
        let file: Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| wrong(&error.to_string()))?;
        let devices = file.get("devices").and_then(Value::as_array).ok_or_else(|| wrong("нет списка devices"))?;
        let Some(device) = devices.iter().find(|device| fits(device, settings, id)) else {
            return Err(wrong("ни одно из match не подходит к настройкам программы"));
        };
        let mut config = device.get("config").cloned().ok_or_else(|| wrong("нет config"))?;
        if let (Value::Object(config), Some(log)) = (&mut config, file.get("log")) {
            config.entry("log").or_insert_with(|| log.clone());
        }
        return Ok(config);
    }
    Err(not_configured(&looked.join(", ")))
}

/// Whether each key of `match` is equal to the setting of the handle.
fn fits(device: &Value, settings: &Settings, id: &str) -> bool {
    let all = Map::new();
    let wanted = device.get("match").and_then(Value::as_object).unwrap_or(&all);
    wanted.iter().all(|(key, value)| as_text(value) == if key == ID { id.to_owned() } else { settings.text(key) })
}

fn not_configured(cause: &str) -> Failure {
    Failure {
        advice: format!("Запишите настройки кассы в {FILE}: kassa init --fptr10"),
        ..Failure::new(code::NOT_CONFIGURED, format!("Настройки кассы не найдены: {cause}"))
    }
}

/// Where the file may be: the first that exists counts.
fn paths() -> Vec<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return vec![PathBuf::from(named)];
    }
    let beside = library().and_then(|library| Some(library.parent()?.join(FILE)));
    beside.into_iter().chain(system()).collect()
}

#[cfg(not(windows))]
#[allow(clippy::unnecessary_wraps, reason = "Windows may have no such folder")]
fn system() -> Option<PathBuf> {
    Some(Path::new("/etc/kassa/fptr10.json").to_owned())
}

#[cfg(windows)]
fn system() -> Option<PathBuf> {
    env::var_os("ProgramData").map(|folder| Path::new(&folder).join("kassa").join("fptr10.json"))
}

/// The file of this library: the one that this function was loaded from.
#[cfg(not(windows))]
pub fn library() -> Option<PathBuf> {
    let here = (library as fn() -> Option<PathBuf>) as usize;
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    maps.lines().find_map(|line| {
        let (from, rest) = line.split_once('-')?;
        let (to, rest) = rest.split_once(' ')?;
        let within = usize::from_str_radix(from, 16).ok()? <= here && here < usize::from_str_radix(to, 16).ok()?;
        rest.find('/').filter(|_| within).map(|at| PathBuf::from(&rest[at..]))
    })
}

/// The file of this library: the one that this function was loaded from.
#[cfg(windows)]
#[allow(unsafe_code, reason = "functions of the system")]
pub fn library() -> Option<PathBuf> {
    use std::ffi::{OsString, c_void};
    use std::os::windows::ffi::OsStringExt;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
        fn GetModuleFileNameW(module: *mut c_void, name: *mut u16, size: u32) -> u32;
    }
    /// By an address, without counting the use.
    const FROM_ADDRESS: u32 = 4 | 2;
    let mut module = core::ptr::null_mut();
    let mut name = [0_u16; 1024];
    let here = library as fn() -> Option<PathBuf> as *const c_void;
    // SAFETY: the address is of this library, and the places are variables of this function.
    let length = unsafe {
        if GetModuleHandleExW(FROM_ADDRESS, here, &raw mut module) == 0 {
            return None;
        }
        GetModuleFileNameW(module, name.as_mut_ptr(), 1024)
    };
    let name = name.get(..usize::try_from(length).ok()?).filter(|name| !name.is_empty() && name.len() < 1024)?;
    Some(PathBuf::from(OsString::from_wide(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_chosen_by_the_settings_of_the_program() {
        let mut settings = Settings::default();
        settings.set_all(r#"{"IPAddress": "192.168.1.10", "Port": 2}"#).unwrap();
        let fits = |wanted: Value, id: &str| fits(&json!({ "match": wanted }), &settings, id);
        assert!(fits(json!({}), ""));
        assert!(fits(json!({"IPAddress": "192.168.1.10", "Port": "2"}), "") && fits(json!({"Port": 2}), ""));
        assert!(!fits(json!({"IPAddress": "192.168.1.10", "Port": 0}), ""));
        assert!(fits(json!({"id": "till-1"}), "till-1") && !fits(json!({"id": "till-1"}), ""));
    }

    #[test]
    fn a_configuration_needs_a_journal_and_joins_repetitions() {
        let mut settings = Settings::default();
        settings.set_all(r#"{"Kassa": {"backend": "icash", "journal": "a.db", "repeats": "new"}}"#).unwrap();
        let config: Value = serde_json::from_str(&config(&settings, "").unwrap()).unwrap();
        assert_eq!(config, json!({"backend": "icash", "journal": "a.db", "repeats": "join"}));
        settings.set_all(r#"{"Kassa": {"backend": "icash"}}"#).unwrap();
        let refused = super::config(&settings, "").unwrap_err();
        assert!(refused.code == 10 && refused.text.contains("journal"), "{refused:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_library_knows_its_file() {
        assert_eq!(library().unwrap(), env::current_exe().unwrap());
    }
}
