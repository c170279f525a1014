//! A shop's application for its register, with the data that the simulated iCASH-1F has.

use serde_json::{Value, json};

/// An application with everything that OFD.ru requires.
pub fn application() -> Value {
    json!({
        "purpose": "InitialRegistration",
        "KktDetails": {
            "FnName": "Накопитель ФН-1.1", "FnNumber": "9999078900012345", "Model": "iCASH-1F",
            "SerialNumber": "00000000000000012345", "FnsBranchCode": "7743", "InstallmentPlace": "Магазин",
            "InstallmentAddress": {
                "RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "Street": "ул. Примерная",
                "HouseNumber": "1",
            },
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": "7743013901", "Kpp": "774301001",
            "Ogrn": "1027739019208", "CompanyName": "ООО \"Ромашка\"", "LegalAddress": {"RegionCode": "77"},
            "Signatory": {
                "FirstName": "Анна", "LastName": "Лунина", "MiddleName": "Павловна", "Email": "lunina@example.com",
                "Phone": "+79000000000", "Position": "директор",
            },
        },
    })
}

/// The request of a registration workflow with it, and what the register needs besides.
pub fn request(id: &str, card: &str) -> Value {
    let mut request = application();
    request["id"] = json!(id);
    request["card"] = json!(card);
    request["registration"] = json!({
        "operator": {"name": "Инженер Седов"},
        "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},
        "device": {"ffdVersion": "1.05"},
        "ofd": {"name": "ООО \"Пример ОФД\"", "vatin": "7704453017"},
    });
    request
}
