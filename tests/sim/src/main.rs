//! `sim --seeds N [--from S]`: runs histories and prints the first that breaks a promise.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

/// Runs simulated histories of phones and API.
#[derive(Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Tells each history event by event.
    #[arg(long)]
    story: bool,
    /// Goes on after a failure and counts them.
    #[arg(long)]
    keep_going: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let config = sim::config();
    let start = Instant::now();
    let (mut passed, mut failed, mut events, mut effects) = (0, 0, 0, 0);
    let mut longest = (0, 0);
    for seed in args.from..args.from + args.seeds {
        match sim::run(seed, args.story, None, &config) {
            Ok(report) => {
                report.story.iter().for_each(|line| println!("{line}"));
                passed += 1;
                events += report.events;
                effects += report.effects;
                longest = longest.max((report.rest_ms, seed));
            }
            Err(failure) => {
                failed += 1;
                for line in &failure.story {
                    println!("{line}");
                }
                println!("seed {seed} broke {} at {}", failure.broken.check, failure.at.to_rfc3339());
                println!("  {}", failure.broken.what);
                println!("  {}", failure.options);
                println!("  replay: sim --seeds 1 --from {seed} --story");
                if !args.keep_going {
                    break;
                }
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{passed} passed, {failed} failed; {events} events, {effects} effects in {seconds:.1} s; \
         longest way to rest {} s (seed {})",
        longest.0 / 1_000,
        longest.1
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
