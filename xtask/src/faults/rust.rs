//! The Rust tests of a member that name rows.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, Item, Lit, Meta, Token};

use super::catalogue::Kind;
use super::{Place, Test, ids};
use crate::files;

/// The target of unit tests, whichever library or program of the member they are compiled into.
pub const SRC: &str = "src";

/// Reads every source of a member.
pub fn tests(package: &str, kind: Kind, folder: &Path) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for part in [SRC, "tests"] {
        for file in files::below(&folder.join(part))? {
            let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
            let Some((target, modules)) = module(&path) else { continue };
            let source = syn::parse_file(&files::read_text(&file)?).with_context(|| file.display().to_string())?;
            named(&source.items, &modules, kind, &mut |name, ids| {
                let place = match kind {
                    Kind::W => Place::Browser { name },
                    _ => Place::Native { package: package.to_owned(), target: target.clone(), name },
                };
                tests.push(Test { ids, kind, place });
            });
        }
    }
    Ok(tests)
}

/// The target that a source belongs to, and its module in it.
fn module(path: &str) -> Option<(String, Vec<String>)> {
    let (part, rest) = path.strip_suffix(".rs")?.split_once('/')?;
    let mut modules: Vec<String> = rest.split('/').map(str::to_owned).collect();
    let target = if part == SRC { SRC.to_owned() } else { modules.remove(0) };
    let root = if part == SRC { modules.len() == 1 } else { true };
    match modules.last().map(String::as_str) {
        Some("mod") => drop(modules.pop()),
        Some("lib" | "main") if root && modules.len() == 1 => drop(modules.pop()),
        _ => {}
    }
    Some((target, modules))
}

/// Tells `found` of each test that names rows: its name with its modules, and the ids.
fn named(items: &[Item], modules: &[String], kind: Kind, found: &mut impl FnMut(String, BTreeSet<String>)) {
    let mut tell = |attributes: &[Attribute], name: &Ident| {
        if !is_test(attributes, kind) || !is_compiled(attributes, kind) {
            return;
        }
        let name = name.to_string();
        let mut ids = ids::of_function(&name);
        ids.extend(ids::of_comment(&doc(attributes)));
        if !ids.is_empty() {
            found([modules, &[name]].concat().join("::"), ids);
        }
    };
    let mut inner = Vec::new();
    for item in items {
        match item {
            Item::Mod(module) if is_compiled(&module.attrs, kind) => inner.push(module),
            Item::Fn(function) => tell(&function.attrs, &function.sig.ident),
            Item::Macro(call) if call.mac.path.is_ident("proptest") => {
                // What is no list of functions is no list of tests.
                for (attributes, name) in call.mac.parse_body_with(functions).unwrap_or_default() {
                    tell(&attributes, &name);
                }
            }
            _ => {}
        }
    }
    for module in inner {
        let Some((_, items)) = &module.content else { continue };
        named(items, &[modules, &[module.ident.to_string()]].concat(), kind, found);
    }
}

/// The functions in the body of `proptest!`, whose arguments are not Rust's.
fn functions(body: ParseStream<'_>) -> syn::Result<Vec<(Vec<Attribute>, Ident)>> {
    let mut functions = Vec::new();
    body.call(Attribute::parse_inner)?;
    while !body.is_empty() {
        let attributes = body.call(Attribute::parse_outer)?;
        if body.peek(Token![fn]) {
            body.parse::<Token![fn]>()?;
            functions.push((attributes, body.parse()?));
        } else {
            body.step(|at| at.token_tree().map(|(_, rest)| ((), rest)).ok_or_else(|| at.error("the end")))?;
        }
    }
    Ok(functions)
}

/// `#[test]` and `#[tokio::test]`; in the browser `#[wasm_bindgen_test]`, which may stand in a `cfg_attr`.
fn is_test(attributes: &[Attribute], kind: Kind) -> bool {
    const IN_BROWSER: &str = "wasm_bindgen_test";
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            kind == Kind::W && list.tokens.to_string().ends_with(IN_BROWSER)
        }
        meta => {
            let wanted = if kind == Kind::W { IN_BROWSER } else { "test" };
            meta.path().segments.last().is_some_and(|last| last.ident == wanted)
        }
    })
}

