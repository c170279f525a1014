//! The object that the platform uses: what is behind its faces, and how it is created, called and destroyed.

use super::super::Returned;
use super::super::classes::{CLASSES, Class};
use super::super::component::Component;
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

/// Limit for the length of a looked-up name, in UTF-16 units.
const LONGEST_NAME: usize = 256;

/// The objects that exist. Any other pointer is refused.
static LIVING: LazyLock<Mutex<HashSet<usize>>> = LazyLock::new(Mutex::default);

/// An object. Its faces come first, and the platform knows only their addresses.
#[repr(C)]
pub(super) struct Object {
    faces: [*const c_void; 4],
    pub links: Mutex<Links>,
    pub component: Mutex<Component>,
    pub class: &'static Class,
}

/// The platform's own objects that this object may use, once it has received them.
#[derive(Clone, Copy, Default)]
pub(super) struct Links {
    pub memory: Option<Memory>,
    pub platform: Option<Platform>,
}

/// Creates an object of the class of this name, ignoring case. Null if there is none.
pub fn create(name: *const u16) -> *mut c_void {
    let Some(name) = lent(name) else { return ptr::null_mut() };
    let name = name.to_lowercase();
    let Some(class) = CLASSES.iter().find(|class| class.name.to_lowercase() == name) else { return ptr::null_mut() };
    let object = Object {
        faces: faces::all(),
        links: Mutex::default(),
        component: Mutex::new(Component::new(class.revision)),
        class,
    };
    let object = Box::into_raw(Box::new(object));
    LIVING.lock().unwrap_or_else(PoisonError::into_inner).insert(object.addr());
    object.cast()
}

/// Destroys the object at this address. `false` if it is not an object of this library, or no longer.
///
/// # Safety
/// No other thread is inside a function of the object.
pub unsafe fn destroy(object: *mut c_void) -> bool {
    if !LIVING.lock().unwrap_or_else(PoisonError::into_inner).remove(&object.addr()) {
        return false;
    }
    // SAFETY: `create` made it, and it existed until this line.
    let object = unsafe { Box::from_raw(object.cast::<Object>()) };
    let _contained = contained(|| {
        drop(object);
        Ok(())
    });
    true
}

/// A name that the platform passed.
pub(super) fn lent(text: *const u16) -> Option<String> {
    if text.is_null() || !text.is_aligned() {
        return None;
    }
    // SAFETY: the interface requires a closing zero, and the length is bounded if it is missing.
    unsafe { U16CStr::from_ptr_truncate(text, LONGEST_NAME) }.ok()?.to_string().ok()
}

impl Object {
    pub fn links(&self) -> Links {
        *self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a method, if it exists.
    pub fn method(&self, index: c_long) -> Option<usize> {
        usize::try_from(index).ok().filter(|index| *index < self.class.methods().len())
    }

    /// Runs a call; `None` if it cannot even be started.
    ///
    /// # Safety
    /// As for [`slots`].
    pub unsafe fn call(&self, index: c_long, first: *mut Variant, count: c_long) -> Option<(Returned, Memory)> {
        let links = self.links();
        let (index, memory) = (self.method(index)?, links.memory?);
        let method = self.class.methods()[index];
        // SAFETY: by this function's contract.
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
        // The platform may call this object again while it handles a message, so the lock is released first.
        drop(component);
        if let (Some(said), Some(platform)) = (said, links.platform) {
            platform.say(&said);
        }
        Some((returned, memory))
    }
}
