//! Codes of the digital hubs.

codes! {
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
    /// A letter or number of the national monitoring, in the list of its field: `facilitaEducation` and its like. One type for
    /// all, because each is compiled into the core of the app.
    FacilitaCode none {}
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
    SurveyState "surveyState" {
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
    /// A question of a questionnaire.
    Question "surveyQuestion" {
        /// How they heard of the hub.
        HOW_HEARD = "how_heard",
        /// Why they came.
        REASON = "reason",
        /// Whether they would come again.
        RETURNS = "returns",
        /// What helped most.
        HELPED = "helped",
        /// How content they are, from 1 to 5.
        SATISFACTION = "satisfaction",
        /// What became of the questionnaire itself.
        OUTCOME = "outcome",
    }
}
