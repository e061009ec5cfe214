//! The key of what lies encrypted in the database: a file of its own, so that neither the database nor a backup of it says
//! anything to whoever gets it alone.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE;
use store_sql::sync_folder;

use super::{CliError, DataArgs};
use crate::state::Entropy;

/// The file in the data folder, where no other is named.
pub const KEY_FILE: &str = "ambito.key";

/// Where the key lies.
pub fn file(args: &DataArgs) -> PathBuf {
    args.key_file.clone().unwrap_or_else(|| args.data_dir.join(KEY_FILE))
}

/// Reads the key. Where there is none it is made, which `made` is told, but never for a database that is sealed already
/// (`needed`): what that holds could not be read with a new one.
pub fn load(file: &Path, needed: bool, entropy: &Entropy, made: &dyn Fn(&Path)) -> Result<[u8; 32], CliError> {
    let shown = file.display();
    match fs::read_to_string(file) {
        Ok(text) => {
            let key = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok().and_then(|key| key.try_into().ok());
            key.ok_or_else(|| CliError::new(format!("{shown} is no key: 64 hexadecimal digits are expected.")))
        }
        Err(error) if error.kind() == ErrorKind::NotFound && needed => Err(CliError::new(format!(
            "The key {shown} is missing, and the database cannot be read without it: put it back, or name it with \
             --key-file."
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut key = [0; 32];
            entropy(&mut key);
            match make(file, &key) {
                // Another process was first: its key is the one.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return load(file, true, entropy, made),
                done => done.map_err(|error| CliError::new(format!("The key {shown} cannot be written: {error}.")))?,
            }
            // The name must be as durable as the content.
            sync_folder(file).map_err(|error| CliError::new(format!("The key {shown} cannot be kept: {error}.")))?;
            made(file);
            Ok(key)
        }
        Err(error) => Err(CliError::new(format!("The key {shown} cannot be read: {error}."))),
    }
}

/// Writes a new key for this user alone, durably: it must be there before anything is sealed with it. It takes its name
/// whole, and never the place of another that was made meanwhile.
fn make(file: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    let part = file.with_extension(format!("part-{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&part)?;
    writeln!(written, "{}", HEXLOWER_PERMISSIVE.encode(key))?;
    written.sync_all()?;
    let named = fs::hard_link(&part, file);
    fs::remove_file(&part)?;
    named
}

/// Says what a new key asks of people.
pub fn announce(file: &Path) {
    eprintln!(
        "Made the key {}. Keep a copy of it apart from the backups: without it neither the database nor a backup can be \
         read, by nobody.",
        file.display()
    );
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_never_in_the_place_of_a_missing_one() {
        let dir = TempDir::new().expect("a folder");
        let file = dir.path().join(KEY_FILE);
        let entropy: Entropy = Arc::new(|bytes| bytes.fill(0xab));
        let told = std::cell::Cell::new(0);
        let made = |_: &Path| told.set(told.get() + 1);
        let missing = load(&file, true, &entropy, &made).expect_err("it is needed").to_string();
        assert!(missing.contains("is missing") && !file.exists(), "{missing}");
        assert_eq!(load(&file, false, &entropy, &made).expect("it is made"), [0xab; 32]);
        let other: Entropy = Arc::new(|bytes| bytes.fill(1));
        for needed in [true, false] {
            assert_eq!(load(&file, needed, &other, &made).expect("it is read"), [0xab; 32]);
        }
        assert_eq!(told.get(), 1, "and told once");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o777, 0o600);
        }
        fs::write(&file, "short").expect("it is written");
        assert!(load(&file, false, &entropy, &made).expect_err("it is no key").to_string().contains("64 hexadecimal"));
    }
}
