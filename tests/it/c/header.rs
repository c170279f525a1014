//! include/kassa.h: cbindgen writes it, and the C compiler compares it with what safer-ffi reads from the compiled
//! types.

use crate::support::pages::{Piece, pieces};
use crate::support::{root, run, scratch};
use kassa as _; // pulls the exports into this program, so that safer-ffi lists them
use safer_ffi::headers::Language;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

/// The header as cbindgen makes it. cbindgen only takes functions marked `no_mangle`. Ours are exported by another
/// attribute, so it gets copies of the sources with that one word changed.
static HEADER: LazyLock<String> = LazyLock::new(|| {
    let config = cbindgen::Config::from_file(root().join("include/cbindgen.toml")).unwrap();
    let mut builder = cbindgen::Builder::new().with_config(config);
    let folder = scratch();
    for name in [
        "mod.rs",
        "without_json.rs",
        "structs.rs",
        "registration.rs",
        "render.rs",
        "capabilities.rs",
        "monitoring.rs",
        "types.rs",
    ] {
        let source = fs::read_to_string(root().join("src/ffi").join(name)).unwrap();
        let copy = folder.path().join(format!("cbindgen_{name}"));
        fs::write(&copy, source.replace("#[ffi_export]", "#[unsafe(no_mangle)]")).unwrap();
        builder = builder.with_src(copy);
    }
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
});

/// The prototypes as safer-ffi computes them from the compiled types, one per line.
static PROTOTYPES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut text = Vec::new();
    safer_ffi::headers::builder().with_language(Language::C).to_writer(&mut text).generate().unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut code = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        code += before;
        rest = after.split_once("*/").unwrap().1;
    }
    code += rest;
    // safer-ffi ends type names in `_t`.
    let code = [
        "kassa_device",
        "kassa_status",
        "kassa_receipt",
        "kassa_signature",
        "kassa_document",
        "kassa_device_status",
        "kassa_error",
        "kassa_fault",
    ]
    .iter()
    .fold(code, |code, name| code.replace(&format!("{name}_t"), name));
    let lines = code.split("\n\n").map(|block| block.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| line.contains(" kassa_") && line.ends_with(");") && !line.starts_with("typedef")).collect()
});

#[test]
fn the_header_is_fresh() {
    crate::support::fresh("include/kassa.h", &HEADER);
}

#[test]
fn both_generators_declare_the_same_functions() {
    // C allows a second declaration of a function only with compatible types, so the compiler compares them for us.
    assert_eq!(PROTOTYPES.len(), HEADER.matches("\nKASSA_API").count());
    let folder = scratch();
    let source = folder.path().join("agree.c");
    fs::write(folder.path().join("kassa.h"), &*HEADER).unwrap();
    fs::write(&source, format!("#include <stddef.h>\n#include \"kassa.h\"\n{}\n", PROTOTYPES.join("\n"))).unwrap();
    run(Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", "-I"])
        .args([folder.path(), &source]));
}

#[test]
fn the_header_compiles_in_every_dialect() {
    let folder = scratch();
    let header = folder.path().join("dialects.h");
    fs::write(&header, &*HEADER).unwrap();
    for (compiler, language, standard) in
        [("cc", "c", "c99"), ("cc", "c", "c2x"), ("c++", "c++", "c++11"), ("c++", "c++", "c++20")]
    {
        run(Command::new(compiler)
            .args(["-x", language, &format!("-std={standard}")])
            .args(["-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only"])
            .arg(&header));
    }
}

#[test]
fn the_version_is_that_of_the_package_and_the_header() {
    let text = kassa::ffi::kassa_version();
    assert_eq!(text.to_str(), env!("CARGO_PKG_VERSION"));
    let macro_line = format!("#define KASSA_ABI_VERSION {}\n", kassa::ffi::kassa_abi_version());
    assert!(HEADER.contains(&macro_line));
}

/// Each function and function type of the header: its comment, its result and its parameters.
fn documented() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let mut found = Vec::new();
    for part in HEADER.split("/**").skip(1) {
        let (comment, code) = part.split_once("*/").unwrap();
        let Some(line) = code.trim_start().lines().next() else { continue };
        let Some(prototype) = line.strip_prefix("KASSA_API ").or_else(|| line.strip_prefix("typedef ")) else {
            continue;
        };
        let Some((head, parameters)) = prototype.strip_suffix(");").and_then(|head| head.rsplit_once('(')) else {
            continue;
        };
        let names = parameters.split(", ").filter(|one| *one != "void");
        found.push((comment, head, names.map(|one| one.rsplit([' ', '*']).next().unwrap()).collect()));
    }
    found
}

#[test]
fn every_function_says_what_its_parameters_and_its_result_are() {
    let documented = documented();
    assert_eq!(documented.len(), PROTOTYPES.len() + 5, "with the five function types");
    for (comment, head, parameters) in documented {
        let told: Vec<&str> = comment
            .lines()
            .filter_map(|line| line.trim().strip_prefix("* @param ")?.split_once(' ').map(|(name, _)| name))
            .collect();
        assert_eq!(told, parameters, "{head}");
        assert_eq!(comment.contains(" @return "), !head.starts_with("void"), "{head}");
    }
}

#[test]
fn every_function_says_from_which_threads_it_may_be_called() {
    for (comment, head, _) in documented() {
        let twin = comment.contains("The same as kassa_");
        assert!(twin || comment.contains("Threads: ") || comment.contains(" It runs on "), "{head}");
    }
}

#[test]
fn the_examples_in_the_comments_compile() {
    let mut examples = String::from("#include \"kassa.h\"\n#include <stdio.h>\n");
    let bare = |line: &str| {
        let text = line.trim_start().strip_prefix('*').map(|text| text.strip_prefix(' ').unwrap_or(text));
        text.unwrap_or(line).to_owned() + "\n"
    };
    let bare: String = HEADER.lines().map(bare).collect();
    let blocks: Vec<String> = pieces(&bare, "kassa.h")
        .into_iter()
        .filter_map(|piece| if let Piece::Code(_, block) = piece { Some(block) } else { None })
        .collect();
    assert!(blocks.len() >= 4, "{}", blocks.len());
    for (number, code) in blocks.iter().enumerate() {
        let given = if code.contains("kassa_device *device") { "void" } else { "kassa_device *device" };
        let used = if given == "void" { "" } else { "(void)device;" };
        examples += &format!("void example_{number}({given}) {{\n{code}{used}\n}}\n");
    }
    let folder = scratch();
    fs::write(folder.path().join("kassa.h"), &*HEADER).unwrap();
    let source = folder.path().join("examples.c");
    fs::write(&source, examples).unwrap();
    run(Command::new("cc")
        .args([
            "-std=c99",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-pedantic",
            "-Wno-unused-but-set-variable",
            "-fsyntax-only",
            "-I",
        ])
        .args([folder.path(), &source]));
}
