//! A task as its caller gives it: read from JSON, or put together field by field.

use super::build::Draft;
use super::envelope;
use super::json::Node;
use super::money::Money;
use super::{is_query, parse_json};
use crate::error::{Error, Result};
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

/// What a register is asked to do.
///
/// A task is a JSON document of the field's vocabulary (docs/en/tasks.md): `{"type": "sell", …}`, `{"type": "closeShift", …}`,
/// `{"type": "getDeviceStatus"}`. It is read by [`Task::from_json`], or put together by a [`TaskBuilder`]. What it says is
/// checked when it is carried out, or by [`Device::validate`](crate::Device::validate), against what the device's backend
/// takes: all faults at once.
///
/// Sums are kept as their digits, so `45.90` never becomes a binary fraction.
///
/// # Example
///
/// ```
/// use kassa::Task;
///
/// let task = Task::from_json(r#"{"type": "cashIn", "cashSum": 1500.50}"#)?;
/// assert_eq!(task.name(), Some("cashIn"));
/// assert_eq!(Task::from_json("{oops").unwrap_err().faults()[0].path, "");
/// # Ok::<(), kassa::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Task(Node);

impl Task {
    /// Reads a task.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadDocument`](crate::ErrorKind::BadDocument) if the text is not JSON; whether it is a task that the
    /// device can carry out is seen later.
    pub fn from_json(text: &str) -> Result<Self> {
        parse_json(text).map(Self)
    }

    /// A task that is no more than its name, such as `getDeviceStatus`, `getShiftStatus`, `ofdExchangeStatus`.
    pub fn named(name: &str) -> Self {
        Self(Node::Object(vec![("type".into(), Node::Text(name.into()))]))
    }

    /// Begins a task of this name, to be put together field by field.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadDocument`](crate::ErrorKind::BadDocument) if the library has no task of this name.
    pub fn builder(name: &str) -> Result<TaskBuilder> {
        TaskBuilder::new(name)
    }

    /// Its name: the member `type`, if that is a text.
    pub fn name(&self) -> Option<&str> {
        envelope::inside(&self.0).unwrap_or(&self.0).text("type")
    }

    /// Whether it makes no fiscal document: it asks or prints something.
    #[doc(hidden)]
    pub fn is_query(&self) -> bool {
        is_query(envelope::inside(&self.0).unwrap_or(&self.0))
    }

    #[cfg(feature = "render")]
    pub(crate) fn of(node: Node) -> Self {
        Self(node)
    }

    pub(crate) fn node(&self) -> &Node {
        &self.0
    }
}

/// Only the name: a task may hold personal data.
impl fmt::Debug for Task {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Task").field("type", &self.name()).finish_non_exhaustive()
    }
}

impl FromStr for Task {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::from_json(text)
    }
}

/// A task put together field by field, without writing JSON.
///
/// Any field of the task can be set by its path; an [`Item`] and a payment have methods of their own. A path that the
/// task does not have is an error at once, what the register cannot take one at [`Device::execute`](crate::Device::execute).
///
/// # Example
///
/// ```
/// use kassa::{Item, Money, Task};
///
/// let task = Task::builder("sell")?
///     .set("externalId", "order-1")?
///     .set("taxationType", "osn")?
///     .set("operator.name", "Лунина")?
///     .item(Item::new("Хлеб ржаной", Money::minor(45_90), 3).tax("vat10").payment_method("fullPayment"))
///     .set("items[0].paymentObject", "commodity")?
///     .set("items[0].measurementUnit", "piece")?
///     .payment("cash", Money::minor(200_00))
///     .build();
/// assert_eq!(task.name(), Some("sell"));
///
/// // The buyer brings one of them back: a document of its own, with an id of its own.
/// let bread = Item::new("Хлеб ржаной", Money::minor(45_90), 1).tax("vat10");
/// let back = Task::builder("sellReturn")?
///     .set("externalId", "return-1")?
///     .set("taxationType", "osn")?
///     .set("operator.name", "Лунина")?
///     .item(bread.payment_method("fullPayment").payment_object("commodity"))
///     .payment("cash", Money::minor(45_90))
///     .build();
/// assert_eq!(back.name(), Some("sellReturn"));
/// # Ok::<(), kassa::Error>(())
/// ```
#[derive(Debug)]
pub struct TaskBuilder {
    draft: Draft,
}

impl TaskBuilder {
    /// Begins a task of this name: `sell`, `sellReturn`, `sellCorrection`, `openShift`, `cashIn` and so on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadDocument`](crate::ErrorKind::BadDocument) if the library has no task of this name.
    pub fn new(name: &str) -> Result<Self> {
        Draft::new(name).map(|draft| Self { draft })
    }

    /// Sets a field by its path: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
    ///
    /// The value is text; numbers are written with a point, flags as `true` and `false`. An array grows by the element that
    /// follows its last.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadDocument`](crate::ErrorKind::BadDocument) if the task has no such field, or the value is not of its
    /// type.
    pub fn set(mut self, path: &str, value: &str) -> Result<Self> {
        self.draft.set(path, value)?;
        Ok(self)
    }

