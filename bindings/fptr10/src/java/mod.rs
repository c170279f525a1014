//! The face for Java: the native methods of `ru.atol.drivers10.fptr.FptrNative`, the class through which Java programs use
//! the driver. Each does what the C function of its name does; tables/java.tsv has the names, the types and the functions.
//!
//! `methods` and `verbs` are the methods, `machine` is what they need of the Java machine.

mod machine;
mod methods;
mod verbs;
