use std::collections::BTreeSet;

use chrono::Days;
use model::config::{AmbitoConfig, BUILTIN, ConfigIssue, DataFiles, DirectoryItem, builtin_data, builtin_text, parse};
use model::record::Service;
use serde_json::Value;

use crate::support::{corsichese, visconteo};

#[test]
fn the_two_ambiti_are_right_and_differ() {
    let (visconteo, corsichese) = (visconteo(), corsichese());
    assert_eq!((visconteo.municipalities.len(), corsichese.municipalities.len()), (11, 6));
    assert_eq!(visconteo.services.len(), 4);
    assert_eq!(corsichese.services, [Service::Pis]);
    assert!(corsichese.service_hours.is_empty() && corsichese.venues.is_empty() && corsichese.population.is_none());
    assert_eq!(visconteo.residents("015189", 2023), Some(41_370));
    assert_eq!(visconteo.residents("015189", 2024), None);
    assert_ne!(visconteo.version, corsichese.version);
    assert!(AmbitoConfig::builtin("another").is_none());
}

#[test]
fn comuni_are_found_by_code_by_name_and_by_other_spellings() {
    let config = visconteo();
    assert_eq!(config.municipality("015125").unwrap().name, "Locate di Triulzi");
    assert!(config.municipality("015093").is_none(), "Corsico is of the other Ambito");
    for name in ["Zibido san Giacomo", "zibido san giacomo", " Locate ", "LOCATE DI TRIULZI"] {
        assert!(config.municipality_by_name(name).is_some(), "{name}");
    }
    assert_eq!(corsichese().municipality_by_name("Trezzano S/N").unwrap().istat, "015220");
}

#[test]
fn codes_are_found_with_their_labels_and_unknown_ones_show_themselves() {
    let config = visconteo();
    let carabinieri = config.codelists.get("referrerType", "carabinieri").unwrap();
    assert_eq!(carabinieri.report_label.as_ref().unwrap().1, "segnalati dai Carabinieri");
    assert_eq!(config.codelists.label("ageClass", "unknown"), "Non so");
    assert_eq!(config.codelists.label("ageClass", "not_recorded"), "Non rilevato");
    assert_eq!(config.codelists.chip("referrerType", "made_in_2031"), "made_in_2031");
    assert_eq!(config.codelists.list("emergingThemes").len(), 9);
}

#[test]
fn the_second_ambito_has_its_own_receivers_and_not_the_lists_of_the_first() {
    let config = corsichese();
    let codes: Vec<_> = config.codelists.list("handoverTo").iter().map(|entry| entry.code.as_str()).collect();
    assert_eq!(codes.last(), Some(&"none"), "a stated none stays last");
    assert!(codes.contains(&"poverty_service_centre") && codes.contains(&"fictitious_residence_support"));
    assert!(visconteo().codelists.get("handoverTo", "poverty_service_centre").is_none());
    assert!(config.codelists.list("objectives").is_empty());
}

#[test]
fn only_three_numbers_are_shipped() {
    for config in [visconteo(), corsichese()] {
        let numbers: Vec<_> = config.emergency_numbers.iter().map(|number| number.number.as_str()).collect();
        assert_eq!(numbers, ["112", "114", "1522"]);
        assert!(config.directory.iter().all(|item| item.phone.is_none()));
    }
}

#[test]
fn every_guide_of_the_pis_is_there_and_names_only_numbers_that_are_shipped() {
    for config in [visconteo(), corsichese()] {
        for key in ["msna", "art_403", "family_violence", "trafficking", "left_alone", "housing_unusable"] {
            let guide = config.guides.iter().find(|guide| guide.key == key).unwrap();
            assert!(guide.steps.len() >= 3, "{key}");
            let text = guide.steps.join(" ");
            let numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| digits.len() > 2);
            assert!(numbers.into_iter().all(|number| ["112", "114", "1522"].contains(&number)), "{key}");
        }
        let centres = config.directory.iter().filter(|item| item.kind == "anti_violence_centre");
        assert_eq!(centres.count(), 2);
    }
}

