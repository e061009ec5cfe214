//! The assets with a hash in their names, and the placeholders that stand for them.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::files;

/// Hashed assets: they may be cached for ever, because another content is another address.
#[derive(Default)]
pub struct Assets {
    entries: BTreeMap<String, Asset>,
    aliases: BTreeMap<String, String>,
}

/// One hashed asset.
pub struct Asset {
    /// Its address on the server.
    pub url: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Assets {
    /// Adds an asset under the name that placeholders use.
    pub fn add(&mut self, key: &str, name: &str, bytes: Vec<u8>) -> String {
        let url = format!("/assets/{}", files::hashed_name(name, &bytes));
        self.entries.insert(key.to_owned(), Asset { url: url.clone(), bytes });
        url
    }

    /// Lets texts name an asset by the address that it has in the sources.
    pub fn alias(&mut self, source_url: &str, key: &str) {
        self.aliases.insert(source_url.to_owned(), key.to_owned());
    }

    /// Every asset, by its key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.entries.iter().map(|(key, asset)| (key.as_str(), asset))
    }

    /// Fills `{{key}}` with an address and `{{integrity:key}}` with a hash, and rewrites source addresses.
    /// A placeholder that names nothing is an error: the page would ask the server for it.
    pub fn fill(&self, file: &str, text: &str) -> Result<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((placeholder, after)) = after.split_once("}}") else {
                bail!("{file} has a `{{{{` that is never closed");
            };
            filled.push_str(before);
            filled.push_str(&self.value(file, placeholder.trim())?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(self.rewrite(&filled))
    }

    /// Rewrites the addresses of the sources to those of the hashed assets.
    pub fn rewrite(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (source_url, key) in &self.aliases {
            if let Some(asset) = self.entries.get(key) {
                text = text.replace(source_url.as_str(), &asset.url);
            }
        }
        text
    }

    fn value(&self, file: &str, placeholder: &str) -> Result<String> {
        let (integrity, key) = match placeholder.split_once(':') {
            Some(("integrity", key)) => (true, key),
            _ => (false, placeholder),
        };
        let Some(asset) = self.entries.get(key) else {
            let known: Vec<_> = self.entries.keys().map(String::as_str).collect();
            bail!(
                "{file} asks for `{{{{{placeholder}}}}}`, and there is no such asset (there are {})",
                known.join(", ")
            );
        };
        Ok(if integrity { files::integrity(&asset.bytes) } else { asset.url.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        let mut assets = Assets::default();
        assets.add("css", "app.css", b"body{}".to_vec());
        assets.add("font:a.woff2", "a.woff2", b"font".to_vec());
        assets.alias("/fonts/a.woff2", "font:a.woff2");
        assets
    }

    #[test]
    fn placeholders_become_addresses_and_hashes() {
        let page = r#"<link href="{{css}}" integrity="{{ integrity:css }}"> {{css}}"#;
        let filled = assets().fill("index.html", page).expect("both placeholders are known");
        let url = format!("/assets/{}", files::hashed_name("app.css", b"body{}"));
        let integrity = files::integrity(b"body{}");
        assert_eq!(filled, format!(r#"<link href="{url}" integrity="{integrity}"> {url}"#));
    }

    #[test]
    fn an_unknown_or_open_placeholder_stops_the_build_and_names_the_file() {
        let error = assets().fill("index.html", "{{ccs}}").expect_err("a typo").to_string();
        assert!(error.contains("index.html") && error.contains("`{{ccs}}`"), "{error}");
        let error = assets().fill("boot.js", "a {{ b").expect_err("it is open").to_string();
        assert!(error.contains("boot.js") && error.contains("never closed"), "{error}");
    }

    #[test]
    fn source_addresses_are_rewritten_to_hashed_ones() {
        let rewritten = assets().rewrite("src:url(/fonts/a.woff2)");
        assert_eq!(rewritten, format!("src:url(/assets/{})", files::hashed_name("a.woff2", b"font")));
    }
}
