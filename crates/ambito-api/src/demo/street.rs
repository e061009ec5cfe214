//! Street education: the 54 outings and 204 young people of the published period, and what must not count.

use chrono::{Days, NaiveDate};
use model::ids::{OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use serde_json::json;

use super::script::{Script, at, iso, on, pick};

const OUTINGS: u32 = 54;
const MET: u32 = 204;
const PERIOD_DAYS: u32 = 76;

const COMUNI: [&str; 6] = ["015189", "015159", "015173", "015125", "015115", "015024"];
/// New faces by outing, going round; zero is an evening with nobody, or nobody close enough to talk to.
const NEW_FACES: [u32; 9] = [5, 3, 0, 6, 4, 2, 7, 0, 5];
const KNOWN_FACES: [u32; 7] = [2, 4, 0, 3, 6, 1, 5];
const THEMES: [&str; 8] = [
    "talk_with_adult",
    "unable_to_navigate_tools",
    "artistic_expression_of_distress",
    "keep_meeting_educators",
    "dissatisfied_with_information_channels",
    "institutions_feel_distant",
    "active_care_of_territory",
    "place_for_music",
];
const PHASES: [&str; 3] = ["territory_exploration", "listening_voice", "first_engagement"];

/// Places and groups that the street team works with.
pub struct Places {
    spots: Vec<(RecordId, &'static str)>,
}

/// Name, Comune, kind, who named it.
const SPOTS: [(&str, &str, &str, &str); 4] = [
    ("Parco dell'Esempio", "015189", "park", "reported_by_municipality"),
    ("Piazza di Prova", "015189", "square", "reported_by_municipality"),
    ("Campetto Inventato", "015159", "sports_ground", "found_by_team"),
    ("Fermata Finta", "015173", "station_transport", "reported_by_youth"),
];

fn spots_since() -> Millis {
    at(2023, 10, 16, 15, 0)
}

/// Spots and groups: they stand for longer than a day. The groups were met in the weeks before `today`, so that they are
/// still on the phones.
pub fn places(script: &mut Script, today: NaiveDate) -> Places {
    let since = spots_since();
    let spots: Vec<_> = SPOTS
        .into_iter()
        .map(|(name, municipality, kind, source)| {
            let fields = json!({
                "name": name, "municipalityCode": municipality, "spotType": kind, "spotSource": source, "active": true,
                "usualHours": [{ "weekday": 5, "from": "20:30", "to": "23:30" }],
            });
            (script.create("samira", &RecordType::MEETING_SPOT, name, since, fields), municipality)
        })
        .collect();
    for (nickname, spot, ago) in [("I panchinari", 0, 9), ("Quelli del campetto", 2, 14), ("La compagnia finta", 1, 18)]
    {
        let met = today - Days::new(ago);
        let fields = json!({
            "nickname": nickname, "municipalityCode": spots[spot].1, "usualSpotIds": [spots[spot].0],
            "lastMetOn": met.to_string(),
        });
        script.create("luca", &RecordType::YOUTH_GROUP, nickname, since, fields);
    }
    Places { spots }
}

/// Writes the past of the service.
pub fn past(script: &mut Script, crew: &[OperatorId], places: &Places) {
    let first = NaiveDate::from_ymd_opt(2023, 11, 1).unwrap_or_default();
    let mut left = MET;
    for index in 0..OUTINGS {
        // Evenly over the period, its first and its last day included.
        let day = first + Days::new(u64::from(index * (PERIOD_DAYS - 1) / (OUTINGS - 1)));
        let i = index as usize;
        let last = index + 1 == OUTINGS;
        let new = if last { left } else { pick(&NEW_FACES, i).min(left) };
        left -= new;
        let known = if new == 0 && i.is_multiple_of(2) { 0 } else { pick(&KNOWN_FACES, i) };
        let outing = Outing {
            key: format!("str-{index:02}"),
            by: if i.is_multiple_of(2) { "samira" } else { "luca" },
            start: on(day, 20, 30),
            // The last outing of the period goes on past midnight, and so does its meeting: it counts with its start.
            met_after: if last { 220 } else { 50 },
            minutes: if last { 250 } else { 150 },
            kind: "street",
            municipality: pick(&COMUNI, i),
            new,
            known,
            index: i,
        };
        outing.write(script, crew, places);
    }
    decoys(script, crew, places);
}

/// What the report must leave out: each of these would change a published number.
fn decoys(script: &mut Script, crew: &[OperatorId], places: &Places) {
    let plain = |key: &str, start: Millis, kind: &'static str| Outing {
        key: key.to_owned(),
        by: "samira",
        start,
        met_after: 40,
        minutes: 120,
        kind,
        municipality: "015189",
        new: 9,
        known: 4,
        index: 1,
    };
    // A travelling desk is no outing; neither counts the day before the period nor the day after it.
    plain("desk", at(2023, 12, 12, 16, 0), "itinerant_desk").write(script, crew, places);
    plain("before", at(2023, 10, 31, 20, 30), "street").write(script, crew, places);
    plain("after", at(2024, 1, 16, 20, 30), "street").write(script, crew, places);
    let voided = plain("voided", at(2023, 11, 20, 20, 30), "street").write(script, crew, places);
    script.void("samira", &RecordType::STREET_OUTING, voided, at(2023, 11, 21, 10, 0), "entry_error");
    let planned = at(2023, 12, 24, 20, 30);
    let fields = json!({
        "outingKind": "street", "plannedFor": iso(planned), "occurredAt": iso(planned), "status": "cancelled",
        "municipalityCode": "015189",
    });
    script.create("luca", &RecordType::STREET_OUTING, "cancelled", planned, fields);
    // The same group was noted by both phones of an evening: the smaller one is a double.
    let outing = script.id(&RecordType::STREET_OUTING, "str-01", on(day_of(1), 20, 30));
    let when = on(day_of(1), 21, 25);
    let meeting = script.id(&RecordType::STREET_GROUP_MEETING, "str-01", on(day_of(1), 21, 20));
    let double = json!({
        "outingId": outing, "municipalityCode": "015159", "occurredAt": iso(when), "firstTimeContacts": 1,
        "returningContacts": 0, "sameGroupAs": meeting,
    });
    script.create("samira", &RecordType::STREET_GROUP_MEETING, "double", when, double);
    // A meeting noted by mistake, and voided by a later event.
    let fields = json!({
        "outingId": outing, "municipalityCode": "015159", "occurredAt": iso(when), "firstTimeContacts": 8,
        "returningContacts": 0,
    });
    let mistake = script.create("luca", &RecordType::STREET_GROUP_MEETING, "mistake", when, fields);
    let later = when.plus(Millis::MINUTE);
    let fields = json!({ "correctsId": mistake, "voidReason": "entry_error", "occurredAt": iso(later) });
    script.create("luca", &RecordType::STREET_GROUP_MEETING, "mistake-void", later, fields);
}

fn day_of(index: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2023, 11, 1).unwrap_or_default();
    first + Days::new(u64::from(index * (PERIOD_DAYS - 1) / (OUTINGS - 1)))
}

