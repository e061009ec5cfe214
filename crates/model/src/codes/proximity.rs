//! Codes of the proximity service.

codes! {
    /// Whom the proximity service helps.
    BeneficiaryType "beneficiaryType" {
        /// Over 65.
        ELDERLY = "elderly",
        /// A frail adult.
        ADULT = "adult",
        /// A family.
        FAMILY = "family",
    }
    /// What is done in a visit.
    ServiceType "serviceType" {
        /// Shopping brought home.
        HOME_GROCERY_SHOPPING = "home_grocery_shopping",
        /// Medicines brought home.
        MEDICINE_DELIVERY = "medicine_delivery",
        /// Help to book a medical visit.
        MEDICAL_VISIT_BOOKING = "medical_visit_booking",
        /// Fetching a referral of the family doctor.
        PRESCRIPTION_PICKUP = "prescription_pickup",
        /// Going somewhere together.
        LOCAL_ACCOMPANIMENT = "local_accompaniment",
        /// Individual relational support.
        RELATIONAL_VISIT = "relational_visit",
        /// The socialisation group.
        SOCIALISATION_GROUP = "socialisation_group",
        /// Food for a family.
        FOOD_PARCEL = "food_parcel",
        /// Anything else.
        OTHER = "other",
    }
    /// Kind of support, derived from the services.
    SupportKind "supportKind" {
        /// Practical.
        PRACTICAL = "practical",
        /// Relational.
        RELATIONAL = "relational",
        /// Food support.
        FOOD_SUPPORT = "food_support",
    }
    /// How a visit takes place.
    VisitChannel "visitChannel" {
        /// At home.
        HOME = "home",
        /// Outside, together.
        ACCOMPANIED_OUTSIDE = "accompanied_outside",
        /// By phone.
        PHONE = "phone",
        /// In a group.
        GROUP = "group",
        /// At a delivery point.
        DELIVERY_POINT = "delivery_point",
    }
    /// Who made a visit.
    PerformedBy "performedBy" {
        /// An operator.
        OPERATOR = "operator",
        /// A volunteer.
        VOLUNTEER = "volunteer",
    }
    /// Where an accompaniment went to, as a kind.
    DestinationKind "destinationKind" {}
    /// How a visit ended.
    VisitOutcome "visitOutcome" {
        /// Done.
        DONE = "done",
        /// Done in part.
        PARTLY_DONE = "partly_done",
        /// Nobody answered.
        NOT_FOUND = "not_found",
        /// Refused.
        REFUSED = "refused",
        /// Moved to another time.
        POSTPONED = "postponed",
        /// Cancelled by the person.
        CANCELLED_BY_PERSON = "cancelled_by_person",
        /// Cancelled by the service.
        CANCELLED_BY_SERVICE = "cancelled_by_service",
    }
    /// A worry about somebody.
    ConcernFlag "concernFlag" {
        /// No worry.
        NONE = "none",
    }
    /// Why relational support is given.
    RelationalReason "relationalReason" {}
    /// What relational support is for.
    RelationalGoal "relationalGoal" {}
    /// Where an episode of help stands.
    Episode none {
        /// Under way.
        OPEN = "open",
        /// Interrupted for some time.
        SUSPENDED = "suspended",
        /// Over.
        CLOSED = "closed",
    }
    /// Why an episode was closed.
    EpisodeClosedReason "episodeClosedReason" {}
    /// What a plan does when a visit falls on a holiday.
    HolidayRule none {
        /// The visit takes place all the same.
        KEEP = "keep",
        /// There is no visit.
        SKIP = "skip",
        /// On the next working day.
        NEXT_WORKING_DAY = "next_working_day",
    }
    /// Every how many weeks a plan recurs.
    Recurrence none {
        /// Every week.
        WEEKLY = "weekly",
        /// Every other week.
        FORTNIGHTLY = "fortnightly",
        /// Once a month.
        MONTHLY = "monthly",
        /// Once.
        ONCE = "once",
    }
    /// A topic of the socialisation group.
    GroupTopic "groupSessionTopics" {}
    /// Guests of the socialisation group.
    GroupGuest none {
        /// The PUA team of the Casa di Comunità.
        PUA_TEAM = "pua_team",
    }
    /// What happened to money.
    CashKind none {
        /// Given by the person.
        GIVEN = "given",
        /// Spent.
        SPENT = "spent",
        /// Given back.
        RETURNED = "returned",
    }
}
