//! The object's members, called as a program calls them: by name.

use super::*;

fn calls(handle: &mut Handle, name: &str, arguments: &[Value]) -> Answer {
    call(handle, number_of(name).unwrap_or_else(|| panic!("no member {name}")), arguments)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn every_function_of_the_interface_is_a_member() {
    const TABLE: &str = include_str!("../../tables/functions.tsv");
    let missing: Vec<&str> = TABLE
        .lines()
        .filter_map(|line| line.split('\t').next())
        .filter(|function| number_of(&plain(function)).is_none())
        .collect();
    assert_eq!(missing, [""; 0]);
    assert_eq!(TABLE.lines().count(), 165);
}

#[test]
fn every_constant_is_a_property_and_no_two_members_share_a_name() {
    let mut handle = Handle::default();
    for (name, number) in [("LIBFPTR_PARAM_PRICE", 65_632), ("libfptr_ok", 0), ("LIBFPTR_TAX_VAT22", 13)] {
        assert_eq!(calls(&mut handle, name, &[]), Ok(Some(Value::Int(number))), "{name}");
    }
    assert_eq!(calls(&mut handle, "LIBFPTR_SETTING_COM_FILE", &[]), Ok(Some(text("ComFile"))));
    assert_eq!(MEMBERS.places.len(), MEMBERS.all.len());
    for line in numbers::TABLE.lines().chain(numbers::SETTINGS.lines()) {
        assert!(number_of(line.split('\t').next().unwrap()).is_some(), "{line}");
    }
}

#[test]
fn a_member_is_called_in_any_case_and_refuses_other_arguments() {
    let mut handle = Handle::default();
    assert_eq!(calls(&mut handle, "OPEN", &[]), Ok(Some(Value::Int(-1))));
    assert_eq!(calls(&mut handle, "errorcode", &[]), Ok(Some(Value::Int(10))), "no configuration");
    assert_eq!(calls(&mut handle, "isOpened", &[]), Ok(Some(Value::Flag(false))));
    assert_eq!(calls(&mut handle, "setParam", &[Value::Int(1021)]), Err(Wrong::Count));
    assert_eq!(calls(&mut handle, "open", &[Value::Int(1)]), Err(Wrong::Count));
    assert_eq!(calls(&mut handle, "setParam", &[text("price"), Value::Int(1)]), Err(Wrong::Type(0)));
    assert_eq!(calls(&mut handle, "setParamStrHex", &[Value::Int(65_760), text("012")]), Err(Wrong::Type(1)));
    assert_eq!(number_of("print"), None);
    for number in [0, -1, i32::MAX] {
        assert_eq!(call(&mut handle, number, &[]), Err(Wrong::Member));
    }
    assert_eq!(calls(&mut handle, "fnOperation", &[]), Ok(Some(Value::Int(-1))));
    let told = calls(&mut handle, "errorDescription", &[]).unwrap().unwrap().text();
    assert!(told.contains("libfptr_fn_operation"), "{told}");
}

#[test]
fn settings_and_parameters_are_those_of_the_handle() {
    let mut handle = Handle::default();
    assert_eq!(calls(&mut handle, "setSingleSetting", &[text("Port"), Value::Int(2)]), Ok(None));
    assert_eq!(calls(&mut handle, "getSingleSetting", &[text("Port")]), Ok(Some(text("2"))));
    assert_eq!(calls(&mut handle, "setSettings", &[text("[]")]), Ok(Some(Value::Int(-1))));
    assert_eq!(calls(&mut handle, "setParam", &[Value::Double(1021.0), text("Лунина")]), Ok(None));
    assert_eq!(calls(&mut handle, "operatorLogin", &[]), Ok(Some(Value::Int(0))));
    assert_eq!(handle.operator, Some(serde_json::json!({"name": "Лунина"})));
    handle.outputs.insert(65_590, text("2026-11-29T14:58:27"));
    handle.outputs.insert(65_624, Value::Bytes(vec![1, 255]));
    handle.outputs.insert(65_626, text("4294967295"));
    let read = |handle: &mut Handle, name: &str, id: i64| calls(handle, name, &[Value::Int(id)]).unwrap().unwrap();
    assert_eq!(read(&mut handle, "getParamInt", 65_626), Value::Int(4_294_967_295));
    assert_eq!(read(&mut handle, "getParamString", 65_626), text("4294967295"));
    assert_eq!(read(&mut handle, "getParamStringHex", 65_624), text("01FF"));
    assert_eq!(read(&mut handle, "getParamByteArray", 65_624), Value::Bytes(vec![1, 255]));
    assert_eq!(read(&mut handle, "getParamDateTime", 65_590).text(), "2026.11.29 14:58:27");
    assert_eq!(read(&mut handle, "getParamDateTime", 1), Value::Time(NO_TIME));
    assert_eq!(read(&mut handle, "isParamAvailable", 65_624), Value::Flag(true));
    assert_eq!(read(&mut handle, "getParamDouble", 1), Value::Double(0.0));
}
