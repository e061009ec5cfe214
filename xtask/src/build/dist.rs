//! target/dist: hashed assets first, then the files that name them, the worker last.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::assets::Assets;
use super::compress;
use super::first_load::{self, LIFE, PASSKEY, SCAN, SEALING};
use super::precache::{Entry, Precache};
use super::script::{self, Kind};
use super::start;
use super::vault_worker::VaultWorker;
use super::wasm::{LINK_MODULE, Module};
use crate::files;
use crate::node;
use crate::workspace::Workspace;

/// Files of public/ that get a place of their own below, or that nobody is served.
const NOT_COPIED: [&str; 10] = [
    "index.html",
    "boot.js",
    "parts.js",
    "kdf.js",
    "passkey.js",
    "scan.js",
    "sealing.js",
    "life.js",
    "manifest.webmanifest",
    "README.md",
];

/// The pictures that the pages ask for by this very address.
const SPRITE: &str = "/icons/sprite.svg";

/// Stands in the glue for the address of the loader, until that is known.
const LOADER: &str = "/assets/parts.js";

/// What public/parts.js says for the table of the parts.
const PARTS: &str = "self.__PARTS__";

/// What a phone of each field role loads before its home can be used, for who measures it.
pub const FIRST_LOAD: &str = "first-load.json";

/// Writes the folder that the API serves; the old one stays until the new one is whole.
pub fn write(
    workspace: &Workspace,
    module: &Module,
    vault_worker: &VaultWorker,
    style: &str,
    dev: bool,
    dist: &Path,
) -> Result<()> {
    let public = workspace.root.join("public");
    let staging = workspace.target.join("dist.new");
    files::remove_folder(&staging)?;

    let scripts = Scripts::read(workspace, module, vault_worker, dev)?;
    let assets = assets(&public, module, &vault_worker.wasm, &scripts, style)?;
    for (_, asset) in assets.iter() {
        files::write(&staging.join(asset.url.trim_start_matches('/')), &asset.bytes)?;
    }
    let page = script::page(&filled(&assets, &public, "index.html")?);
    let manifest = filled(&assets, &public, "manifest.webmanifest")?;
    files::write(&staging.join("index.html"), page.as_bytes())?;
    files::write(&staging.join("manifest.webmanifest"), manifest.as_bytes())?;
    let copied = copy_rest(&public, &staging)?;

    let mut entries: Vec<_> = assets.iter().map(|(_, asset)| Entry::new(&asset.url, &asset.bytes)).collect();
    entries.push(Entry::new("/", page.as_bytes()));
    entries.push(Entry::new("/manifest.webmanifest", manifest.as_bytes()));
    for (url, bytes) in copied {
        if is_needed_offline(&url, &page) {
            entries.push(Entry::new(&url, &bytes));
        }
    }
    let precache = Precache::new(entries, &scripts.worker);
    files::write(&staging.join("sw.js"), precache.inject(&scripts.worker)?.as_bytes())?;
    files::write(&staging.join("precache.json"), &serde_json::to_vec_pretty(&precache)?)?;
    let loads = first_load::of_roles(&assets, &module.parts);
    files::write(&staging.join(FIRST_LOAD), &serde_json::to_vec_pretty(&loads)?)?;
    if !dev {
        compress::beside(workspace, &staging)?;
    }
    swap(&staging, dist)
}

/// Our scripts, and the module that wasm-bindgen wrote, as they are served but for their placeholders.
struct Scripts {
    boot: String,
    loader: String,
    glue: String,
    kdf: String,
    passkey: String,
    scan: String,
    sealing: String,
    life: String,
    worker: String,
}

