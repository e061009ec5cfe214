//! Guards that can be switched off, one at a time, to see the tests fail that are for them: by the simulator, and by
//! `cargo xtask faults --mutate`. Compiled only with the feature `mutants`; without it every guard is always on.

/// A guard of the phone's engine or of the decisions of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// Only an answer that names the operation acknowledges it.
    AckRule,
    /// First in, first out per record.
    LaneRule,
    /// In a batch an operation goes behind another of its record only when it names it.
    ChainRule,
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
    /// An answer is JSON by its own word.
    ContentType,
    /// An answer says which protocol the API speaks.
    ProtocolHeader,
    /// The answer to a push names its batch.
    BatchId,
    /// An answer to a request that was given up is none.
    LateAnswer,
    /// A status without a verdict on an operation parks nothing.
    NoVerdict,
    /// An API that takes this app no more is not asked again and again.
    TooOldRule,
    /// A device that was revoked is told so.
    RevokedRule,
    /// After a 401 the session is looked at before anything is sent.
    SignedOutPause,
    /// Waits are drawn from nothing up to their ceiling.
    FullJitter,
    /// A `Retry-After` is the shortest wait.
    AskedFloor,
    /// It is a day at most.
    AskedCap,
    /// A clock that jumps back moves every wait with it.
    ClockJump,
    /// A sign of a network does not reset the back-off.
    HintRule,
    /// Rounds keep their distance.
    Spacing,
    /// Requests that lead to nothing have a budget.
    Budget,
    /// An operation that alone made the API fail goes after the others, and alone.
    Suspicion,
    /// After eight such failures it goes once a day.
    Quarantine,
    /// A time-out halves the batch.
    TimeOutHalves,
    /// A 413 halves the batch, down to one operation.
    TooLargeHalves,
    /// The same page three times is no progress.
    SamePage,
    /// A newer version of the protocol lists from the start.
    ListsAgain,
    /// Nobody else takes the phone over while something is unsent.
    OtherOperator,
    /// A save is kept under the name of who saved.
    SaveAuthor,
    /// A stream goes on after what the API has of it.
    StreamGoesOn,
    /// What was erased by law leaves the phone, unsent or not.
    EraseWins,
    /// What was refused stays, with the reason.
    Parking,
    /// What waits for an operation that nobody has is shown to a person.
    LostParent,
    /// What a full listing did not bring leaves the phone.
    ListingEnd,
    /// What leaves the scope stays while something of it is unsent.
    ScopeRule,
    /// What is over goes from the phone only when nobody is at work on it.
    PurgeRule,
    /// What a wrong clock sent away comes back.
    PurgeReturns,
    /// Values that lost a clash are shown.
    Beside,
    /// A clash of a critical field asks for a person.
    Critical,
    /// An operation names the one before it.
    Predecessor,
    /// An operation names the creation of the records that it names.
    ParentRule,
    /// The offset of the place goes with each operation.
    Zone,
    /// The API hashes the body of an operation again.
    BodyHash,
    /// What was decided once is not decided again.
    Journal,
    /// An id has one body.
    IdReuse,
    /// Nothing is done to a record that was erased.
    EraseIsFinal,
    /// A record keeps its type.
    TypeStays,
    /// A phone writes only what is its to write.
    Writable,
    /// Rights are judged when the operation arrives.
    Rights,
    /// Whoever may not see a record is not told that it is there.
    NoOracle,
    /// What was merged is validated.
    MergeValidation,
    /// An edit of a voided record is shown to a person.
    VoidFlag,
    /// An event is never changed.
    Immutable,
    /// The same value twice is no clash.
    SameValue,
    /// A conflict is settled only as far as the person saw it.
    SettlesSeen,
    /// Fields that belong together clash together.
    GroupRule,
    /// Sets merge by what was added and removed.
    SetUnion,
    /// A later value takes its place again after a restore.
    GiveWay,
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
        Self::MergeGuard,
        Self::ListsAgain,
        Self::PurgeReturns,
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
