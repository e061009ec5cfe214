//! Street education: no identity of the young people, ever.

use chrono::{NaiveDate, NaiveTime};

use super::states;
use crate::codes::{
    ActivityPhase, EmergingTheme, Gender, GroupNeed, OutingConditions, OutingKind, OutingOutcome, Signposting,
    SpotSource, SpotType, StreetActivity, StreetAgeBand, TallyKind, TerritoryKind, YouthProposal,
};
use crate::ids::{OperatorId, RecordId};
use crate::record::Service;
use crate::values::{At, Count, Counts, Int, List, Real, Set, Text};

const STREET: Option<Service> = Some(Service::Street);

record! {
    /// An outing. It has several stops, in several Comuni, and may cross midnight.
    StreetOuting "street_outing" Form STREET, states::OUTING; {
        /// Outing or travelling desk.
        outing_kind "outingKind": OutingKind, Normal, from "in_progress";
        /// When it is planned for.
        planned_for "plannedFor": At, Normal;
        /// Spots of tonight's plan.
        planned_spot_ids "plannedSpotIds": List<RecordId, 0, 30>, Normal;
        /// Start.
        started_at "startedAt": At, Normal, from "in_progress", group "times";
        /// End.
        ended_at "endedAt": At, Normal, from "completed", group "times";
        /// Who is out.
        crew_ids "crewIds": Set<OperatorId, 1, 6>, Normal, from "in_progress";
        /// Action of the project.
        activity_phase "activityPhase": ActivityPhase, Normal, from "completed";
        /// Weather and the like.
        outing_conditions "outingConditions": OutingConditions, Normal;
        /// How it went.
        outcome "outcome": OutingOutcome, Normal, from "completed";
        /// A worry about somebody's safety was raised; no details here.
        safeguarding_raised "safeguardingRaised": bool,
            Sensitive "shows that the guide was opened and that somebody must follow up", from "completed";
    }
}

record! {
    /// The arrival at a spot. A stop ends with the next arrival or with the outing.
    StreetStop "street_stop" Event STREET, states::STATELESS; {
        /// The outing.
        outing_id "outingId": RecordId, Normal, from "recorded";
        /// The spot.
        meeting_spot_id "meetingSpotId": RecordId, Normal;
        /// Arrival.
        arrived_at "arrivedAt": At, Normal, from "recorded";
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

record! {
    /// A group met at a stop.
    StreetGroupMeeting "street_group_meeting" Event STREET, states::STATELESS; {
        /// The stop.
        stop_id "stopId": RecordId, Normal;
        /// The outing, for meetings noted without a stop.
        outing_id "outingId": RecordId, Normal;
        /// The group, where it is a known one.
        group_id "groupId": RecordId, Normal;
        /// Whether the group was met for the first time.
        first_meeting "firstMeeting": bool, Normal;
        /// How many were seen; at least those met.
        observed_count "observedCount": Count, Normal;
        /// Met for the first time.
        first_time_contacts "firstTimeContacts": Count, Normal, from "recorded";
        /// Known already.
        returning_contacts "returningContacts": Count, Normal, from "recorded";
        /// Counts by age band.
        age_bands "ageBands": Counts<StreetAgeBand>, Normal;
        /// Counts by gender.
        gender_counts "genderCounts": Counts<Gender>, Normal;
        /// Themes that came up.
        emerging_themes "emergingThemes": Set<EmergingTheme, 0, 20>, Normal;
        /// Needs of the group.
        group_needs "groupNeeds": Set<GroupNeed, 0, 20>, Normal;
        /// Proposals, by theme.
        youth_proposals "youthProposals": Counts<YouthProposal>, Normal;
        /// What was done.
        activities "activities": Set<StreetActivity, 0, 20>, Normal;
        /// Young people whom the team knows by a card.
        card_ids "cardIds": Set<RecordId, 0, 50>, Personal "keeps up a relation under a nickname of the team";
        /// Pointers given, by code.
        signposting "signposting": Counts<Signposting>, Normal;
        /// Under the school duty and not at school.
        not_attending_school "notAttendingSchool": Count, Normal;
        /// In no other service.
        in_no_other_service "inNoOtherService": Count, Normal;
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
        /// Another meeting with the same group at the same time; the larger counts.
        same_group_as "sameGroupAs": RecordId, Normal;
    }
}

record! {
    /// One more, or one less, young person met.
    StreetTally "street_tally" Event STREET, states::STATELESS; {
        /// The outing, for a tally of its own.
        outing_id "outingId": RecordId, Normal;
        /// The meeting, for a tally that adds to it.
        meeting_id "meetingId": RecordId, Normal;
        /// New or known.
        kind "kind": TallyKind, Normal, from "recorded";
        /// How many more or less.
        delta "delta": Int<-99, 99>, Normal, from "recorded";
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

record! {
    /// A meeting spot.
    MeetingSpot "meeting_spot" Form STREET, states::STATELESS; {
        /// Name, as the team says it.
        name "name": Text<80>, Normal, from "recorded";
        /// Kind.
        spot_type "spotType": SpotType, Normal, from "recorded";
        /// Who named it.
        spot_source "spotSource": SpotSource, Normal;
        /// When people are usually there.
        usual_hours "usualHours": List<UsualHours, 0, 14>, Normal;
        /// Rounded: never where somebody stands.
        position "position": Position, Normal;
        /// Still in use.
        active "active": bool, Normal;
    }
}

object! {
    /// When people are usually at a spot.
    UsualHours {
        /// 1 is Monday.
        weekday "weekday": Int<1, 7>, Normal, from "recorded";
        /// From.
        from "from": NaiveTime, Normal;
        /// To.
        to "to": NaiveTime, Normal;
    }
}

object! {
    /// A position, at most three decimals.
    Position {
        /// Latitude.
        lat "lat": Real<-90, 90>, Normal, from "recorded";
        /// Longitude.
        lon "lon": Real<-180, 180>, Normal, from "recorded";
    }
}

record! {
    /// What the team learns of a Comune, so that whoever comes next finds it.
    TerritoryNote "territory_note" Form STREET, states::STATELESS; {
        /// Essential service, potential or critical point.
        kind "kind": TerritoryKind, Normal, from "recorded";
        /// What it is, without persons.
        text "text": Text<300>, Sensitive "what the map of a territory says; free text may name somebody", from "recorded";
    }
}

record! {
    /// An informal group.
    YouthGroup "youth_group" Form STREET, states::STATELESS; {
        /// Made by the team.
        nickname "nickname": Text<40>, Personal "recognises a group without naming anybody", from "recorded";
        /// Where it is usually met.
        usual_spot_ids "usualSpotIds": Set<RecordId, 0, 20>, Normal;
        /// Last met on.
        last_met_on "lastMetOn": NaiveDate, Normal;
    }
}

record! {
    /// A young person: no surname, photo, handle, phone, position, signposting or safeguarding.
    YouthCard "youth_card" Form STREET, states::STATELESS; {
        /// Made by the team, never the one in use.
        nickname "nickname": Text<40>, Personal "continuity of a relation without identifying a minor", from "recorded";
        /// Age band.
        age_band "ageBand": StreetAgeBand, Personal "tells what the team may offer";
        /// Gender.
        gender "gender": Gender, Personal "for counts by gender";
        /// The group.
        group_id "groupId": RecordId, Personal "with whom the person is usually met";
        /// Last met on; the card leaves the phone 30 days later.
        last_met_on "lastMetOn": NaiveDate, Normal;
        /// The card of the same young person, where two were made; cleared, they are two again.
        alias_of "aliasOf": RecordId, Personal "keeps one story where a young person was given two nicknames";
    }
}