#[test]
fn places_have_a_kind_a_number_and_a_day_and_no_name() {
    let config = visconteo();
    let places = config.places();
    assert!(places.len() == 2 && places.iter().all(|places| places.example), "none is published");
    assert!(corsichese().places().is_empty() && corsichese().reception_places.is_null());
    let named = |one: &Value| one.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let names: BTreeSet<_> = config.reception_places.as_array().unwrap().iter().flat_map(named).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["asOf", "example", "kind", "seats"]);
    let counted = &places[0];
    let on = |days: u64| counted.as_of + Days::new(days);
    assert_eq!((counted.age(on(7)), counted.is_old(on(7)), counted.is_old(on(8))), (7, false, true));
    // A phone of before passes it over; one that lags behind leaves out what it cannot read.
    let mut json = serde_json::to_value(&config).unwrap();
    json["receptionPlaces"].as_array_mut().unwrap().push(serde_json::json!({"kind": "made_in_2031"}));
    assert_eq!(AmbitoConfig::from_json(&json).unwrap().places(), places);
    json["receptionPlaces"] = "made in 2031".into();
    assert!(AmbitoConfig::from_json(&json).unwrap().places().is_empty());
    json.as_object_mut().unwrap().remove("receptionPlaces");
    assert!(AmbitoConfig::from_json(&json).unwrap().places().is_empty());
}

#[test]
fn what_is_invented_says_so_and_the_published_hours_of_the_hubs_add_up() {
    let config = visconteo();
    assert!(config.venues.iter().all(|venue| venue.example));
    let day = "2023-11-15".parse().unwrap();
    let weekly = config.venues.iter().map(|venue| model::hub::WeeklyTime::of(&venue.timetable, day).hours());
    assert!((weekly.sum::<f64>() - 20.0).abs() < f64::EPSILON);
}

#[test]
fn a_configuration_comes_back_from_json_as_it_was() {
    for id in BUILTIN {
        let config = AmbitoConfig::builtin(id).unwrap().unwrap();
        let json = serde_json::to_value(&config).unwrap();
        assert!(json["serviceHours"].is_array() && json["emergencyNumbers"].is_array(), "camelCase on the wire");
        assert_eq!(serde_json::from_value::<AmbitoConfig>(json).unwrap(), config);
    }
}

#[test]
fn an_older_phone_reads_a_newer_configuration() {
    let mut json = serde_json::to_value(visconteo()).unwrap();
    json["madeIn2031"] = true.into();
    json["codelists"]["gender"][0]["madeIn2031"] = true.into();
    json["venues"][0]["timetable"][0]["madeIn2031"] = true.into();
    json["services"].as_array_mut().unwrap().push("made_in_2031".into());
    json["retention"]["made_in_2031"] = serde_json::json!({"onPhoneDays": 1});
    json["serviceHours"].as_array_mut().unwrap().push(
        serde_json::json!({"validFrom": "2031-01-01", "windows": [{"days": ["made_in_2031"], "from": 0, "to": 60}]}),
    );
    assert_eq!(serde_json::from_value::<AmbitoConfig>(json).unwrap(), visconteo());
}

#[test]
fn a_configuration_without_what_must_be_there_is_none() {
    for name in ["id", "services", "municipalities", "codelists"] {
        let mut json = serde_json::to_value(visconteo()).unwrap();
        json.as_object_mut().unwrap().remove(name);
        assert_eq!(AmbitoConfig::from_json(&json), None, "{name}");
    }
}

#[test]
fn the_version_changes_with_any_text() {
    let text = builtin_text("corsichese").unwrap();
    let changed = parse(&text.replace("Rete antitratta", "x").replace("112\"", "112\" "), &builtin_data()).unwrap();
    assert_ne!(changed.version, corsichese().version);
}