/// Whether a plain `cargo test` compiles it, in the browser one for WebAssembly; what only a feature brings in is not there
/// to be run.
fn is_compiled(attributes: &[Attribute], kind: Kind) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).all(|attribute| match &attribute.meta {
        Meta::List(list) => match list.tokens.to_string().as_str() {
            "test" => true,
            r#"target_family = "wasm""# => kind == Kind::W,
            _ => false,
        },
        Meta::Path(_) | Meta::NameValue(_) => false,
    })
}

fn doc(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(line) = &attribute.meta
            && let Expr::Lit(line) = &line.value
            && let Lit::Str(line) = &line.lit
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, kind: Kind) -> Vec<String> {
        let source = syn::parse_file(source).expect("it is Rust");
        let mut found = Vec::new();
        named(&source.items, &["push".to_owned()], kind, &mut |name, ids| found.push(format!("{name} {ids:?}")));
        found
    }

    #[test]
    fn a_test_is_found_by_its_name_and_by_its_comment() {
        let source = r#"
            /// N3: no test.
            fn n1_helper() {}
            /// N1 N2: both.
            #[test]
            fn lost() {}
            // N4: no doc comment.
            #[tokio::test(flavor = "multi_thread")]
            async fn n5_cut() {}
            #[test]
            fn n11() {}
            #[test]
            fn plain() {}
            #[cfg(test)]
            mod tests {
                #[test]
                fn n6_portal() {}
            }
            #[cfg(feature = "mutants")]
            mod mutants {
                #[test]
                fn n7_old() {}
            }
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(9))]

                /// C5: any two.
                #[test]
                fn merges(a in 0..9_u8, b: u8) -> Result<(), E> { prop_assert!(a < 9); }
                #[test]
                fn c12_order(a in any::<u8>()) {}
            }
        "#;
        let expected = [
            r#"push::lost {"N1", "N2"}"#,
            r#"push::n5_cut {"N5"}"#,
            r#"push::n11 {"N11"}"#,
            r#"push::merges {"C5"}"#,
            r#"push::c12_order {"C12"}"#,
            r#"push::tests::n6_portal {"N6"}"#,
        ];
        assert_eq!(found(source, Kind::S), expected);
    }

    #[test]
    fn a_test_of_the_browser_is_one_that_its_runner_knows() {
        let source = r#"
            /// D15: here and there.
            #[cfg_attr(target_family = "wasm", wasm_bindgen_test)]
            #[cfg_attr(not(target_family = "wasm"), tokio::test)]
            async fn both() {}
            #[cfg(target_family = "wasm")]
            #[wasm_bindgen_test]
            async fn d20_no_memory() {}
            #[test]
            fn p1_native() {}
        "#;
        assert_eq!(found(source, Kind::W), [r#"push::both {"D15"}"#, r#"push::d20_no_memory {"D20"}"#]);
        assert_eq!(found(source, Kind::S), [r#"push::p1_native {"P1"}"#]);
    }

    #[test]
    fn a_source_has_its_target_and_its_module() {
        let of = |path| module(path).map(|(target, modules)| (target, modules.join("::")));
        let is = |target: &str, modules: &str| Some((target.to_owned(), modules.to_owned()));
        assert_eq!(of("src/lib.rs"), is("src", ""));
        assert_eq!(of("src/client/mod.rs"), is("src", "client"));
        assert_eq!(of("src/client/backoff.rs"), is("src", "client::backoff"));
        assert_eq!(of("tests/seeds.rs"), is("seeds", ""));
        assert_eq!(of("tests/client/main.rs"), is("client", ""));
        assert_eq!(of("tests/client/push.rs"), is("client", "push"));
        assert_eq!(of("tests/model/pis/mod.rs"), is("model", "pis"));
        assert_eq!(of("tests/raw.js"), None);
    }
}
