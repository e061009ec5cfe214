//! Guards that the simulator can switch off, one at a time, to see its checks fail. Compiled only with the feature
//! `mutants`; without it every guard is always on.

/// A guard of the phone's engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Only an answer that names the operation acknowledges it.
    AckRule,
    /// First in, first out per record.
    LaneRule,
    /// Page and cursor are written together.
    CursorRule,
    /// A pull never overwrites what is unsent.
    DirtyGuard,
    /// A save that another tab's write made stale is planned again.
    ReplanRule,
    /// A save that is stored already is not stored twice.
    OnceRule,
    /// What waits behind a refused operation is carried on with it.
    CarryRule,
    /// What a field was when the person saw it goes with the operation.
    BaseRule,
    /// What was receipted stays in the retention ring.
    Ring,
    /// It stays there until a backup holds it.
    RingRule,
    /// A page of the pull counts only for the request that it answers.
    PullId,
    /// A push that names another incarnation is not decided.
    EpochRule,
    /// What somebody else changed meanwhile is not written over.
    MergeGuard,
}

impl Mutant {
    /// Those whose loss the simulator must notice.
    pub const SIMULATED: [Self; 13] = [
        Self::AckRule,
        Self::LaneRule,
        Self::CursorRule,
        Self::DirtyGuard,
        Self::ReplanRule,
        Self::OnceRule,
        Self::CarryRule,
        Self::BaseRule,
        Self::Ring,
        Self::RingRule,
        Self::PullId,
        Self::EpochRule,
        Self::MergeGuard,
    ];
}

#[cfg(feature = "mutants")]
std::thread_local! {
    static ACTIVE: std::cell::Cell<Option<Mutant>> = const { std::cell::Cell::new(None) };
}

/// Switches a guard off for this thread, or all on again.
#[cfg(feature = "mutants")]
pub fn switch_off(mutant: Option<Mutant>) {
    ACTIVE.set(mutant);
}

/// Whether the guard is off: for this thread, or for the whole process because the variable `TACCUINO_MUTANT` names it.
#[cfg(feature = "mutants")]
pub(crate) fn off(mutant: Mutant) -> bool {
    static NAMED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let named = NAMED.get_or_init(|| std::env::var("TACCUINO_MUTANT").ok());
    ACTIVE.get() == Some(mutant) || named.as_deref().is_some_and(|name| name == format!("{mutant:?}"))
}

/// Whether the guard is off: never.
#[cfg(not(feature = "mutants"))]
pub(crate) const fn off(_mutant: Mutant) -> bool {
    false
}
