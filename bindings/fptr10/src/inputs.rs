//! The parameters that a program sets before a call. Each call takes them all, and those of the next one start empty.

use super::failure::{Failure, Result};
use super::numbers::{FIRST_PARAMETER, error as code, parameter};
use super::value::Value;
use kassa::Decimal;
use std::cell::Cell;
use time::PrimitiveDateTime;

/// How a parameter was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As usual.
    Plain,
    /// An attribute that is not printed.
    Hidden,
    /// A parameter of the user's own.
    User,
}

/// A parameter as it was set.
#[derive(Debug, Clone)]
struct Input {
    id: i32,
    value: Value,
    way: Way,
    used: Cell<bool>,
}

/// The parameters of a call, in the order in which they were set.
#[derive(Debug, Default, Clone)]
pub struct Inputs(Vec<Input>);

impl Inputs {
    /// Sets a parameter.
    pub fn set(&mut self, id: i32, value: Value, way: Way) {
        self.0.push(Input { id, value, way, used: Cell::new(false) });
    }

    /// The values of a parameter, in the order in which they were set.
    pub fn all(&self, id: i32) -> Vec<&Value> {
        let of_id = self.0.iter().filter(|input| input.id == id && input.way != Way::User);
        of_id.inspect(|input| input.used.set(true)).map(|input| &input.value).collect()
    }

    /// The value of a parameter: the last one that was set.
    pub fn get(&self, id: i32) -> Option<&Value> {
        self.all(id).pop()
    }

    /// Whether a parameter was set as one that is not printed.
    pub fn is_hidden(&self, id: i32) -> bool {
        self.0.iter().rfind(|input| input.id == id).is_some_and(|input| input.way == Way::Hidden)
    }

    /// The parameters of the user's own, with their numbers.
    pub fn of_user(&self) -> impl Iterator<Item = (i32, &Value)> {
        let of_user = self.0.iter().filter(|input| input.way == Way::User);
        of_user.inspect(|input| input.used.set(true)).map(|input| (input.id, &input.value))
    }

    /// The attributes (tags), in the order in which they were set.
    pub fn tags(&self) -> impl Iterator<Item = (i32, &Value)> {
        let tags = self.0.iter().filter(|input| input.id < FIRST_PARAMETER && input.way != Way::User);
        tags.inspect(|input| input.used.set(true)).map(|input| (input.id, &input.value))
    }

    /// A text; `None` if it is not set or empty.
    pub fn text(&self, id: i32) -> Option<String> {
        self.get(id).map(Value::text).filter(|text| !text.is_empty())
    }

    /// A whole number.
    pub fn int(&self, id: i32) -> Result<Option<i64>> {
        self.read(id, Value::int)
    }

    /// A boolean; one that is not set is `false`.
    pub fn flag(&self, id: i32) -> Result<bool> {
        Ok(self.read(id, Value::flag)?.unwrap_or(false))
    }

    /// A decimal number.
    pub fn decimal(&self, id: i32) -> Result<Option<Decimal>> {
        self.read(id, Value::decimal)
    }

    /// Date and time.
    pub fn time(&self, id: i32) -> Result<Option<PrimitiveDateTime>> {
        self.read(id, Value::time)
    }

    fn read<T>(&self, id: i32, read: fn(&Value) -> Option<T>) -> Result<Option<T>> {
        let wrong = || {
            let text = format!("Параметр {}: значение не того типа", name(id));
            Failure::new(code::UNSUPPORTED_CAST, text)
        };
        self.get(id).map(|value| read(value).ok_or_else(wrong)).transpose()
    }

    /// A parameter that is required.
    pub fn required<T>(&self, id: i32, read: impl FnOnce(&Self, i32) -> Result<Option<T>>) -> Result<T> {
        read(self, id)?.ok_or_else(|| Failure::missing(&name(id)))
    }

    /// Refuses an attribute that the call did not read: it would be missing in the document.
    pub fn ensure_all_used(&self) -> Result<()> {
        let left = self.0.iter().find(|input| !input.used.get() && input.id < FIRST_PARAMETER);
        match left {
            Some(Input { id, .. }) => Err(Failure::new(
                code::FISCAL_PROPERTY_DENIED,
                format!("Реквизит {id} здесь не поддерживается; документ без него не делается"),
            )),
            None => Ok(()),
        }
    }
}

/// The name of a parameter or attribute in a message.
fn name(id: i32) -> String {
    if id < FIRST_PARAMETER { id.to_string() } else { parameter(id).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::param;

    #[test]
    fn the_last_value_counts_and_an_unread_attribute_is_refused() {
        let mut inputs = Inputs::default();
        inputs.set(param::PRICE, Value::Double(1.5), Way::Plain);
        inputs.set(param::PRICE, Value::Text("много".into()), Way::Plain);
        inputs.set(1171, Value::Text("+7".into()), Way::Hidden);
        inputs.set(1171, Value::Text("+8".into()), Way::Plain);
        inputs.set(3, Value::Int(1), Way::User);
        let wrong = inputs.decimal(param::PRICE).unwrap_err();
        assert_eq!(wrong, Failure::new(7, "Параметр PRICE: значение не того типа"));
        assert_eq!(inputs.ensure_all_used().unwrap_err().code, 158);
        assert_eq!(inputs.all(1171).len(), 2);
        assert!(!inputs.is_hidden(1171));
        assert_eq!(inputs.of_user().count(), 1);
        inputs.ensure_all_used().unwrap();
        assert_eq!(inputs.required(param::QUANTITY, Inputs::decimal).unwrap_err().code, 8);
    }
}
