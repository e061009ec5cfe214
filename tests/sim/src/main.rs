//! `sim --seeds N [--from S]`: runs histories and prints the first that breaks a promise, as short as it can be told.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use clap::Parser;
use mimalloc::MiMalloc;
use model::config::AmbitoConfig;
use sim::{Ask, Failure, Guard, Report, run, shrink};

/// A third of a history is spent on small rows that come and go.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    /// Prints a failure as it is, without looking for a shorter one.
    #[arg(long)]
    no_shrink: bool,
    /// A guard of the API that is switched off, to see what the checks say.
    #[arg(long)]
    without: Option<Guard>,
    /// Every so many seeds the API is the real repository on a real SQLite file; 0 for never.
    #[arg(long, default_value_t = 25)]
    sqlite_every: u64,
    /// How many histories run side by side.
    #[arg(long, default_value_t = 1)]
    jobs: u64,
}

/// How often a long run says how far it is.
const STEP: u64 = 10_000;

#[derive(Default)]
struct Sum {
    passed: u64,
    failed: u64,
    events: u64,
    effects: u64,
    longest: (i64, u64),
}

impl Sum {
    fn add(&mut self, report: &Report) {
        self.passed += 1;
        self.events += report.events;
        self.effects += report.effects as u64;
        self.longest = self.longest.max((report.rest_ms, report.seed));
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let config = sim::config();
    let start = Instant::now();
    let sum = Mutex::new(Sum::default());
    let (next, stop) = (AtomicU64::new(args.from), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= args.from + args.seeds || stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let sqlite = args.sqlite_every > 0 && seed.is_multiple_of(args.sqlite_every);
                    let ask = Ask { story: args.story, switched_off: args.without, sqlite, ..Ask::seed(seed) };
                    match run(&ask, &config) {
                        Ok(report) => {
                            report.story.iter().for_each(|line| println!("{line}"));
                            let mut sum = sum.lock().expect("no thread panics");
                            sum.add(&report);
                            if sum.passed.is_multiple_of(STEP) {
                                eprintln!("{} passed, {} failed", sum.passed, sum.failed);
                            }
                        }
                        Err(failure) => {
                            let mut sum = sum.lock().expect("no thread panics");
                            sum.failed += 1;
                            print_failure(&failure, &ask, &args, &config);
                            stop.store(!args.keep_going, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let Sum { passed, failed, events, effects, longest } = sum.into_inner().expect("no thread panics");
    println!(
        "{passed} passed, {failed} failed; {events} events, {effects} effects in {seconds:.1} s, {:.0} histories a \
         second; longest way to rest {} s (seed {})",
        (passed + failed) as f64 / seconds,
        longest.0 / 1_000,
        longest.1
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print_failure(failure: &Failure, ask: &Ask, args: &Args, config: &AmbitoConfig) {
    let seed = failure.seed;
    println!("seed {seed} broke {} at {}", failure.broken.check, failure.at.to_rfc3339());
    println!("  {}", failure.broken.what);
    println!("  {}", failure.options);
    println!("  replay: sim --seeds 1 --from {seed} --story");
    if args.story {
        failure.story.iter().for_each(|line| println!("{line}"));
    } else if !args.no_shrink && !args.keep_going {
        let (ask, short) = shrink(failure, ask, config);
        println!(
            "the same in short, {} acts of {}:",
            short.options.acts as usize - ask.without.len(),
            short.options.acts
        );
        println!("  {}", short.options);
        short.story.iter().for_each(|line| println!("  {line}"));
        println!("  broke {}: {}", short.broken.check, short.broken.what);
    }
}
