//! Proximity: the only service whose phones hold names and addresses, for the visits assigned.

use chrono::{NaiveDate, NaiveTime};

use super::states;
use crate::codes::{
    BeneficiaryType, CashKind, ConcernFlag, DestinationKind, Episode, EpisodeClosedReason, GroupGuest, GroupTopic,
    HolidayRule, PerformedBy, Recurrence, RelationalGoal, RelationalReason, ServiceType, SupportKind, VisitChannel,
    VisitOutcome,
};
use crate::ids::{OperatorId, RecordId};
use crate::record::Service;
use crate::values::{At, Count, Int, List, Real, Set, Text};

const PROXIMITY: Option<Service> = Some(Service::Proximity);

record! {
    /// A visit: it counts once, each of its services once.
    ProximityVisit "proximity_visit" Form PROXIMITY, states::VISIT; {
        /// Whom.
        beneficiary_id "beneficiaryId": RecordId, Personal "says who is visited", from "scheduled";
        /// The type of the beneficiary at the time of the visit, for the report.
        beneficiary_type "beneficiaryType": BeneficiaryType, Normal;
        /// The plan that it comes from.
        plan_id "planId": RecordId, Normal;
        /// Who is to make it.
        assigned_operator_id "assignedOperatorId": OperatorId, Normal;
        /// When it is planned for.
        scheduled_at "scheduledAt": At, Normal, group "scheduled";
        /// Planned minutes.
        planned_minutes "plannedMinutes": Int<5, 480>, Normal, group "scheduled";
        /// Where it was put by hand in the round of its day, as seconds of the day; see [`crate::round`].
        round_position "roundPosition": Int<0, 999_999>, Normal;
        /// What is done.
        services "services": Set<ServiceType, 1, 4>, Personal "what help the person receives", from "done";
        /// Derived from the services.
        support_kind "supportKind": SupportKind, Normal, from "done";
        /// Derived from the services.
        channel "channel": VisitChannel, Normal, from "done";
        /// Derived from the role.
        performed_by "performedBy": PerformedBy, Normal, from "done";
        /// Start.
        started_at "startedAt": At, Normal, from "done", group "times";
        /// Minutes.
        duration_minutes "durationMinutes": Int<5, 480>, Normal, from "done", group "times";
        /// Kilometres of an accompaniment.
        distance_km "distanceKm": Real<0, 500>, Normal;
        /// Kind of destination, never the place.
        destination_kind "destinationKind": DestinationKind, Personal "what an accompaniment was for";
        /// How it ended; gives the state.
        outcome "outcome": VisitOutcome, Normal, from "done", group "status";
        /// The visit that this one replaces.
        replaces_id "replacesId": RecordId, Normal;
        /// The social service knows of it.
        social_service_informed "socialServiceInformed": bool, Personal "close contact with the social service";
        /// Next review.
        next_review_on "nextReviewOn": NaiveDate, Normal;
        /// Why relational support is given.
        reason "reason": RelationalReason, Personal "why somebody needs company";
        /// What relational support is for.
        goal "goal": RelationalGoal, Personal "where the support leads to";
        /// A worry.
        concern_flag "concernFlag": ConcernFlag, Sensitive "calls the municipal social worker";
        /// When the social service took charge of the worry.
        concern_seen_at "concernSeenAt": At, Normal, group "concern_seen";
        /// Who of the social service did.
        concern_seen_by "concernSeenBy": OperatorId, Normal, group "concern_seen";
        /// On the planned visit only, gone the day after.
        shopping_list "shoppingList": Text<500>, Personal "what to buy";
    }
}

record! {
    /// A person or a family helped, with the card for those who visit.
    Beneficiary "beneficiary" Form PROXIMITY, states::STATELESS; {
        /// Type.
        beneficiary_type "beneficiaryType": BeneficiaryType, Personal "for the report", from "recorded";
        /// How many live there.
        household_size "householdSize": Int<1, 20>, Personal "how much to bring";
        /// First name.
        first_name "firstName": Text<60>, Personal "nobody delivers without a name", group "name";
        /// Last name.
        last_name "lastName": Text<60>, Personal "nobody delivers without a name", group "name";
        /// Street and number.
        address "address": Text<160>, Critical "nobody delivers without an address";
        /// Phone.
        phone "phone": Text<30>, Personal "to call before coming";
        /// Contact person.
        contact_person_name "contactPersonName": Text<80>, Critical "whom to call when nobody answers", group "contact";
        /// Phone of the contact person.
        contact_person_phone "contactPersonPhone": Text<30>,
            Critical "whom to call when nobody answers", group "contact";
        /// Phone of the social service.
        social_service_phone "socialServicePhone": Text<30>, Normal;
        /// Name at the doorbell.
        doorbell "doorbell": Text<60>, Critical "to ring at the right door", group "access";
        /// Floor, gate, dog.
        access_notes "accessNotes": Text<300>, Critical "how to get in", group "access";
        /// Money passes through the operator's hands.
        handles_cash "handlesCash": bool, Personal "whether money must be accounted for";
        /// Lives alone.
        lives_alone "livesAlone": bool, Sensitive "what to do when nobody answers";
        /// Where the episode stands.
        episode "episode": Episode, Normal, group "episode";
        /// Why it was closed.
        closed_reason "closedReason": EpisodeClosedReason, Sensitive "for the social service", group "episode";
        /// Who visits.
        assigned_operator_ids "assignedOperatorIds": Set<OperatorId, 0, 40>, Critical "who may see the card";
        /// Who visits for as long as a plan or a substitution sends them; the API takes them out the day after their last visit.
        visiting_operator_ids "visitingOperatorIds": Set<OperatorId, 0, 40>, Critical "who may see the card for a while";
        /// The same person under another id; cleared to undo the join.
        alias_of "aliasOf": RecordId, Critical "counts the person once";
        /// Made on the phone, not linked to the social record yet.
        provisional "provisional": bool, Normal;
    }
}

