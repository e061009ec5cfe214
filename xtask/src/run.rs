//! `cargo xtask run`: from a fresh machine to app and API on one origin.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::build;
use crate::process;
use crate::tools;
use crate::workspace::Workspace;

/// What SQLite makes of the API's database: nothing else is ever deleted.
const DATABASE_FILES: [&str; 4] = ["ambito.sqlite", "ambito.sqlite-wal", "ambito.sqlite-shm", "ambito.sqlite-journal"];

/// Flags of `cargo xtask run`.
#[derive(clap::Args)]
pub struct Args {
    /// The port of app and API
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the database lies [default: data in the repository]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Deletes the database first
    #[arg(long)]
    fresh: bool,
    /// Leaves the database without the demo data
    #[arg(long)]
    empty: bool,
    /// Loads this Ambito; may be given several times
    #[arg(long, value_name = "ID", default_value = "visconteo_sud_milano")]
    ambito: Vec<String>,
    /// Serves HTTPS to phones on the local network, with a certificate authority made at the first start
    #[arg(long)]
    lan: bool,
}

/// Builds app and API, then serves both until Ctrl-C.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let data_dir = match &args.data_dir {
        Some(folder) => env::current_dir()?.join(folder),
        None => workspace.root.join("data"),
    };
    tools::need_port(args.port)?;
    tools::need_space(&data_dir, 50, "the database")?;
    build::app(workspace, &build::Args::default())?;
    let api = workspace.build_api()?;
    if args.fresh {
        process::step("database: delete", || delete_database(&data_dir))?;
    }
    let mut serve = Command::new(api);
    serve.args(serve_args(args, &data_dir, &workspace.dist())).current_dir(&workspace.root);
    eprintln!("  ..  API: start (Ctrl-C ends it)");
    let status = process::status(serve)?;
    if status.success() || process::interrupted() {
        return Ok(ExitCode::SUCCESS);
    }
    // The API has said why by itself.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn serve_args(args: &Args, data_dir: &Path, dist: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["serve".into(), "--port".into(), args.port.to_string().into()];
    words.extend(["--data-dir".into(), data_dir.into(), "--dist".into(), dist.into()]);
    words.extend(args.ambito.iter().flat_map(|ambito| ["--ambito".into(), ambito.into()]));
    if !args.empty {
        words.push("--demo".into());
    }
    if args.lan {
        words.push("--lan".into());
    }
    words
}

fn delete_database(data_dir: &Path) -> Result<()> {
    for name in DATABASE_FILES {
        let file = data_dir.join(name);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot delete {}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: Args,
    }

    fn words(line: &str) -> String {
        let args = Cli::parse_from(["run"].into_iter().chain(line.split_whitespace())).args;
        let words = serve_args(&args, Path::new("/d"), Path::new("/t/dist"));
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_default_is_the_demo_of_the_first_ambito() {
        assert_eq!(words(""), "serve --port 8080 --data-dir /d --dist /t/dist --ambito visconteo_sud_milano --demo");
    }

    #[test]
    fn flags_reach_the_api() {
        assert_eq!(
            words("--port 9 --empty --lan --ambito corsichese --ambito visconteo_sud_milano"),
            "serve --port 9 --data-dir /d --dist /t/dist --ambito corsichese --ambito visconteo_sud_milano --lan"
        );
    }

    #[test]
    fn fresh_deletes_the_database_and_nothing_else() {
        let folder = env::temp_dir().join(format!("xtask-fresh-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
        for name in ["ambito.sqlite", "ambito.sqlite-wal", "ca.pem", "diary.txt"] {
            std::fs::write(folder.join(name), "x").expect("it can be written");
        }
        delete_database(&folder).expect("the files are ours");
        delete_database(&folder).expect("nothing left is fine too");
        let mut left: Vec<_> =
            std::fs::read_dir(&folder).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, ["ca.pem", "diary.txt"]);
        crate::files::remove_folder(&folder).expect("it was ours");
    }
}
