use std::collections::BTreeSet;

use model::envelope;
use model::record::{DataClass, FieldSpec, MergeClass, RecordType, Service, TypeInfo, field_spec};
use model::schema::{Person, Position, TYPES, TimeWindow, TimetableSlot, UsualHours};

use crate::support::visconteo;

/// Every type of the domain with the fields that it must have, whatever else it has.
const DOMAIN: &[(&str, &str)] = &[
    ("shift", "service teamId operatorIds startedAt endedAt placeId"),
    ("street_outing", "outingKind startedAt endedAt crewIds activityPhase outingConditions outcome safeguardingRaised"),
    ("street_stop", "outingId meetingSpotId municipalityCode arrivedAt correctsId"),
    (
        "street_group_meeting",
        "stopId groupId firstMeeting observedCount firstTimeContacts returningContacts ageBands genderCounts \
         emergingThemes groupNeeds youthProposals activities cardIds signposting notAttendingSchool inNoOtherService \
         correctsId sameGroupAs",
    ),
    ("street_tally", "outingId meetingId kind delta correctsId"),
    ("meeting_spot", "name municipalityCode spotType spotSource usualHours position notes active"),
    ("territory_note", "municipalityCode kind text"),
    ("youth_group", "nickname municipalityCode usualSpotIds lastMetOn"),
    ("youth_card", "nickname ageBand gender groupId lastMetOn aliasOf"),
    (
        "beneficiary",
        "beneficiaryType householdSize firstName lastName address phone contactPersonName contactPersonPhone doorbell \
         accessNotes handlesCash socialServicePhone episode closedReason assignedOperatorIds aliasOf",
    ),
    (
        "visit_plan",
        "beneficiaryId services operatorId recurrence window durationMinutes reason goal nextReviewOn validFrom \
         validTo holidayRule",
    ),
    (
        "proximity_visit",
        "beneficiaryId services supportKind channel performedBy startedAt durationMinutes distanceKm destinationKind \
         outcome replacesId socialServiceInformed nextReviewOn reason goal concernFlag shoppingList roundPosition",
    ),
    ("proximity_group_session", "startsAt placeId attendees topics guests"),
    ("cash_entry", "visitId kind cents receiptHandedOver correctsId"),
    (
        "pis_activation",
        "activationNumber reportedAt withinServiceHours timeBand referrerType referrerUnit referrerContact \
         targetCategory municipalityCode placeKind triage people languageMediation languageCode",
    ),
    ("pis_event", "activationId kind personN code occurredAt correctsId voidReason"),
    (
        "citizen_path",
        "code firstName initial phone ageBand gender firstTime howHeard residenceMunicipalityCode facilitaEducation \
         facilitaOccupation facilitaCitizenship facilitaProvince status preSurvey \
         postSurvey endedAt",
    ),
    (
        "hub_appointment",
        "citizenPathId venueId startsAt durationMinutes bookingChannel objectives deviceUsed details \
         facilitaServiceType facilitaAreas facilitaCompetences facilitaServices replacesId",
    ),
    (
        "hub_group_session",
        "sessionKind venueId placeId startsAt durationMinutes topics attendees attendeesByAgeBand openToPublic \
         volunteers volunteerSource",
    ),
    ("survey_answer", "citizenPathId phase objective question value correctsId"),
    ("follow_up", "aboutType aboutId dueOn kind doneAt"),
    ("note", "aboutId text"),
    ("capture", "service text authorConfirmed settledAt"),
    ("read_audit", "aboutId what"),
    ("operator", "displayName roles teamIds active"),
    ("provider", "name"),
    ("team", "name service providerId"),
    ("project", "name fund from to"),
    ("venue", "name municipalityCode timetable"),
    ("codelist", "name"),
    ("guide", "key version steps"),
    ("directory_entry", "name kind phone municipalityCode"),
    ("pis_stub", "activationId code handedTo handedAt dueAt"),
    ("template", "name teamId service forType values"),
];

const ENVELOPE: &str = "municipalityCode operatorId providerId teamId projectId occurredAt occurredAtPrecision \
                        recordedAt receivedAt status notes voidedAt voidReason timeSuspect";

#[test]
fn every_type_of_the_domain_is_known_with_every_field() {
    for (code, fields) in DOMAIN {
        let record_type = RecordType::of(code);
        assert!(record_type.info().is_some(), "{code}");
        for field in fields.split_whitespace() {
            assert!(field_spec(&record_type, field).is_some(), "{code}.{field}");
        }
    }
    let named: BTreeSet<_> = DOMAIN.iter().map(|(code, _)| *code).collect();
    let known: BTreeSet<_> = TYPES.iter().map(|info| info.code).collect();
    let constants: BTreeSet<_> = RecordType::ALL.iter().map(RecordType::as_str).collect();
    assert_eq!(named, known);
    assert_eq!(constants, known);
    assert!(RecordType::of("from_the_future").info().is_none());
}