record! {
    /// Visits that recur.
    VisitPlan "visit_plan" Form PROXIMITY, states::STATELESS; {
        /// Whom.
        beneficiary_id "beneficiaryId": RecordId, Personal "says who is visited", from "recorded";
        /// What is done.
        services "services": Set<ServiceType, 1, 4>, Personal "what help the person receives", from "recorded";
        /// Who visits.
        assigned_operator_id "assignedOperatorId": OperatorId, Normal;
        /// Who goes in the place of that operator, and on which days; the last one that names a day holds.
        substitutes "substitutes": List<Substitute, 0, 40>, Normal;
        /// How often.
        recurrence "recurrence": Recurrence, Normal, from "recorded", group "when";
        /// Which days; 1 is Monday.
        weekdays "weekdays": Set<Int<1, 7>, 0, 7>, Normal, group "when";
        /// Between which hours.
        window "window": TimeWindow, Normal, group "when";
        /// Minutes.
        duration_minutes "durationMinutes": Int<5, 480>, Normal;
        /// Why relational support is given.
        reason "reason": RelationalReason, Personal "why somebody needs company";
        /// What relational support is for.
        goal "goal": RelationalGoal, Personal "where the support leads to";
        /// Next review.
        next_review_on "nextReviewOn": NaiveDate, Normal;
        /// First day.
        valid_from "validFrom": NaiveDate, Normal, from "recorded", group "validity";
        /// Last day.
        valid_to "validTo": NaiveDate, Normal, group "validity";
        /// What happens on holidays.
        holiday_rule "holidayRule": HolidayRule, Normal;
    }
}

object! {
    /// Somebody who visits in the place of another one.
    Substitute {
        /// Who.
        operator_id "operatorId": OperatorId, Normal, from "recorded";
        /// First day.
        from "from": NaiveDate, Normal, from "recorded";
        /// Last day.
        to "to": NaiveDate, Normal, from "recorded";
    }
}

object! {
    /// A window of the day.
    TimeWindow {
        /// From.
        from "from": NaiveTime, Normal, from "recorded";
        /// To.
        to "to": NaiveTime, Normal, from "recorded";
    }
}

record! {
    /// A meeting of the socialisation group: attendance counts as reached.
    ProximityGroupSession "proximity_group_session" Form PROXIMITY, states::SESSION; {
        /// Start.
        starts_at "startsAt": At, Normal, from "planned";
        /// Minutes.
        duration_minutes "durationMinutes": Int<5, 480>, Normal;
        /// Where.
        place_id "placeId": RecordId, Normal, group "place";
        /// Where, for a place that has no record.
        place_name "placeName": Text<80>, Normal, group "place";
        /// Beneficiaries who came.
        attendees "attendees": Set<RecordId, 0, 200>, Personal "who took part", from "held";
        /// How many came beside those.
        other_attendees "otherAttendees": Count, Normal;
        /// Topics.
        topics "topics": Set<GroupTopic, 0, 20>, Normal, from "held";
        /// Guests.
        guests "guests": Set<GroupGuest, 0, 10>, Normal;
    }
}

record! {
    /// Money given, spent or returned during a visit.
    CashEntry "cash_entry" Event PROXIMITY, states::STATELESS; {
        /// The visit.
        visit_id "visitId": RecordId, Normal, from "recorded";
        /// What happened to the money.
        kind "kind": CashKind, Normal, from "recorded";
        /// Cents of a euro.
        cents "cents": Int<0, 10_000_000>, Normal, from "recorded";
        /// The receipt was handed over.
        receipt_handed_over "receiptHandedOver": bool, Normal;
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

/// Fields of the card that leave the phone the day after the last assigned visit.
pub const CARD_FIELDS: &[&str] = &[
    "firstName",
    "lastName",
    "address",
    "phone",
    "contactPersonName",
    "contactPersonPhone",
    "doorbell",
    "accessNotes",
    "handlesCash",
    "livesAlone",
];
