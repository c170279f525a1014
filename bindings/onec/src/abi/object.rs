//! The object that the platform works: what is behind its faces, and how it begins, is called and ends.

use super::super::Returned;
use super::super::component::{CLASSES, Class, Component};
use super::faces;
use super::host::{Memory, Platform};
use super::layout::Variant;
use super::parameters::{Parameters, slots};
use core::ffi::{c_long, c_void};
use core::ptr;
use kassa::panics::contained;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};
use widestring::U16CStr;

/// Longest name that is looked up, in UTF-16 units.
const LONGEST_NAME: usize = 256;

/// Objects that were given out: a pointer that is none of them is refused.
static LIVING: LazyLock<Mutex<HashSet<usize>>> = LazyLock::new(Mutex::default);

/// An object. Its faces come first, and their addresses are what the platform knows of it.
#[repr(C)]
pub(super) struct Object {
    faces: [*const c_void; 4],
    /// What it may use of the platform.
    pub links: Mutex<Links>,
    /// What answers its calls.
    pub component: Mutex<Component>,
    /// Its class.
    pub class: &'static Class,
}

/// What the platform told the object to use.
#[derive(Clone, Copy, Default)]
pub(super) struct Links {
    /// Memory for what passes to the platform.
    pub memory: Option<Memory>,
    /// The platform itself.
    pub platform: Option<Platform>,
}

/// Makes an object of the class of this name, compared without case; null if there is none.
pub fn create(name: *const u16) -> *mut c_void {
    let Some(name) = lent(name) else { return ptr::null_mut() };
    let name = name.to_lowercase();
    let Some(class) = CLASSES.iter().find(|class| class.name.to_lowercase() == name) else { return ptr::null_mut() };
    let object =
        Object { faces: faces::all(), links: Mutex::default(), component: Mutex::new(Component::new(class)), class };
    let object = Box::into_raw(Box::new(object));
    LIVING.lock().unwrap_or_else(PoisonError::into_inner).insert(object.addr());
    object.cast()
}

/// Ends the object at this address; `false` if it is none of ours, or no longer.
///
/// # Safety
/// No other thread is inside a function of the object.
pub unsafe fn destroy(object: *mut c_void) -> bool {
    if !LIVING.lock().unwrap_or_else(PoisonError::into_inner).remove(&object.addr()) {
        return false;
    }
    // SAFETY: `create` made it, and it was still living until this line.
    let object = unsafe { Box::from_raw(object.cast::<Object>()) };
    let _contained = contained(|| {
        drop(object);
        Ok(())
    });
    true
}

/// A name of the platform's.
pub(super) fn lent(text: *const u16) -> Option<String> {
    if text.is_null() || !text.is_aligned() {
        return None;
    }
    // SAFETY: the interface demands a closing zero, and the length is bounded should it lack one.
    unsafe { U16CStr::from_ptr_truncate(text, LONGEST_NAME) }.ok()?.to_string().ok()
}

impl Object {
    /// What it may use of the platform.
    pub fn links(&self) -> Links {
        *self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a method, if there is such a one.
    pub fn method(&self, index: c_long) -> Option<usize> {
        usize::try_from(index).ok().filter(|index| *index < self.class.methods().len())
    }

    /// Carries out a call; `None` if it cannot even be begun.
    ///
    /// # Safety
    /// As [`slots`] has it.
    pub unsafe fn call(&self, index: c_long, first: *mut Variant, count: c_long) -> Option<(Returned, Memory)> {
        let links = self.links();
        let (index, memory) = (self.method(index)?, links.memory?);
        let method = self.class.methods()[index];
        // SAFETY: by the caller's promise.
        let Some(slots) = (unsafe { slots(first, count, method.parameters.len()) }) else {
            if let Some(platform) = links.platform {
                platform.complain(&format!("{}: {count} / {}", method.ru, method.parameters.len()));
            }
            return None;
        };
        let mut parameters = Parameters::new(slots, memory, method.parameters);
        let mut component = self.component.lock().unwrap_or_else(PoisonError::into_inner);
        let returned = contained(|| Ok(component.call(method, &mut parameters)))
            .or_else(|error| contained(|| Ok(component.fail(method, error))))
            .unwrap_or(Returned::Flag(false));
        let said = component.said.take();
        // What the platform does with a message may come back to this object.
        drop(component);
        if let (Some(said), Some(platform)) = (said, links.platform) {
            platform.say(&said);
        }
        Some((returned, memory))
    }
}
