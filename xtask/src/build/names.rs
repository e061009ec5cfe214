//! What module and glue need not say to each other: short names for the imports, because those of wasm-bindgen carry a
//! hash each, which no compressor can shorten; and nothing of the streams that Leptos brings for a server, which this app
//! has not.

use anyhow::{Result, anyhow};
use walrus::Module;

/// How the names begin that wasm-bindgen makes.
const MADE: [&str; 2] = ["__wbg_", "__wbindgen_"];

/// Classes of wasm-streams: exported, so that no linker drops them, and made by nothing in the app.
const STREAMS: &str = "IntoUnderlying";

/// The module and the glue with short names for what the one imports from the other.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::from_buffer(wasm).map_err(|error| anyhow!("cannot read the core: {error:#}"))?;
    let unused: Vec<_> =
        module.exports.iter().filter(|export| is_of_streams(&export.name)).map(|export| export.id()).collect();
    for export in unused {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(&mut module);
    let mut long: Vec<String> = module.imports.iter().map(|import| import.name.clone()).collect();
    long.retain(|name| MADE.iter().any(|made| name.starts_with(made)));
    long.sort();
    long.dedup();
    for import in module.imports.iter_mut() {
        if let Ok(place) = long.binary_search(&import.name) {
            import.name = short(place);
        }
    }
    let glue = identifiers(&without_streams(glue), |word| {
        long.binary_search_by(|name| name.as_str().cmp(word)).ok().map(short)
    });
    Ok((module.emit_wasm(), glue))
}

fn is_of_streams(export: &str) -> bool {
    export.trim_start_matches("__wbg_").starts_with(&STREAMS.to_lowercase())
}

/// The glue without the statements at its top level that are about streams. wasm-bindgen writes each from the margin on.
fn without_streams(glue: &str) -> String {
    let mut kept = String::with_capacity(glue.len());
    let mut dropping = false;
    for line in glue.split_inclusive('\n') {
        let begins = line.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if begins {
            dropping = line.contains(STREAMS);
        }
        if !dropping {
            kept.push_str(line);
        }
    }
    kept
}

/// A name that nothing else in the glue has.
fn short(place: usize) -> String {
    format!("_{place:x}")
}

/// The text with other words in the place of some identifiers.
fn identifiers(text: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut rewritten = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(of_word) {
        let (before, from_word) = rest.split_at(start);
        let (word, after) = from_word.split_at(from_word.find(|letter| !of_word(letter)).unwrap_or(from_word.len()));
        rewritten.push_str(before);
        rewritten.push_str(other(word).as_deref().unwrap_or(word));
        rest = after;
    }
    rewritten + rest
}

#[cfg(test)]
mod tests {
    use walrus::ModuleConfig;

    use super::*;

    #[test]
    fn nothing_is_left_of_the_streams() {
        let mut module = Module::with_config(ModuleConfig::new());
        let mut exported = |name: &str| {
            let mut function = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            function.func_body().unreachable();
            let function = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, function);
        };
        for name in ["intounderlyingsink_write", "__wbg_intounderlyingsink_free", "main"] {
            exported(name);
        }
        let glue = "export class IntoUnderlyingSink {\n    free() {}\n}\nexport function f() {\n}\n";
        let (wasm, glue) = shorten(&module.emit_wasm(), glue).expect("it is a module");
        assert_eq!(glue, "export function f() {\n}\n");
        let module = Module::from_buffer(&wasm).expect("it is a module");
        let names: Vec<_> = module.exports.iter().map(|export| export.name.as_str()).collect();
        assert_eq!((names, module.funcs.iter().count()), (vec!["main"], 1));
    }

    #[test]
    fn module_and_glue_agree_on_every_name() {
        let mut module = Module::with_config(ModuleConfig::new());
        let shape = module.types.add(&[], &[]);
        for name in ["__wbg_get_2f", "__wbg_get_1a", "kept"] {
            let (function, _) = module.add_import_func("./app_bg.js", name, shape);
            module.exports.add(name.trim_start_matches('_'), function);
        }
        let glue = "const a = { __wbg_get_1a: 1, __wbg_get_2f: () => wasm.__wbg_get_1a2, kept };";
        let (wasm, glue) = shorten(&module.emit_wasm(), glue).expect("it is a module");
        assert_eq!(glue, "const a = { _0: 1, _1: () => wasm.__wbg_get_1a2, kept };");
        let module = Module::from_buffer(&wasm).expect("it is a module");
        let names: Vec<_> = module.imports.iter().map(|import| import.name.as_str()).collect();
        assert_eq!(names, ["_1", "_0", "kept"]);
    }
}