/// Tonight's outing, to be started.
pub fn present(script: &mut Script, crew: &[OperatorId], today: NaiveDate) {
    let planned = on(today, 20, 30);
    let spots: Vec<_> =
        SPOTS.iter().take(3).map(|spot| script.id(&RecordType::MEETING_SPOT, spot.0, spots_since())).collect();
    let fields = json!({
        "outingKind": "street", "status": "planned", "plannedFor": iso(planned), "occurredAt": iso(planned),
        "municipalityCode": "015189", "crewIds": crew, "plannedSpotIds": spots, "activityPhase": "listening_voice",
    });
    script.create("samira", &RecordType::STREET_OUTING, &format!("tonight-{today}"), on(today, 0, 0), fields);
}

struct Outing {
    key: String,
    by: &'static str,
    start: Millis,
    minutes: i64,
    met_after: i64,
    kind: &'static str,
    municipality: &'static str,
    new: u32,
    known: u32,
    index: usize,
}

impl Outing {
    fn write(&self, script: &mut Script, crew: &[OperatorId], places: &Places) -> RecordId {
        let after = |minutes: i64| self.start.plus(minutes * Millis::MINUTE);
        let outcome = match (self.new + self.known, self.index % 3) {
            (0, 2) => "nobody_present",
            (0, _) => "observed_only",
            _ => "contacts_made",
        };
        let fields = json!({
            "outingKind": self.kind, "status": "completed", "municipalityCode": self.municipality,
            "occurredAt": iso(self.start), "startedAt": iso(self.start), "endedAt": iso(after(self.minutes)),
            "crewIds": crew, "activityPhase": pick(&PHASES, self.index), "outcome": outcome,
            "outingConditions": if self.index % 11 == 5 { "rain" } else { "cold" }, "safeguardingRaised": false,
        });
        let outing = script.create(self.by, &RecordType::STREET_OUTING, &self.key, self.start, fields);
        let stop = self.stop(script, outing, after(10), places);
        if self.new + self.known > 0 {
            self.meeting(script, outing, stop, after(self.met_after));
        }
        outing
    }

    fn stop(&self, script: &mut Script, outing: RecordId, arrived: Millis, places: &Places) -> RecordId {
        let spot = places.spots.iter().find(|spot| spot.1 == self.municipality).map(|spot| spot.0);
        let fields = json!({
            "outingId": outing, "meetingSpotId": spot, "municipalityCode": self.municipality,
            "occurredAt": iso(arrived), "arrivedAt": iso(arrived),
        });
        script.create(self.by, &RecordType::STREET_STOP, &self.key, arrived, fields)
    }

    /// Every fourth evening the last one was met on the way and tallied, with a slip that was taken back.
    fn meeting(&self, script: &mut Script, outing: RecordId, stop: RecordId, met: Millis) {
        let tallied = u32::from(self.index % 4 == 3 && self.new > 1);
        let fields = json!({
            "stopId": stop, "municipalityCode": self.municipality, "occurredAt": iso(met),
            "firstTimeContacts": self.new - tallied, "returningContacts": self.known,
            "observedCount": self.new - tallied + self.known + 2, "firstMeeting": self.known == 0,
            "emergingThemes": [pick(&THEMES, self.index), pick(&THEMES, self.index + 3)],
        });
        script.create(self.by, &RecordType::STREET_GROUP_MEETING, &self.key, met, fields);
        if tallied == 0 {
            return;
        }
        for (n, delta) in [1, 1, -1].into_iter().enumerate() {
            let when = met.plus(10 * Millis::MINUTE + n as i64);
            let fields = json!({ "outingId": outing, "kind": "new", "delta": delta, "occurredAt": iso(when) });
            script.create(self.by, &RecordType::STREET_TALLY, &format!("{}-{n}", self.key), when, fields);
        }
    }
}
