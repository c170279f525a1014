//! The classes of objects, each with its table of methods.

use super::component::Method;
use super::{actions, equipment, kkt, marking};
use std::sync::LazyLock;

/// A class of objects.
///
/// 1C fixes the number of parameters per method name, and revision 4004 changed it for one method. So there is a class
/// for each variant.
pub struct Class {
    /// Name. 1C creates an object as `AddIn.Kassa.` followed by this name.
    pub name: &'static str,
    /// Revision of 1C's requirements that the methods follow.
    pub revision: i32,
    all: LazyLock<Vec<&'static Method>>,
}

/// All classes. The first one is for new configurations.
pub static CLASSES: [Class; 2] = [
    Class { name: "Kassa", revision: 4007, all: LazyLock::new(|| listed(kkt::SINCE_4004)) },
    Class { name: "Kassa4000", revision: 4000, all: LazyLock::new(|| listed(kkt::BEFORE_4004)) },
];

fn listed(own: &'static [Method]) -> Vec<&'static Method> {
    [equipment::METHODS, actions::METHODS, kkt::METHODS, marking::METHODS, own].into_iter().flatten().collect()
}

impl Class {
    /// Its methods. 1C calls a method by its index.
    pub fn methods(&self) -> &[&'static Method] {
        &self.all
    }

    /// The index of a method by its Russian or English name, ignoring case.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.methods().iter().position(|method| method.ru.to_lowercase() == name || method.en.to_lowercase() == name)
    }
}
