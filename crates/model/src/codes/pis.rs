//! Codes of the Pronto Intervento Sociale.

codes! {
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
        /// People who cannot look after themselves, suddenly without whoever did.
        NON_SELF_SUFFICIENT_ALONE = "non_self_sufficient_alone",
        /// People whose home cannot be used after something sudden.
        HOUSING_UNUSABLE = "housing_unusable",
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
    Art403Authority "art403Authority" {
        /// The social service of the Comune.
        MUNICIPAL_SOCIAL_SERVICE = "municipal_social_service",
    }
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
    ConsegnaTo "consegnaTo" {
        /// The next shift of the PIS, which takes it by taking over.
        NEXT_PIS_SHIFT = "next_pis_shift",
        /// The social service of the Comune.
        MUNICIPAL_SOCIAL_SERVICE = "municipal_social_service",
        /// The person on call.
        ON_CALL = "on_call",
    }
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
    /// A language, ISO 639-3.
    Language none {}
}
