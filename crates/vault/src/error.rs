use thiserror::Error;

/// Why something could not be sealed or opened. Nothing here says more than that: no key, no content, no name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VaultError {
    /// The secret is not the one that it was sealed with, or what was sealed was changed: nobody can tell which.
    #[error("the secret is another one, or the content was changed")]
    Refused,
    /// It is cut short, or not of a format of ours.
    #[error("this was not sealed here")]
    Malformed,
    /// It was sealed with another generation of the key.
    #[error("sealed with key {found}, the key is {expected}")]
    OtherKey {
        /// The generation that it names.
        found: u32,
        /// The generation at hand.
        expected: u32,
    },
    /// The key is that of another file.
    #[error("the key is of another file")]
    ForeignKey,
    /// It was written by a batch that this database does not have.
    #[error("written by a later batch than this database knows")]
    Ahead,
    /// A newer app made it.
    #[error("format {0} is of a newer version")]
    Newer(u32),
    /// Cheaper to guess than this app makes any more.
    #[error("the parameters are below the floor")]
    BelowFloor,
    /// A passkey can be deleted by the phone at any time, so it never is the only way in.
    #[error("a passphrase comes first")]
    PasskeyAlone,
    /// No such way in.
    #[error("no such wrap")]
    NoWrap,
    /// The memory for the passphrase is not to be had; the stated fallback needs none.
    #[error("no memory for the passphrase")]
    NoMemory,
    /// The browser has no WebCrypto, or it failed.
    #[error("the browser could not do it: {0}")]
    Crypto(String),
}
