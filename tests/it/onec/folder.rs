//! How many documents of a folder go through: for those that are not part of this repository.

use super::platform::Value;
use super::registers::{ALL, Shop};
use serde_json::json;

/// Sends every document of the folder that `KASSA_ONEC_DOCUMENTS` names to each register, with the defaults of the form.
/// Writes a line of JSON for each: the register, the file, and the receipt as the register has it, or the error.
#[test]
#[ignore = "it needs a folder: KASSA_ONEC_DOCUMENTS=… cargo test --test it documents_of_a_folder -- --ignored --nocapture"]
fn the_documents_of_a_folder_are_made_or_refused_with_a_reason() {
    let folder = std::env::var_os("KASSA_ONEC_DOCUMENTS").expect("KASSA_ONEC_DOCUMENTS names no folder");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort_unstable();
    for register in ALL {
        let mut shop = Shop::open(register);
        // A register that counts its cash gives none back that it does not have.
        let id = shop.id.clone();
        shop.platform.call("CashInOutcome", &[&id, "s:", "d:10000"]);
        for file in &files {
            let text = std::fs::read_to_string(file).unwrap();
            let corrects = text.contains("<CheckCorrectionPackage") || text.contains("<CorrectionData ");
            let method = if corrects { "ProcessCorrectionCheck" } else { "ProcessCheck" };
            let (before, id) = (shop.receipts().len(), shop.id.clone());
            let made = shop.platform.call(method, &[&id, "b:0", &format!("s:{text}"), "o:"]);
            let (_, error) = shop.platform.last_error();
            let receipts = shop.receipts();
            let is_made = made[0] == Value::Flag(true);
            assert_eq!(receipts.len(), before + usize::from(is_made), "{register} {}: {error}", file.display());
            let name = file.file_stem().unwrap().to_string_lossy();
            let receipt = receipts.last().filter(|_| is_made);
            println!("{}", json!({ "register": register, "file": name, "receipt": receipt, "error": error }));
        }
        shop.end();
    }
}
