//! Codes that all services share.

codes! {
    /// How exactly the time is known.
    Precision "occurredAtPrecision" {}
    /// Why a record was voided.
    VoidReason "voidReason" {}
    /// Gender.
    Gender "gender" {
        /// Female.
        F = "F",
        /// Male.
        M = "M",
    }
    /// A service.
    ServiceCode none {}
    /// A fund.
    Fund "fund" {}
    /// A role of an operator.
    RoleCode none {}
    /// A record type, as a reference to another record.
    TypeCode none {}
    /// What a follow-up is.
    FollowUpKind "followUpKind" {
        /// The municipal social service looks at how it goes on with a person.
        SOCIAL_SERVICE_REVIEW = "social_service_review",
    }
    /// How a record was read.
    ReadKind none {}
    /// Kind of an entry of the directory.
    DirectoryKind none {}
}
