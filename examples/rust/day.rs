//! A day at the till: one shift from its opening to its closing.

use kassa::{Answer, Device, Error, FiscalParams, Item, Money, Outcome, Task};

const CASHIER: &str = "Лунина";

fn open(url: &str, journal: &str) -> Result<Device, Error> {
    Device::open(&format!(r#"{{"backend": "atolweb", "url": "{url}", "journal": "{journal}"}}"#))
}

/// What the register did not report is left at its default.
fn fiscal(made: &Answer) -> FiscalParams {
    made.fiscal.clone().unwrap_or_default()
}

fn show(what: &str, made: &Answer) {
    let (number, total) = (fiscal(made).document_number.unwrap_or(0), fiscal(made).total.unwrap_or(Money::minor(0)));
    println!("{what} {number}: {total}, change {}", made.change.unwrap_or(Money::minor(0)));
}

fn open_shift(device: &Device) -> Result<(), Error> {
    let opened = device.execute(&Task::builder("openShift")?.set("operator.name", CASHIER)?.build())?;
    println!("shift {} is open", fiscal(&opened).shift_number.unwrap_or(0));
    Ok(())
}

/// A receipt with one line; `paid` is in kopecks.
fn receipt(kind: &str, order: &str, item: Item, payment: &str, paid: i64) -> Result<Task, Error> {
    let receipt = Task::builder(kind)?.set("externalId", order)?.set("taxationType", "osn")?;
    Ok(receipt.set("operator.name", CASHIER)?.item(item).payment(payment, Money::minor(paid)).build())
}

fn print(device: &Device, order: &str, receipt: &Task) -> Result<Answer, Error> {
    match device.execute(receipt) {
        // The answer was lost, and nobody can tell yet: ask again, and sell nothing in its place.
        Err(error) if error.outcome == Outcome::Unknown => device.recover(order),
        done => done,
    }
}

fn bread() -> Result<Task, Error> {
    receipt("sell", "order-1001", Item::new("Хлеб ржаной", Money::minor(45_90), 3).tax("vat10"), "cash", 150_00)
}

fn mug() -> Item {
    Item::new("Кружка", Money::minor(600_00), 1).tax("vat22")
}

fn sell(device: &Device) -> Result<(), Error> {
    let newspaper = Item::new("Газета", Money::minor(90_00), 1).tax("none");
    for (order, receipt) in [
        ("order-1001", bread()?),
        ("order-1002", receipt("sell", "order-1002", mug(), "electronically", 600_00)?),
        ("order-1003", receipt("sell", "order-1003", newspaper, "cash", 90_00)?),
    ] {
        show("sold", &print(device, order, &receipt)?);
    }
    Ok(())
}

fn return_and_correct(device: &Device) -> Result<(), Error> {
    let returned = receipt("sellReturn", "return-1002", mug(), "electronically", 600_00)?;
    show("returned", &print(device, "return-1002", &returned)?);
    let forgotten = Task::builder("sellCorrection")?
        .set("externalId", "forgotten-988")?
        .set("taxationType", "osn")?
        .set("operator.name", CASHIER)?
        .set("correctionType", "self")?
        .set("correctionBaseDate", "2026.02.17")?
        .set("correctionBaseNumber", "17")?
        .item(Item::new("Хлеб ржаной", Money::minor(45_90), 1).tax("vat10"))
        .payment("cash", Money::minor(45_90))
        .build();
    show("corrected", &print(device, "forgotten-988", &forgotten)?);
    Ok(())
}

fn x_report(device: &Device) -> Result<(), Error> {
    device.execute(&Task::builder("reportX")?.set("operator.name", CASHIER)?.build())?;
    println!("the X report is printed");
    Ok(())
}

fn go_wrong(device: &Device, journal: &str) -> Result<(), Error> {
    if let Err(error) = device.execute(&Task::builder("cashOut")?.set("cashSum", "100000")?.build()) {
        println!("the register refused: {}", error.code() as i32);
    }
    let tea = Item::new("Чай", Money::minor(100_00), 1).amount(Money::minor(120_00)).tax("vat99");
    if let Err(error) = device.execute(&receipt("sell", "order-1004", tea, "cash", 120_00)?) {
        error.faults().iter().for_each(|fault| println!("the document is wrong: {}", fault.path));
    }
    // Nothing listens at this address.
    let late = receipt("sell", "order-1005", mug(), "electronically", 600_00)?;
    match print(&open("http://127.0.0.1:1", journal)?, "order-1005", &late) {
        Err(error) if error.outcome == Outcome::NotSent => {
            println!("the register is off, nothing was sent: {}", error.code() as i32);
        }
        other => drop(other?),
    }
    Ok(())
}

fn ask_again(device: &Device) -> Result<(), Error> {
    println!("order-1001 is document {}", fiscal(&device.recover("order-1001")?).document_number.unwrap_or(0));
    Ok(())
}

fn close_shift(device: &Device) -> Result<(), Error> {
    let closed = device.execute(&Task::builder("closeShift")?.set("operator.name", CASHIER)?.build())?;
    println!("shift {} is closed", fiscal(&closed).shift_number.unwrap_or(0));
    Ok(())
}

/// The whole day on the register at an address.
pub fn day(url: &str, journal: &str) -> Result<(), Error> {
    let device = open(url, journal)?;
    open_shift(&device)?;
    sell(&device)?;
    return_and_correct(&device)?;
    x_report(&device)?;
    go_wrong(&device, journal)?;
    ask_again(&device)?;
    close_shift(&device)
}

fn main() -> Result<(), Error> {
    day("http://127.0.0.1:16732", "kassa.db")
}
