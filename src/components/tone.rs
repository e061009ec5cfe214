/// What a colour means. It never speaks alone: a word stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// What can be done, or is being done.
    Act,
    /// Done and received.
    Ok,
    /// On this phone only, without network, soon due.
    Warn,
    /// Broken, overdue, of the law.
    Err,
}

impl Tone {
    /// The end of a class name of CSS, such as `--warn`.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Act => "--act",
            Self::Ok => "--ok",
            Self::Warn => "--warn",
            Self::Err => "--err",
        }
    }

    /// The classes of a block in this tone.
    pub fn class(self, block: &str) -> String {
        match self {
            Self::Plain => block.to_owned(),
            other => format!("{block} {block}{}", other.suffix()),
        }
    }
}
