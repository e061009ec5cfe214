//! Codes of street education.

codes! {
    /// What kind of outing.
    OutingKind "outingKind" {
        /// An outing of the street team.
        STREET = "street",
        /// A travelling desk: never counted as an outing.
        ITINERANT_DESK = "itinerant_desk",
    }
    /// The action of the project that an outing belongs to.
    ActivityPhase "activityPhase" {}
    /// Weather and the like.
    OutingConditions "outingConditions" {
        /// Nothing to note.
        NORMAL = "normal",
    }
    /// How an outing went.
    OutingOutcome "outingOutcome" {
        /// Somebody was met.
        CONTACTS_MADE = "contacts_made",
        /// People were seen, nobody was met.
        OBSERVED_ONLY = "observed_only",
        /// Nobody was there.
        NOBODY_PRESENT = "nobody_present",
        /// Broken off, it was not safe.
        ABORTED_SAFETY = "aborted_safety",
    }
    /// Age band of a young person.
    StreetAgeBand "streetAgeBand" {}
    /// A theme that came up.
    EmergingTheme "emergingThemes" {}
    /// A need of an informal group.
    GroupNeed "groupNeeds" {}
    /// A theme of proposals of young people.
    YouthProposal "youthProposals" {}
    /// What was done with a group.
    StreetActivity "streetActivities" {}
    /// Where somebody was pointed to.
    Signposting "signposting" {}
    /// What a tally counts.
    TallyKind none {
        /// Met for the first time.
        NEW = "new",
        /// Known already.
        KNOWN = "known",
    }
    /// Kind of a meeting spot.
    SpotType "spotType" {}
    /// Who named a meeting spot.
    SpotSource "spotSource" {}
    /// What a note about a territory is about: an essential service, a potential, a critical point.
    TerritoryKind "territoryKind" {}
}
