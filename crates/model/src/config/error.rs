use std::fmt;

use thiserror::Error;

/// Everything that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ConfigError {
    /// At least one.
    pub issues: Vec<ConfigIssue>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigIssue {
    /// Which file, as the caller may name it: `toml`, `codelists`, `municipalities`, `population`.
    pub file: &'static str,
    /// Line in that file, from 1; `None` where the fault is in no line.
    pub line: Option<usize>,
    /// What is wrong, for a person.
    pub reason: String,
}

impl fmt::Display for ConfigIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, issue) in self.issues.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{issue}")?;
        }
        Ok(())
    }
}
