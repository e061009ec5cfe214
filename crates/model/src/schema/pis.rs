//! Pronto Intervento Sociale: no identity on the phone, only what the activation needs to be followed.

use super::states;
use crate::codes::{
    AgeClass, Art403Authority, Gender, Language, MsnaAgeBand, PisEventKind, PlaceKind, ReferrerType, TargetCategory,
    TimeBand, Triage,
};
use crate::ids::{OperatorId, RecordId};
use crate::record::Service;
use crate::values::{At, Int, List, Text};

const PIS: Option<Service> = Some(Service::Pis);

record! {
    /// The facts of a report. What happens next is told by [`PisEvent`]s.
    PisActivation "pis_activation" Form PIS, states::ACTIVATION; {
        /// `PIS-<year>-<nnnn>`, given by the API.
        activation_number "activationNumber": Text<20>, Normal;
        /// When the report came in.
        reported_at "reportedAt": At, Normal, from "reported", group "reported";
        /// Computed; null where no rule is configured.
        within_service_hours "withinServiceHours": bool, Normal, group "reported";
        /// Computed.
        time_band "timeBand": TimeBand, Normal, group "reported";
        /// Who reported.
        referrer_type "referrerType": ReferrerType, Normal, from "reported", group "referrer";
        /// Which organisation.
        referrer_unit "referrerUnit": Text<120>, Normal, group "referrer";
        /// Whom to call back; purged at closure.
        referrer_contact "referrerContact": Text<120>, Personal "to call back who reported", group "referrer";
        /// Primary category.
        target_category "targetCategory": TargetCategory, Critical "decides which help is due", from "reported";
        /// Kind of place, no address.
        place_kind "placeKind": PlaceKind, Sensitive "prepares who goes there", from "intervened";
        /// Urgency.
        triage "triage": Triage, Sensitive "decides who acts and when", from "reported";
        /// The people, without any name.
        people "people": List<Person, 1, 15>, Sensitive "who is protected, as age, gender and category", from "intervened";
        /// A mediator is needed.
        language_mediation "languageMediation": bool, Sensitive "to call a mediator", group "language";
        /// ISO 639-3, internal.
        language_code "languageCode": Language, Sensitive "to call the right mediator", group "language";
    }
}

object! {
    /// A person of an activation. Placement, art. 403 and MSNA steps, handover and outcome are told by events.
    Person {
        /// 1 is the first.
        n "n": Int<1, 15>, Normal, from "recorded";
        /// Age class.
        age_class "ageClass": AgeClass, Sensitive "minors have their own protection";
        /// Gender.
        gender "gender": Gender, Sensitive "for the report and for the placement";
        /// Category of this person.
        category "category": TargetCategory, Critical "decides which help is due";
        /// Declared age of an unaccompanied minor.
        msna_declared_age_band "msnaDeclaredAgeBand": MsnaAgeBand, Sensitive "decides the reception";
    }
}

record! {
    /// A step of an activation. [`crate::pis`] says what each kind does and what its `code` is.
    PisEvent "pis_event" Event PIS, states::STATELESS; {
        /// The activation.
        activation_id "activationId": RecordId, Normal, from "recorded";
        /// What happened.
        kind "kind": PisEventKind, Normal, from "recorded";
        /// Which person; absent for all of them.
        person_n "personN": Int<1, 15>, Normal;
        /// Where, to whom, what: depends on the kind.
        code "code": PisEventCode, Sensitive "what was done for a person";
        /// Whose duty the steps of art. 403 are.
        art403_authority "art403Authority": Art403Authority, Sensitive "names whose duty the deadline is";
        /// Who is in charge after a change of shift, where it is known.
        to_operator_id "toOperatorId": OperatorId, Normal;
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

record! {
    /// What is left on the phones of the service of an activation that was handed over, once its own time there is over, until the
    /// receiver has acknowledged it and no deadline runs. Written by the API alone; nothing of it says who it is about.
    PisStub "pis_stub" Reference PIS, states::STATELESS; {
        /// The activation.
        activation_id "activationId": RecordId, Normal, from "recorded";
        /// Its code, as it is spoken.
        code "code": Text<20>, Normal, from "recorded";
        /// To whom it was handed, a code of `handoverTo` or `consegnaTo`: whom to call.
        handed_to "handedTo": PisEventCode, Normal;
        /// When it was handed over or closed.
        handed_at "handedAt": At, Normal;
        /// The first deadline of the law that runs.
        due_at "dueAt": At, Normal;
    }
}

codes! {
    /// The code of a step: of the list that its kind names.
    PisEventCode none {}
}