impl Scripts {
    fn read(workspace: &Workspace, module: &Module, vault_worker: &VaultWorker, dev: bool) -> Result<Self> {
        let source = |path: &str| files::read_text(&workspace.root.join(path));
        let small = |text: &str, kind| script::minified(workspace, text, kind, dev);
        // The program asks for each part by a function of its own; what parts share is asked for by them alone.
        let exports =
            module.parts.keys().map(|name| format!("export const __wasm_split_load_{name} = part({name:?});\n"));
        let loader = source("public/parts.js")? + &exports.collect::<String>();
        Ok(Self {
            boot: small(&source("public/boot.js")?, Kind::Script)?,
            loader: small(&loader, Kind::Module)?,
            glue: small(&start::shorten(&importing(&module.js, LOADER))?, Kind::Module)?,
            kdf: small(&(start::shorten(&vault_worker.glue)? + &source("public/kdf.js")?), Kind::Module)?,
            passkey: small(&source("public/passkey.js")?, Kind::Module)?,
            scan: small(&source("public/scan.js")?, Kind::Module)?,
            sealing: small(&source("public/sealing.js")?, Kind::Module)?,
            life: small(&source("public/life.js")?, Kind::Module)?,
            worker: small(&source("service-worker/sw.js")?, Kind::Script)?,
        })
    }
}

/// The glue with another address for the module that loads the parts; the name by which the program knows it stays.
fn importing(glue: &str, address: &str) -> String {
    glue.replace(&format!("from \"{LINK_MODULE}\""), &format!("from \"{address}\""))
}

/// Each names those that were added before it.
fn assets(public: &Path, module: &Module, kdf_wasm: &[u8], scripts: &Scripts, style: &str) -> Result<Assets> {
    let mut assets = Assets::default();
    for font in files::below(&public.join("fonts"))? {
        let name = name_of(&font)?;
        let key = format!("font:{name}");
        assets.add(&key, &name, files::read(&font)?);
        assets.alias(&format!("/fonts/{name}"), &key);
    }
    let style = assets.rewrite(style);
    assets.add("css", "app.css", style.into_bytes());
    assets.add("wasm", "taccuino.wasm", module.wasm.clone());
    let mut table = serde_json::Map::new();
    for (name, part) in &module.parts {
        let url = assets.add(&format!("part:{name}"), &format!("{name}.wasm"), part.wasm.clone());
        let integrity = files::integrity(&part.wasm);
        table.insert(name.clone(), json!({ "url": url, "integrity": integrity, "needs": part.needs }));
    }
    let loader = scripts.loader.replace(PARTS, &Value::Object(table).to_string());
    let loader = assets.add("loader", "parts.js", loader.into_bytes());
    let js = with_snippets(&mut assets, module, &scripts.glue).replace(LOADER, &loader);
    assets.add("js", "taccuino.js", js.into_bytes());
    assets.add("kdf-wasm", "kdf.wasm", kdf_wasm.to_vec());
    let kdf = assets.fill("public/kdf.js", &scripts.kdf)?;
    assets.add("kdf", "kdf.js", kdf.into_bytes());
    assets.add(PASSKEY, "passkey.js", scripts.passkey.clone().into_bytes());
    assets.add(SCAN, "scan.js", scripts.scan.clone().into_bytes());
    assets.add(SEALING, "sealing.js", scripts.sealing.clone().into_bytes());
    assets.add(LIFE, "life.js", scripts.life.clone().into_bytes());
    let boot = assets.fill("public/boot.js", &scripts.boot)?;
    assets.add("boot", "boot.js", boot.into_bytes());
    Ok(assets)
}

/// Crates may bring JavaScript of their own, which the glue imports from `./snippets/`.
fn with_snippets(assets: &mut Assets, module: &Module, glue: &str) -> String {
    let mut js = glue.to_owned();
    for (path, bytes) in &module.snippets {
        let url = assets.add(&format!("snippet:{path}"), &path.replace('/', "-"), bytes.clone());
        js = js.replace(&format!("./snippets/{path}"), &url);
    }
    js
}

fn filled(assets: &Assets, public: &Path, name: &str) -> Result<String> {
    assets.fill(&format!("public/{name}"), &files::read_text(&public.join(name))?)
}

fn copy_rest(public: &Path, staging: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut copied = Vec::new();
    for file in files::below(public)? {
        let path = file.strip_prefix(public).context("the file lies in public/")?;
        if path.starts_with("fonts") || node::is_test(path) || NOT_COPIED.iter().any(|name| path == Path::new(name)) {
            continue;
        }
        let bytes = files::read(&file)?;
        files::write(&staging.join(path), &bytes)?;
        copied.push((format!("/{}", path.display()), bytes));
    }
    Ok(copied)
}

/// What the page names, and the pictures of the app; what only an installation asks for (large icons) is left out.
fn is_needed_offline(url: &str, page: &str) -> bool {
    url == SPRITE || page.contains(&format!("\"{url}\""))
}