/// Each fault is planted into the file of the Visconteo, and must be named with its line.
#[test]
fn faults_of_the_file_are_named_with_their_line() {
    let faults = [
        ("[street]\n", "[street]\ncolour = 1\n", "unknown field `colour`"),
        ("warn_outing_hours = 8", "warn_outing_hours = \"otto\"", "invalid type: string \"otto\", expected u32"),
        ("services = [\"street\",", "services = [\"cinema\",", "unknown variant `cinema`"),
        ("kind = \"minor_community\"", "kind = \"minor_community\"\nname = \"Casa\"", "unknown field `name`"),
        ("kind = \"minor_community\"", "kind = \"cinema\"", "`cinema` is no place of the codelist `placementKind`"),
        (
            "municipality = \"015173\"\nexample",
            "municipality = \"015093\"\nexample",
            "`015093` is no Comune of this Ambito",
        ),
        ("\"015125\" = [\"Locate\"]", "\"999999\" = [\"Locate\"]", "`999999` is no Comune of this Ambito"),
        ("valid_to = 2024-02-29\nwindows", "valid_to = 2021-01-01\nwindows", "the rule ends before it starts"),
        ("from = \"18:00\", to = \"24:00\"", "from = \"18:00\", to = \"07:00\"", "the window ends before it starts"),
        ("from = \"18:00\", to = \"24:00\"", "from = \"6pm\", to = \"24:00\"", "`6pm` is not a time"),
        ("key = \"hub_opera\"", "key = \"hub_rozzano\"", "the venue `hub_rozzano` stands twice"),
        ("key = \"trafficking\"", "key = \"no_answer\"", "the guide `no_answer` stands twice"),
        ("referrer_type = \"hospital\"", "referrer_type = \"ospedale\"", "`ospedale` is not in the codelist"),
        ("number = \"1522\"", "number = \"millecinque\"", "`millecinque` is not a number to dial"),
        ("default_minutes = 60", "default_minutes = 600", "minutes go from 15 to 180"),
        ("offline_read_hours = 72", "offline_read_hours = 23", "24 hours without network at least"),
        ("id = \"visconteo_sud_milano\"", "id = \"ovunque\"", "no Comune of the data file belongs"),
        (
            "weekday = \"fri\", from = \"09:00\", to = \"13:00\", valid_from = 2026",
            "weeks = \"nth\", weekday = \"fri\", from = \"09:00\", to = \"13:00\", valid_from = 2026",
            "`nth` (1 to 5) goes with",
        ),
    ];
    let text = builtin_text("visconteo_sud_milano").unwrap();
    for (right, wrong, reason) in faults {
        assert!(text.contains(right), "{right}");
        let broken = text.replacen(right, wrong, 1);
        let issues = issues(&broken, &builtin_data());
        let found = issues.iter().find(|issue| issue.reason.contains(reason));
        let found = found.unwrap_or_else(|| panic!("{reason}: {issues:?}"));
        let line = found.line.expect("a line");
        let first = 1 + text[..text.find(right).unwrap()].matches('\n').count();
        // A fault of a whole table is named where the table starts, a little above or below.
        assert!(line.abs_diff(first) <= 4, "{reason}: line {line}, planted in line {first}");
    }
}

#[test]
fn rules_that_overlap_are_named_where_the_later_one_starts() {
    let text = builtin_text("visconteo_sud_milano").unwrap();
    let broken = text.replacen("valid_to = 2024-02-29\nwindows", "valid_to = 2024-03-01\nwindows", 1);
    let issues = issues(&broken, &builtin_data());
    let later = 1 + broken[..broken.find("valid_from = 2024-03-01").unwrap()].matches('\n').count();
    assert!(issues[0].reason.contains("overlaps the one that starts on 2022-12-01"), "{issues:?}");
    assert!(issues[0].line.is_some_and(|line| line.abs_diff(later) <= 1), "{issues:?}");
}

#[test]
fn codes_of_an_ambito_are_checked() {
    let with = |entry: &str| format!("{}\n{entry}", builtin_text("visconteo_sud_milano").unwrap());
    let entry = |code: &str, chip: &str| {
        with(&format!(
            "[[codelists.entries]]\nlist = \"gender\"\ncode = \"{code}\"\nlabel = \"x\"\nchip_label = \"{chip}\"\n"
        ))
    };
    assert!(reason(&entry("F", "x")).contains("the code `F` stands twice in `gender`"));
    assert!(reason(&entry("G", "ventitré caratteri esatt")).contains("more than 22 characters"));
    assert!(parse(&entry("G", "ventidue caratteri sì"), &builtin_data()).is_ok());
    assert!(reason(&with("[codelists]\nexclude = [\"nope\"]\n")).contains("no codelist `nope`"));
    let retired = with("[[codelists.retired]]\nlist = \"gender\"\ncode = \"non_binary\"\n");
    let config = parse(&retired, &builtin_data()).unwrap();
    assert!(config.codelists.get("gender", "non_binary").unwrap().retired);
    assert_eq!(config.codelists.offered("gender").count(), 3);
}

