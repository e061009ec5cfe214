use model::codes::{CashKind, Code as _};
use model::money::{CashForm, euros, parse_euros};
use model::proximity::Cash;
use model::record::RecordType;
use proptest::prelude::*;
use serde_json::json;

use crate::support::{Rec, id, ids, refs};

#[test]
fn euros_are_read_as_people_type_them() {
    for (typed, cents) in [
        ("12,50", 1_250),
        ("12", 1_200),
        ("12,5", 1_250),
        ("0,05", 5),
        ("€ 12,50", 1_250),
        ("12,50 €", 1_250),
        ("12,", 1_200),
        ("12.50", 1_250),
        ("1.234", 123_400),
        ("1.234,50", 123_450),
        ("1234,50", 123_450),
        ("100.000", 10_000_000),
        ("007", 700),
    ] {
        assert_eq!(parse_euros(typed), Some(cents), "{typed}");
    }
    for typed in [
        "",
        "€",
        ",50",
        "-5",
        "12,345",
        "1.23,50",
        "1234.567",
        "12.5.0",
        "dodici",
        "12,5a",
        "1,2,3",
        "100.000,01",
        "99999999999999999999",
    ] {
        assert_eq!(parse_euros(typed), None, "{typed}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(cents in 0_i64..=10_000_000) {
        prop_assert_eq!(parse_euros(&euros(cents)), Some(cents));
    }

    #[test]
    fn nothing_that_is_typed_makes_it_fail(typed in "[0-9.,€ -]{0,14}") {
        prop_assert!(parse_euros(&typed).is_none_or(|cents| (0..=10_000_000).contains(&cents)));
    }

    /// Whatever entries there are, those that a form writes make the visit's money what the form says.
    #[test]
    fn what_a_form_writes_is_what_the_visit_has(
        before in prop::collection::vec((0_usize..3, 0_i64..500, any::<bool>()), 0..6),
        given in proptest::option::of(0_i64..500),
        spent in proptest::option::of(0_i64..500),
        returned in proptest::option::of(0_i64..500),
        receipt: bool,
    ) {
        let kinds = [CashKind::GIVEN, CashKind::SPENT, CashKind::RETURNED];
        let entry = |(n, (kind, cents, receipt)): (u64, &(usize, i64, bool))| {
            let kind = kinds[*kind].as_str();
            Rec::new(RecordType::CASH_ENTRY, n, json!({"visitId": ids(1), "kind": kind, "cents": cents, "receiptHandedOver": receipt}))
        };
        let mut records: Vec<Rec> = (10..).zip(&before).map(entry).collect();
        let form = CashForm { given, spent, returned, receipt };
        let writes = form.writes(id(1), refs(&records));
        for (n, write) in (100..).zip(&writes) {
            let mut fields = json!({"visitId": ids(1), "kind": write.kind.as_str(), "cents": write.cents, "receiptHandedOver": write.receipt});
            if write.cents.is_none() {
                fields["voidReason"] = json!("entry_error");
            }
            fields["correctsId"] = json!(write.corrects);
            records.push(Rec::new(RecordType::CASH_ENTRY, n, fields));
        }
        let cash = Cash::of_visit(id(1), refs(&records));
        let sum = |amount: Option<i64>| amount.unwrap_or(0);
        prop_assert_eq!((cash.given, cash.spent, cash.returned), (sum(given), sum(spent), sum(returned)));
        prop_assert_eq!(cash.receipt_handed_over, receipt);
        // Said once more, there is nothing to write.
        prop_assert_eq!(form.writes(id(1), refs(&records)), []);
        let shown = CashForm::of_visit(id(1), refs(&records));
        prop_assert_eq!((shown.given, shown.returned, shown.receipt), (given, returned, receipt));
    }
}

#[test]
fn a_difference_is_told_once_both_sides_are_known() {
    let form = |given, spent, returned| CashForm { given, spent, returned, receipt: false }.difference();
    assert_eq!(form(Some(5_000), Some(3_215), Some(1_785)), Some(0));
    assert_eq!(form(Some(5_000), Some(3_215), None), Some(1_785));
    assert_eq!(form(Some(2_000), Some(2_500), None), Some(-500));
    assert_eq!(form(Some(5_000), None, None), None);
    assert_eq!(form(None, Some(500), None), None);
}