    /// Adds a line to a receipt.
    #[must_use]
    pub fn item(mut self, item: Item) -> Self {
        let number = |decimal: Decimal| Node::Number(decimal.normalize().to_string().as_str().into());
        let Item { name, price, quantity, amount, tax, method, object } = item;
        let exact = price.decimal().checked_mul(quantity).unwrap_or(Decimal::MAX);
        // A sum too great for money goes on as it is, and is refused with its place when the task is read.
        let amount = amount.or_else(|| Money::rounded(exact)).map_or_else(|| number(exact), sum);
        let mut members = vec![
            ("type", text("position")),
            ("name", text(&name)),
            ("price", sum(price)),
            ("quantity", number(quantity)),
            ("amount", amount),
        ];
        if let Some(rate) = &tax {
            members.push(("tax", Node::Object(vec![("type".into(), text(rate))])));
        }
        for (field, word) in [("paymentMethod", method), ("paymentObject", object)] {
            members.extend(word.map(|word| (field, text(&word))));
        }
        self.draft.add("items", members);
        self
    }

    /// Adds a payment: `cash`, `electronically`, `prepaid`, `credit`, `mobile` or `other`. Cash may be more than what is
    /// owed; the rest is the change.
    #[must_use]
    pub fn payment(mut self, kind: &str, paid: Money) -> Self {
        self.draft.add("payments", vec![("type", text(kind)), ("sum", sum(paid))]);
        self
    }

    /// The task.
    pub fn build(self) -> Task {
        Task(self.draft.task().clone())
    }
}

/// A line of a receipt (предмет расчёта).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    name: String,
    price: Money,
    quantity: Decimal,
    amount: Option<Money>,
    tax: Option<String>,
    method: Option<String>,
    object: Option<String>,
}

impl Item {
    /// A line of so many of something at a price each. Its sum is price × quantity, rounded to the minor unit, unless
    /// [`Item::amount`] says otherwise.
    pub fn new(name: &str, price: Money, quantity: impl Into<Decimal>) -> Self {
        Self {
            name: name.to_owned(),
            price,
            quantity: quantity.into(),
            amount: None,
            tax: None,
            method: None,
            object: None,
        }
    }

    /// The sum of the line (1043), with discounts and markups.
    #[must_use]
    pub fn amount(self, amount: Money) -> Self {
        Self { amount: Some(amount), ..self }
    }

    /// The VAT rate (1199): `vat10`, `vat22`, `vat110` (10/110), `none` and so on.
    #[must_use]
    pub fn tax(self, rate: &str) -> Self {
        Self { tax: Some(rate.to_owned()), ..self }
    }

    /// How it is paid for (признак способа расчёта, 1214): `fullPayment`, `fullPrepayment`, `advance`, `credit` and so on.
    /// The law wants it on a receipt; without it and without `defaultPaymentMethod` of the configuration the receipt does not
    /// have it.
    #[must_use]
    pub fn payment_method(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// What is sold (признак предмета расчёта, 1212): `commodity`, `service`, `payment` and so on. The law wants it on a
    /// receipt; without it and without `defaultPaymentObject` of the configuration the receipt does not have it.
    #[must_use]
    pub fn payment_object(self, object: &str) -> Self {
        Self { object: Some(object.to_owned()), ..self }
    }
}

fn text(value: &str) -> Node {
    Node::Text(value.into())
}

fn sum(sum: Money) -> Node {
    Node::Number(sum.to_string().as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_task_is_the_one_that_its_json_says() {
        let built = Task::builder("sell")
            .unwrap()
            .set("externalId", "order-1")
            .unwrap()
            .item(Item::new("Сыр", Money::minor(820_00), Decimal::new(355, 3)).tax("vat10"))
            .item(Item::new("Хлеб", Money::minor(45_90), 3).amount(Money::minor(130_00)).payment_method("fullPayment"))
            .set("items[1].paymentObject", "commodity")
            .unwrap()
            .payment("cash", Money::minor(500_00))
            .build();
        let written = Task::from_json(
            r#"{"type": "sell", "externalId": "order-1", "items": [
                {"type": "position", "name": "Сыр", "price": 820.00, "quantity": 0.355, "amount": 291.10,
                 "tax": {"type": "vat10"}},
                {"type": "position", "name": "Хлеб", "price": 45.90, "quantity": 3, "amount": 130.00,
                 "paymentMethod": "fullPayment", "paymentObject": "commodity"}],
                "payments": [{"type": "cash", "sum": 500.00}]}"#,
        );
        assert_eq!(built.node(), written.unwrap().node());
        assert!(Task::builder("sale").is_err());
        assert!(Task::builder("sell").unwrap().set("nothing", "1").is_err());
    }
}
