//! SQLite's own access to files, with an ear on it: each write, cut and sync of a watched journal is also told to its
//! tape.
//!
//! The methods of a file are those of the system with four replaced, so a file is what it is without this.

#![allow(unsafe_code)]

use crate::tape::{self, Change, Of};
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

/// An open file of a watched journal.
#[derive(Clone)]
struct Open {
    journal: PathBuf,
    of: Of,
    /// The system's methods.
    methods: usize,
}

/// The open files, by their addresses.
static OPEN: LazyLock<Mutex<HashMap<usize, Open>>> = LazyLock::new(Mutex::default);

/// The system's methods, by our own that stand in for them.
static METHODS: LazyLock<Mutex<HashMap<usize, usize>>> = LazyLock::new(Mutex::default);

/// The system's access to files.
static SYSTEM: LazyLock<usize> = LazyLock::new(|| {
    // SAFETY: a null name asks for the default, which lives as long as the process.
    unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) as usize }
});

/// Puts it in place, for every journal that is opened from now on.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let system = system();
        // SAFETY: the default lives as long as the process and is not written to while it is copied.
        let mut ours = unsafe { *system };
        ours.zName = c"days".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let ours = Box::leak(Box::new(ours));
        // SAFETY: what is registered is never freed.
        let registered = unsafe { ffi::sqlite3_vfs_register(ours, 1) };
        assert_eq!(registered, ffi::SQLITE_OK, "the access to files is registered");
    });
}

fn system() -> *mut sqlite3_vfs {
    *SYSTEM as *mut sqlite3_vfs
}

/// The path that SQLite gives.
///
/// # Safety
/// `name` is null or a C string.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: see above.
    let name = unsafe { CStr::from_ptr(name) };
    Some(Path::new(name.to_str().ok()?).to_owned())
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's own, and `file` has the size that the system wants.
    let opened = unsafe { (*system()).xOpen.expect("a method")(system(), name, file, flags, out) };
    // SAFETY: SQLite gives a C string or null.
    let watched = unsafe { path_of(name) }.and_then(|path| tape::watched(&path));
    if let (ffi::SQLITE_OK, Some((journal, of))) = (opened, watched) {
        // SAFETY: the file was opened, so it has methods, which live as long as the process.
        unsafe {
            let methods = (*file).pMethods as usize;
            OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(file as usize, Open { journal, of, methods });
            (*file).pMethods = listening(methods);
        }
    }
    opened
}

/// Our own methods in the place of these.
///
/// # Safety
/// `methods` is the address of methods that live as long as the process.
unsafe fn listening(methods: usize) -> *const sqlite3_io_methods {
    let mut all = METHODS.lock().unwrap_or_else(PoisonError::into_inner);
    let ours = all.entry(methods).or_insert_with(|| {
        // SAFETY: see above.
        let mut ours = unsafe { *(methods as *const sqlite3_io_methods) };
        ours.xWrite = Some(write);
        ours.xTruncate = Some(cut);
        ours.xSync = Some(sync);
        ours.xClose = Some(close);
        std::ptr::from_mut(Box::leak(Box::new(ours))) as usize
    });
    *ours as *const sqlite3_io_methods
}

fn open_file(file: *mut sqlite3_file) -> (Open, &'static sqlite3_io_methods) {
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let open = open.get(&(file as usize)).expect("only files of ours have these methods").clone();
    // SAFETY: the methods of the system live as long as the process.
    let methods = unsafe { &*(open.methods as *const sqlite3_io_methods) };
    (open, methods)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, count: c_int, at: i64) -> c_int {
    let (open, methods) = open_file(file);
    // SAFETY: the arguments are SQLite's own: `bytes` has `count` bytes.
    let (written, bytes) = unsafe {
        let written = methods.xWrite.expect("a method")(file, bytes, count, at);
        (written, std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(count).unwrap_or_default()))
    };
    if written == ffi::SQLITE_OK {
        let at = usize::try_from(at).unwrap_or_default();
        tape::change(&open.journal, open.of, Change::Write { at, bytes: bytes.to_vec() });
    }
    written
}

unsafe extern "C" fn cut(file: *mut sqlite3_file, length: i64) -> c_int {
    let (open, methods) = open_file(file);
    // SAFETY: the arguments are SQLite's own.
    let done = unsafe { methods.xTruncate.expect("a method")(file, length) };
    if done == ffi::SQLITE_OK {
        tape::change(&open.journal, open.of, Change::Cut(usize::try_from(length).unwrap_or_default()));
    }
    done
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let (open, methods) = open_file(file);
    // SAFETY: the arguments are SQLite's own.
    let done = unsafe { methods.xSync.expect("a method")(file, flags) };
    if done == ffi::SQLITE_OK {
        tape::sync(&open.journal, open.of);
    }
    done
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let (open, methods) = open_file(file);
    OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&(file as usize));
    // SAFETY: the system gets its own methods back, with which it opened the file.
    unsafe {
        (*file).pMethods = methods;
        debug_assert_eq!((*file).pMethods as usize, open.methods);
        methods.xClose.expect("a method")(file)
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, syncs: c_int) -> c_int {
    // SAFETY: the arguments are SQLite's own.
    let (done, path) = unsafe { ((*system()).xDelete.expect("a method")(system(), name, syncs), path_of(name)) };
    if done == ffi::SQLITE_OK
        && let Some((journal, of)) = path.and_then(|path| tape::watched(&path))
    {
        tape::change(&journal, of, Change::Cut(0));
    }
    done
}
