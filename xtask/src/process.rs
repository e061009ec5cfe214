//! Starting other programs, so that none outlives a Ctrl-C and every failure says one clear thing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// The one child that runs at a time; it leads a process group of its own.
static CHILD: Mutex<Option<Pid>> = Mutex::new(None);
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Passes Ctrl-C and a termination on to the running child, exactly once each; a second Ctrl-C kills it.
pub fn forward_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        let again = INTERRUPTED.swap(true, Ordering::SeqCst);
        match *child() {
            Some(group) => {
                let signal = if again { Signal::KILL } else { Signal::INT };
                // The child may have ended in between: then there is nobody left to tell.
                let _ = kill_process_group(group, signal);
            }
            None => std::process::exit(130),
        }
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether somebody asked this command to stop.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Says what begins, does it, and says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("  ..  {title}");
    let start = Instant::now();
    let value = work()?;
    eprintln!("  ok  {title} ({:.1} s)", start.elapsed().as_secs_f64());
    Ok(value)
}

/// Runs a program to its end; anything but success is an error.
pub fn run(command: Command) -> Result<()> {
    let name = describe(&command);
    let status = status(command)?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// As [`run`], for a program that talks much: what it says is shown only when it fails.
pub fn run_quietly(mut command: Command) -> Result<()> {
    let name = describe(&command);
    let running = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let said = running.wait_with_output();
    *child() = None;
    let said = said?;
    if !said.status.success() {
        let last = String::from_utf8_lossy(&said.stderr);
        bail!("`{name}` failed ({}): {}", said.status, last.lines().last().unwrap_or_default());
    }
    Ok(())
}

/// Runs a program to its end and hands back how it ended.
pub fn status(mut command: Command) -> Result<ExitStatus> {
    let child = spawn(command.stdin(Stdio::null()))?;
    wait(child)
}

/// Runs a program to its end and hands back what it printed.
pub fn output(command: Command) -> Result<String> {
    let name = describe(&command);
    let mut text = String::new();
    let status = read_lines(command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(text)
}

/// Runs a program, passes its output through and shows each line to `see` as well.
pub fn tee(command: Command, mut see: impl FnMut(&str)) -> Result<ExitStatus> {
    read_lines(command, |line| {
        // A closed terminal is no reason to lose the count.
        drop(writeln!(std::io::stdout(), "{line}"));
        see(line);
    })
}

fn read_lines(mut command: Command, mut see: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            see(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            line.clear();
        }
    }
    wait(child)
}

fn spawn(command: &mut Command) -> Result<Child> {
    if interrupted() {
        bail!("interrupted");
    }
    let name = command.get_program().to_string_lossy().into_owned();
    // Held while spawning, so that a signal never falls between the start and its registration.
    let mut slot = child();
    let spawned = command.process_group(0).spawn().with_context(|| format!("cannot start `{name}`"))?;
    *slot = i32::try_from(spawned.id()).ok().and_then(Pid::from_raw);
    Ok(spawned)
}

fn wait(mut running: Child) -> Result<ExitStatus> {
    let status = running.wait()?;
    *child() = None;
    Ok(status)
}

fn child() -> MutexGuard<'static, Option<Pid>> {
    CHILD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn describe(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    command.get_args().take(4).fold(name, |text, arg| format!("{text} {}", arg.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_read_line_by_line_and_a_failure_names_the_program() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "printf 'one\\ntwo'"]);
        assert_eq!(output(shell).expect("sh runs"), "one\ntwo\n");

        let mut shell = Command::new("sh");
        shell.args(["-c", "exit 3"]);
        let error = run(shell).expect_err("exit 3 is a failure").to_string();
        assert!(error.starts_with("`sh -c exit 3` failed"), "{error}");
    }
}
