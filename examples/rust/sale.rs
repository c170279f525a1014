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
    let fiscal = sold.fiscal.unwrap_or_default();
    if let (Some(number), Some(total), Some(change)) = (fiscal.document_number, fiscal.total, sold.change) {
        println!("{number} {total} {change}");
    }
    Ok(())
}

fn main() -> Result<(), Error> {
    sell("http://127.0.0.1:8080", "kassa.db")
}
