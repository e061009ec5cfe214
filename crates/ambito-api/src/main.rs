//! The program of the reference Ambito API.

use std::process::ExitCode;

fn main() -> ExitCode {
    ambito_api::cli::run()
}