#[test]
fn faults_of_the_data_files_are_named_with_their_line() {
    let data = builtin_data();
    let text = builtin_text("visconteo_sud_milano").unwrap();
    let long =
        data.codelists_json.replacen("\"chipLabel\": \"Femmina\"", "\"chipLabel\": \"Femmina, cioè non maschio\"", 1);
    let found = issues(text, &DataFiles { codelists_json: &long, ..data });
    let line = 1 + long[..long.find("cioè").unwrap()].matches('\n').count();
    assert_eq!((found[0].file, found[0].line), ("codelists", Some(line)));

    let twice = data.codelists_json.replacen("\"code\": \"non_binary\"", "\"code\": \"M\"", 1);
    let found = issues(text, &DataFiles { codelists_json: &twice, ..data });
    assert!(found[0].reason.contains("the code `M` stands twice in `gender`"), "{found:?}");
    assert!(found[0].line.is_some());

    let unknown =
        data.codelists_json.replacen("\"code\": \"non_binary\"", "\"colour\": 1, \"code\": \"non_binary\"", 1);
    let found = issues(text, &DataFiles { codelists_json: &unknown, ..data });
    assert!(found[0].reason.contains("unknown field `colour`") && found[0].line.is_some(), "{found:?}");

    let short = data.municipalities_json.replacen("015015", "15015", 1);
    let found = issues(text, &DataFiles { municipalities_json: &short, ..data });
    assert_eq!((found[0].file, found[0].line), ("municipalities", Some(4)));

    let few = data.population_json.replacen("7933,", "", 1);
    let found = issues(text, &DataFiles { population_json: &few, ..data });
    assert!(found[0].reason.contains("2 numbers for 3 years"), "{found:?}");
}

#[test]
fn every_fault_is_told_at_once() {
    let text = builtin_text("visconteo_sud_milano").unwrap();
    let broken = text
        .replacen("referrer_type = \"hospital\"", "referrer_type = \"x\"", 1)
        .replace("number = \"112\"", "number = \"uno\"");
    assert_eq!(issues(&broken, &builtin_data()).len(), 2);
    assert_eq!(parse("id = ", &builtin_data()).unwrap_err().issues[0].line, Some(1));
}

fn issues(text: &str, data: &DataFiles<'_>) -> Vec<ConfigIssue> {
    parse(text, data).expect_err("a fault was planted").issues
}

fn reason(text: &str) -> String {
    parse(text, &builtin_data()).expect_err("a fault was planted").to_string()
}

#[test]
fn the_number_of_a_service_is_that_of_the_comune_or_of_all() {
    let mut config = visconteo();
    let item = |name: &str, municipality: Option<&str>, phone: Option<&str>| DirectoryItem {
        name: name.to_owned(),
        kind: "municipal_social_service".to_owned(),
        run_by: None,
        municipality_code: municipality.map(str::to_owned),
        phone: phone.map(str::to_owned),
        note: None,
    };
    config.directory = vec![
        item("Opera", Some("015159"), Some("1")),
        item("Tutti", None, Some("2")),
        item("Rozzano", Some("015189"), Some("3")),
        item("Binasco", Some("015024"), None),
    ];
    let number = |config: &AmbitoConfig, place| config.number_of("municipal_social_service", place).map(str::to_owned);
    assert_eq!(number(&config, Some("015189")).as_deref(), Some("3"));
    assert_eq!(number(&config, Some("015024")).as_deref(), Some("2"), "the own one has no number yet");
    assert_eq!(number(&config, None).as_deref(), Some("2"));
    config.directory.remove(1);
    assert_eq!(number(&config, Some("015024")), None, "that of another Comune is not called");
    assert_eq!(number(&config, None).as_deref(), Some("1"), "where no Comune is asked for");
    assert_eq!(config.number_of("coordinator", None), None);
}
