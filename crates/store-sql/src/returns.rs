use model::ids::{OperatorId, RecordId};
use model::time::Millis;

/// When somebody who works alone means to be back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedReturn {
    /// Made on the phone; the same one is set once, however often it is sent.
    pub id: RecordId,
    /// Whose.
    pub operator_id: OperatorId,
    /// What the operator goes out for.
    pub activation_id: Option<RecordId>,
    /// When it was set, on the clock of the API.
    pub set_at: Millis,
    /// By when.
    pub due_at: Millis,
}
