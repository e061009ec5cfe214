use model::fiscal_code::{FiscalCodeError, parse};
use proptest::prelude::*;

#[test]
fn the_vectors_are_told_apart() {
    for valid in ["RSSMRA80A01H623F", "RSSMRA80A01H62PB", "RSSMRA80A01H6N3Q"] {
        let code = parse(valid).unwrap_or_else(|error| panic!("{valid}: {error:?}"));
        // Omocodia changes the letters, not what they say.
        assert_eq!(code.plain[..15], *"RSSMRA80A01H623");
        assert_eq!((code.birth_year, code.birth_month, code.birth_day, code.female), (80, 1, 1, false));
        assert_eq!(code.place, "H623", "Rozzano");
    }
    assert_eq!(parse("RSSMRA80A01H623X"), Err(FiscalCodeError::CheckLetter));
}

#[test]
fn women_have_their_day_plus_forty() {
    // One check letter fits, whichever it is.
    let found: Vec<_> = ('A'..='Z').filter_map(|letter| parse(&format!("RSSMRA80A41H623{letter}")).ok()).collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].female);
    assert_eq!(found[0].birth_day, 1);
}

#[test]
fn shapes_that_no_office_issues_are_refused() {
    for wrong in [
        "",
        "RSSMRA80A01H623",
        "RSSMRA80A01H623FF",
        "RSSMRA80F01H623F",
        "RSSMRA8OA01H623F",
        "1SSMRA80A01H623F",
        "RSSMRA80A00H623F",
        "RSSMRA80A32H623F",
        "RSSMRA80A72H623F",
        "ÀSSMRA80A01H623",
    ] {
        assert_eq!(parse(wrong), Err(FiscalCodeError::Shape), "{wrong}");
    }
    assert!(parse(" rssmra80a01h623f ").is_ok());
}

proptest! {
    #[test]
    fn any_text_is_answered_without_a_panic(text in ".{0,20}") {
        let _ = parse(&text);
    }

    #[test]
    fn exactly_one_check_letter_fits(surname in "[A-Z]{6}", year in 0u8..100, day in 1u8..32, place in "[A-Z][0-9]{3}") {
        let stem = format!("{surname}{year:02}E{day:02}{place}");
        let fits = ('A'..='Z').filter(|letter| parse(&format!("{stem}{letter}")).is_ok()).count();
        prop_assert_eq!(fits, 1);
    }
}
