//! The runner that `cargo test --target wasm32-unknown-unknown` starts for each test binary.
//!
//! It is wasm-bindgen's own, called as a library: its version comes from Cargo.lock, and building
//! it reuses what the build of the app needs anyway.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
