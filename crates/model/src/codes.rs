//! Codes as newtypes, one per codelist. The lists themselves come from the configuration; constants stand here only
//! for codes that a rule names.

/// A code of a codelist.
pub trait Code: crate::values::FieldValue {
    /// The codelist, where it has one in the configuration.
    const LIST: Option<&'static str>;

    /// The code as on the wire.
    fn as_str(&self) -> &str;
}

/// Nobody knows: an answer of every codelist about a person.
pub const UNKNOWN: &str = "unknown";
/// Nobody asked: an answer of every codelist about a person, not the same as [`UNKNOWN`].
pub const NOT_RECORDED: &str = "not_recorded";

codes! {
    /// How exactly the time is known.
    Precision "occurredAtPrecision" {}
    /// Why a record was voided.
    VoidReason "voidReason" {}
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
    /// Gender.
    Gender "gender" {
        /// Female.
        F = "F",
        /// Male.
        M = "M",
    }
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
    /// Who reported a situation.
    ReferrerType "referrerType" {
        /// Carabinieri.
        CARABINIERI = "carabinieri",
        /// Polizia Locale.
        LOCAL_POLICE = "local_police",
        /// Servizio Sociale Comunale.
        MUNICIPAL_SOCIAL_SERVICE = "municipal_social_service",
        /// A hospital.
        HOSPITAL = "hospital",
        /// Polizia di Stato.
        STATE_POLICE = "state_police",
    }
    /// The eight categories of the PIS, and "to be determined".
    TargetCategory "targetCategory" {
        /// Unaccompanied foreign minors.
        UNACCOMPANIED_FOREIGN_MINOR = "unaccompanied_foreign_minor",
        /// Minors under art. 403 of the civil code.
        MINOR_ART_403 = "minor_art_403",
        /// Victims of family violence.
        FAMILY_VIOLENCE_VICTIM = "family_violence_victim",
        /// Victims of trafficking.
        TRAFFICKING_VICTIM = "trafficking_victim",
        /// Not known yet; allowed until `intervened`.
        TO_BE_DETERMINED = "to_be_determined",
    }
    /// Kind of place.
    PlaceKind "placeKind" {}
    /// Urgency of a report.
    Triage "triage" {
        /// At once.
        EMERGENCY = "emergency",
        /// Can wait for the social service.
        DEFERRABLE_URGENCY = "deferrable_urgency",
        /// Not for the PIS.
        NOT_PIS_COMPETENCE = "not_pis_competence",
        /// Only a question.
        INFORMATION_ONLY = "information_only",
    }
    /// Age class of a person.
    AgeClass "ageClass" {
        /// Under 18.
        MINOR = "minor",
    }
    /// Age that an unaccompanied minor declares.
    MsnaAgeBand "msnaDeclaredAgeBand" {}
    /// An authority told of an unaccompanied minor.
    MsnaNotified "msnaNotified" {}
    /// Whose duty the steps of art. 403 are.
    Art403Authority "art403Authority" {}
    /// Where a person was placed.
    PlacementKind "placementKind" {
        /// Nowhere.
        NONE = "none",
    }
    /// To whom a person was handed over.
    HandoverTo "handoverTo" {
        /// To nobody, stated.
        NONE = "none",
    }
    /// Outcome for a person.
    PisOutcome "pisOutcome" {}
    /// To whom a shift hands over.
    ConsegnaTo "consegnaTo" {}
    /// Time band of a report.
    TimeBand "timeBand" {
        /// Working day from 7 to 18.
        WEEKDAY_07_18 = "weekday_07_18",
        /// Working day from 18 to 24.
        WEEKDAY_18_24 = "weekday_18_24",
        /// Working day from 0 to 7.
        WEEKDAY_00_07 = "weekday_00_07",
        /// Saturday or Sunday.
        WEEKEND = "weekend",
        /// Holiday; wins over a Saturday.
        HOLIDAY = "holiday",
    }
    /// Kind of a step of an activation.
    PisEventKind none {
        /// Somebody took it over.
        TAKEN_OVER = "taken_over",
        /// Left for the place.
        DEPARTED = "departed",
        /// On the spot.
        ARRIVED = "arrived",
        /// Something was done.
        ACTION = "action",
        /// An authority was told.
        AUTHORITY_NOTIFIED = "authority_notified",
        /// Somebody was placed.
        PLACEMENT = "placement",
        /// The intervention ended.
        ENDED = "ended",
        /// Handed over.
        HANDED_OVER = "handed_over",
        /// The receiver took it.
        ACKNOWLEDGED = "acknowledged",
        /// Another shift is in charge.
        SHIFT_HANDED_OVER = "shift_handed_over",
        /// Closed.
        CLOSED = "closed",
        /// Opened again.
        REOPENED = "reopened",
    }
    /// How an appointment was made.
    BookingChannel "bookingChannel" {
        /// Without an appointment.
        WALK_IN = "walk_in",
        /// At the desk.
        DESK = "desk",
    }
    /// What is learned at a hub.
    Objective "objectives" {
        /// SPID or CIE.
        DIGITAL_IDENTITY = "digital_identity",
        /// Applications to the public administration.
        ONLINE_APPLICATIONS = "online_applications",
        /// Fascicolo Sanitario Elettronico.
        HEALTH_RECORD_FSE = "health_record_fse",
    }
    /// The device used.
    DeviceUsed "deviceUsed" {}
    /// Service type of the national monitoring.
    FacilitaServiceType "facilitaServiceType" {
        /// Individual.
        INDIVIDUAL = "A",
    }
    /// Age band of a citizen.
    HubAgeBand "hubAgeBand" {
        /// A minor.
        AGE_14_17 = "14_17",
        /// 18 to 29.
        AGE_18_29 = "18_29",
        /// 30 to 54.
        AGE_30_54 = "30_54",
        /// 55 to 64.
        AGE_55_64 = "55_64",
        /// 65 to 74.
        AGE_65_74 = "65_74",
        /// 75 and over.
        AGE_75_PLUS = "75_plus",
    }
    /// How somebody heard of the hub.
    HowHeard "howHeard" {}
    /// Where a questionnaire stands.
    SurveyState none {
        /// Filled in.
        DONE = "done",
        /// Refused.
        REFUSED = "refused",
        /// Put off.
        LATER = "later",
    }
    /// Kind of a group session.
    SessionKind "sessionKind" {
        /// A collective lesson.
        LESSON = "lesson",
        /// The digital gym.
        DIGITAL_GYM = "digital_gym",
        /// A training of staff.
        STAFF_TRAINING = "staff_training",
    }
    /// Where volunteers come from.
    VolunteerSource "volunteerSource" {}
    /// Before or after a path.
    SurveyPhase none {
        /// Before.
        BEFORE = "before",
        /// After.
        AFTER = "after",
    }
    /// Weeks in which a slot of a timetable holds.
    Weeks none {
        /// Every week.
        EVERY = "every",
        /// Odd ISO weeks.
        ODD = "odd",
        /// Even ISO weeks.
        EVEN = "even",
        /// One occurrence of the weekday in the month.
        NTH = "nth",
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
    FollowUpKind none {}
    /// How a record was read.
    ReadKind none {}
    /// Kind of an entry of the directory.
    DirectoryKind none {}
    /// A question of a questionnaire.
    Question none {}
    /// A language, ISO 639-3.
    Language none {}
}
