//! One receipt: the sample of the README.

use kassa::{Device, Error, Item, Money, Task};

/// One receipt, on the register at this address.
pub fn sell(url: &str, journal: &str) -> Result<(), Error> {
    let device = Device::open(&format!(r#"{{"backend": "icash", "url": "{url}", "journal": "{journal}"}}"#))?;
    let bread = Item::new("Хлеб ржаной", Money::minor(45_90), 3).tax("vat10");
    let receipt = Task::builder("sell")?
        .set("externalId", "order-1001")?
        .set("taxationType", "osn")?
        .set("operator.name", "Лунина")?
        .set("total", "137.70")?
        .item(bread.payment_method("fullPayment").payment_object("commodity"))
        .payment("cash", Money::minor(150_00))
        .build();
    let sold = device.execute(&receipt)?;
    let (fiscal, change) = (sold.fiscal.unwrap_or_default(), sold.change.unwrap_or(Money::minor(0)));
    println!("{} {} {change}", fiscal.document_number.unwrap_or(0), fiscal.total.unwrap_or(Money::minor(0)));
    Ok(())
}

fn main() {
    if let Err(error) = sell("http://127.0.0.1:8080", "kassa.db") {
        eprintln!("{error}\n{}", error.advice().en);
        std::process::exit(1);
    }
}
