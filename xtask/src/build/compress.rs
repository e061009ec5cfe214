//! Each text and WebAssembly file once more as `.br` and `.gz`, so that the server never compresses at
//! a lower quality what it could send ready made.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::files;

/// What is worth compressing: fonts and PNG pictures are compressed already.
const COMPRESSIBLE: [&str; 9] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Writes the compressed files beside those of the folder; results are kept by the hash of their input.
pub fn beside(folder: &Path, cache: &Path) -> Result<()> {
    for file in files::below(folder)? {
        if !is_compressible(&file) {
            continue;
        }
        let bytes = files::read(&file)?;
        let key = files::sha256_hex(&bytes);
        for (extension, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
            let kept = cache.join(format!("{key}.{extension}"));
            if !kept.exists() {
                files::write(&kept, &compress(&bytes)?)?;
            }
            let mut name = file.clone().into_os_string();
            name.push(format!(".{extension}"));
            files::write(Path::new(&name), &files::read(&kept)?)?;
        }
    }
    Ok(())
}

/// Whether a compressed form of the file is worth having.
pub fn is_compressible(file: &Path) -> bool {
    file.extension().is_some_and(|found| COMPRESSIBLE.iter().any(|extension| found == *extension))
}

/// Brotli at its best quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}

/// Gzip at its best quality.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_forms_give_the_same_bytes_back() {
        let bytes = b"quattro servizi, un taccuino. ".repeat(40);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&bytes).expect("it compresses"), &mut back).expect("it is brotli");
        assert_eq!(back, bytes);
        back.clear();
        let gzipped = gzip(&bytes).expect("it compresses");
        flate2::read::GzDecoder::new(&*gzipped).read_to_end(&mut back).expect("it is gzip");
        assert_eq!(back, bytes);
        assert!(gzipped.len() < bytes.len() / 4);
    }

    #[test]
    fn fonts_and_pictures_are_left_alone() {
        assert!(is_compressible(Path::new("a/b.wasm")));
        assert!(!is_compressible(Path::new("a/b.woff2")));
        assert!(!is_compressible(Path::new("a/b.png")));
    }
}
