//! Opens the rows of a compartment outside of the browser: standard input has the key file, the passphrase and the rows as
//! they lie on the disk, standard output gets the clear ones, one line of JSON each.

#[cfg(not(target_family = "wasm"))]
mod native {
    use anyhow::{Context as _, Result};
    use data_encoding::HEXLOWER;
    use serde::Deserialize;
    use serde_json::json;
    use vault::{By, KeyFile, Passphrase, Place, RowKeys};

    const TABLES: [&str; 4] = ["meta", "records", "outbox", "drafts"];

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Disk {
        passphrase: String,
        key_file: serde_json::Value,
        rows: Vec<Row>,
    }

    #[derive(Deserialize)]
    struct Row {
        table: String,
        version: u32,
        /// Hexadecimal, as the blob.
        key: String,
        blob: String,
    }

    pub async fn main() -> Result<()> {
        let disk: Disk = serde_json::from_reader(std::io::stdin())?;
        let file = KeyFile::from_json(&serde_json::to_vec(&disk.key_file)?)?;
        let way =
            file.ways().find(|way| matches!(way, By::Passphrase { .. })).context("no passphrase opens it")?.clone();
        let By::Passphrase { kdf, salt } = &way else { unreachable!("it was looked for") };
        let secret = kdf.stretch(&Passphrase::typed(&disk.passphrase), salt).await?;
        let keys = RowKeys::derive(&file.open(&way, &secret).await?, &TABLES, |_: &mut [u8]| {}).await?;
        for row in &disk.rows {
            let (key, blob) = (HEXLOWER.decode(row.key.as_bytes())?, HEXLOWER.decode(row.blob.as_bytes())?);
            let place = Place { table: &row.table, version: row.version };
            let (key, value) = keys.open(place, &key, u64::MAX, &blob).await?;
            let (key, value) = (HEXLOWER.encode(&key), HEXLOWER.encode(&value));
            println!("{}", json!({ "table": row.table, "version": row.version, "key": key, "value": value }));
        }
        Ok(())
    }
}

#[cfg(not(target_family = "wasm"))]
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    native::main().await
}

#[cfg(target_family = "wasm")]
fn main() {}