#[test]
fn the_envelope_is_on_every_record_and_partly_the_apis() {
    for field in ENVELOPE.split_whitespace() {
        assert!(envelope::FIELDS.iter().any(|spec| spec.name == field), "{field}");
    }
    for field in ["operatorId", "receivedAt", "timeSuspect", "voidedAt", "voidReason"] {
        assert!(!envelope::is_client_writable(field), "{field}");
    }
    for field in ["status", "notes", "municipalityCode", "teamId", "occurredAt", "recordedAt", "services"] {
        assert!(envelope::is_client_writable(field), "{field}");
    }
    assert_eq!(spec("notes").class, DataClass::Sensitive);
}

#[test]
fn merge_classes_are_those_of_the_domain() {
    let of = |merge: MergeClass| -> BTreeSet<_> {
        TYPES.iter().filter(|info| info.merge == merge).map(|info| info.code).collect()
    };
    let events = "street_stop street_group_meeting street_tally pis_event survey_answer cash_entry note read_audit";
    assert_eq!(of(MergeClass::Event), events.split_whitespace().collect());
    let references = "operator provider team project venue codelist guide directory_entry pis_stub template";
    assert_eq!(of(MergeClass::Reference), references.split_whitespace().collect());
    assert_eq!(of(MergeClass::Form).len(), 16);
}

#[test]
fn every_field_that_is_not_normal_says_why_it_is_kept() {
    for (owner, spec) in all_fields() {
        let normal = spec.class == DataClass::Normal;
        assert_eq!(normal, spec.reason.is_empty(), "{owner}.{}", spec.name);
    }
}

#[test]
fn names_are_camel_case_and_stand_once() {
    for info in TYPES {
        let mut seen: BTreeSet<_> = envelope::FIELDS.iter().map(|spec| spec.name).collect();
        for spec in info.fields {
            let shaped = spec.name.starts_with(|c: char| c.is_ascii_lowercase())
                && spec.name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            assert!(shaped, "{}.{}", info.code, spec.name);
            assert!(seen.insert(spec.name), "{}.{} stands twice", info.code, spec.name);
        }
    }
}

#[test]
fn groups_and_mandatory_states_exist() {
    for info in TYPES {
        assert!(!info.states.is_empty(), "{}", info.code);
        let asked: BTreeSet<_> = info.states.iter().flat_map(|state| state.asks).collect();
        for spec in info.fields {
            assert!(!spec.group.is_empty());
            if let Some(from) = spec.mandatory_from {
                assert!(asked.contains(&from), "{}.{} from {from}", info.code, spec.name);
            }
        }
        for state in info.states {
            for next in state.next {
                assert!(info.state(next).is_some(), "{} {} -> {next}", info.code, state.code);
                assert_ne!(*next, state.code);
            }
        }
    }
}

#[test]
fn every_codelist_that_a_field_names_is_published() {
    let config = visconteo();
    for (owner, spec) in all_fields() {
        if let Some(list) = spec.codelist {
            assert!(!config.codelists.list(list).is_empty(), "{owner}.{} names {list}", spec.name);
        }
    }
}

/// A name or an address is on the phones of one service alone.
#[test]
fn only_proximity_and_the_hubs_know_who_somebody_is() {
    let identity = ["firstName", "lastName", "address", "phone", "doorbell", "accessNotes", "initial"];
    for info in TYPES.iter().filter(|info| info.merge != MergeClass::Reference) {
        let own: Vec<_> = identity.iter().filter(|name| info.field(name).is_some()).collect();
        let may = matches!(info.service, Some(Service::Proximity | Service::Hub));
        assert!(own.is_empty() || may, "{} has {own:?}", info.code);
    }
    assert_eq!(info("beneficiary").field("address").unwrap().class, DataClass::Critical);
    assert_eq!(info("beneficiary").field("assignedOperatorIds").unwrap().class, DataClass::Critical);
    assert_eq!(info("pis_activation").field("targetCategory").unwrap().class, DataClass::Critical);
}

fn info(code: &'static str) -> &'static TypeInfo {
    RecordType::of(code).info().unwrap()
}

fn spec(envelope_field: &str) -> &'static FieldSpec {
    field_spec(&RecordType::SHIFT, envelope_field).unwrap()
}

fn all_fields() -> impl Iterator<Item = (&'static str, &'static FieldSpec)> {
    let objects = [Person::FIELDS, Position::FIELDS, TimeWindow::FIELDS, TimetableSlot::FIELDS, UsualHours::FIELDS];
    let of_objects = objects.into_iter().flatten().map(|spec| ("object", spec));
    let of_envelope = envelope::FIELDS.iter().map(|spec| ("envelope", spec));
    let of_types = TYPES.iter().flat_map(|info| info.fields.iter().map(|spec| (info.code, spec)));
    of_envelope.chain(of_types).chain(of_objects)
}