fn swap(staging: &Path, dist: &Path) -> Result<()> {
    files::remove_folder(dist)?;
    std::fs::rename(staging, dist).with_context(|| format!("cannot move the new build to {}", dist.display()))
}

fn name_of(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(ToOwned::to_owned).with_context(|| format!("{} has an odd name", path.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::split::Part;
    use super::*;

    fn module() -> Module {
        let js = "import { f } from './snippets/some-crate-1a/inline0.js';";
        let path = "some-crate-1a/inline0.js".to_owned();
        let snippets = BTreeMap::from([(path, b"export const f = 1;".to_vec())]);
        let part = Part { wasm: b"part".to_vec(), needs: vec!["later".to_owned()] };
        let parts = BTreeMap::from([("pis".to_owned(), part)]);
        Module { js: js.to_owned(), wasm: b"\0asm".to_vec(), parts, snippets }
    }

    fn scripts() -> Scripts {
        Scripts {
            boot: "start('{{js}}', '{{wasm}}', '{{loader}}')".to_owned(),
            loader: format!("const parts = {PARTS};"),
            glue: importing("import * as a from \"./__wasm_split.js\"; ({ \"./__wasm_split.js\": a })", LOADER),
            kdf: "fetch('{{kdf-wasm}}')".to_owned(),
            passkey: String::new(),
            scan: String::new(),
            sealing: String::new(),
            life: String::new(),
            worker: String::new(),
        }
    }

    #[test]
    fn each_script_names_the_hashed_address_of_the_next() {
        let folder = std::env::temp_dir().join(format!("xtask-scripts-{}", std::process::id()));
        files::write(&folder.join("fonts/a.woff2"), b"a").expect("a temporary folder can be written");
        let assets = assets(&folder, &module(), b"kdf", &scripts(), "").expect("the sources are whole");
        let of = |key: &str| assets.iter().find(|(found, _)| *found == key).expect("it was added").1;
        let text = |key: &str| String::from_utf8_lossy(&of(key).bytes).into_owned();
        assert!(text("boot").contains(&of("js").url) && text("boot").contains(&of("loader").url));
        let glue = format!("import * as a from \"{}\"; ({{ \"./__wasm_split.js\": a }})", of("loader").url);
        assert_eq!(text("js"), glue);
        assert!(text("loader").contains(&of("part:pis").url) && text("loader").contains(r#""needs":["later"]"#));
        files::remove_folder(&folder).expect("it was ours");
    }

    #[test]
    fn the_glue_imports_snippets_by_their_hashed_address() {
        let mut assets = Assets::default();
        let js = with_snippets(&mut assets, &module(), &module().js);
        let name = files::hashed_name("some-crate-1a-inline0.js", b"export const f = 1;");
        assert_eq!(js, format!("import {{ f }} from '/assets/{name}';"));
    }

    #[test]
    fn a_changed_font_changes_the_name_of_the_style_and_what_it_asks_for() {
        let folder = std::env::temp_dir().join(format!("xtask-dist-{}", std::process::id()));
        let style = "@font-face{src:url(/fonts/a.woff2)}";
        let mut urls = Vec::new();
        for content in [b"one", b"two"] {
            files::write(&folder.join("fonts/a.woff2"), content).expect("a temporary folder can be written");
            let assets = assets(&folder, &module(), b"kdf", &scripts(), style).expect("the sources are whole");
            let (_, css) = assets.iter().find(|(key, _)| *key == "css").expect("there is a style");
            assert!(String::from_utf8_lossy(&css.bytes).contains(&files::hashed_name("a.woff2", content)));
            urls.push(css.url.clone());
        }
        assert_ne!(urls[0], urls[1]);
        files::remove_folder(&folder).expect("it was ours");
    }

    #[test]
    fn only_what_the_app_shows_offline_is_kept_offline() {
        let page = r#"<link rel="icon" href="/icons/favicon.svg"><link href="/icons/touch.png">"#;
        assert!(is_needed_offline("/icons/sprite.svg", page));
        assert!(is_needed_offline("/icons/touch.png", page));
        assert!(!is_needed_offline("/icons/maskable-512.png", page));
        assert!(!is_needed_offline("/licenses/font.txt", page));
    }
}
