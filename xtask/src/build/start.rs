//! How the glue of wasm-bindgen begins: one short way instead of its three, with the answer that was asked for already.

use anyhow::{Result, ensure};

/// What wasm-bindgen writes about beginning, each at the margin.
const LONG: [&str; 5] = [
    "async function __wbg_load(",
    "function initSync(",
    "let __wbg_init_promise;",
    "async function __wbg_init(",
    "async function __wbg_init_once(",
];
const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// The page and the worker ask for their modules themselves, with a hash, from a server that says what they are.
const SHORT: &str = "export default async function start(response) {
    const { instance, module } = await WebAssembly.instantiateStreaming(response, __wbg_get_imports());
    return __wbg_finalize_init(instance, module);
}
";

/// The glue with `start(response)` as its default export.
///
/// # Errors
/// When wasm-bindgen writes something else than it did.
pub fn shorten(glue: &str) -> Result<String> {
    let mut kept = String::with_capacity(glue.len());
    let mut dropped = 0;
    let mut dropping = false;
    for line in glue.split_inclusive('\n') {
        if line.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            dropping = LONG.iter().any(|long| line.starts_with(long)) || line.trim_end() == EXPORTS;
            dropped += usize::from(dropping);
        }
        if !dropping {
            kept.push_str(line);
        }
    }
    ensure!(dropped == LONG.len() + 1, "the glue begins in another way than this build knows ({dropped} found)");
    Ok(kept + SHORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_is_another() {
        let long: String = LONG.iter().map(|long| format!("{long}) {{\n    wasm = 1;\n}}\n\n")).collect();
        let glue = format!("let wasm;\nfunction f() {{\n    initSync(1);\n}}\n{long}{EXPORTS}\n");
        let short = shorten(&glue).expect("it is known");
        assert_eq!(short, format!("let wasm;\nfunction f() {{\n    initSync(1);\n}}\n{SHORT}"));
        assert!(shorten("let wasm;").is_err(), "another wasm-bindgen is noticed");
    }
}
