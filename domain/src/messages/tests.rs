//! Tests that the catalogue is complete: every message has a sentence in every language with the
//! same placeholders, and no sentence is unused.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::planning::left_out::LeftOut;
use crate::text::Localized;
use strum::VariantArray;

type Keys = &'static [(&'static str, &'static [&'static str])];

const GROUPS: [(&str, Keys); 11] = [
    (Rule::GROUP, Rule::KEYS),
    (FieldProblem::GROUP, FieldProblem::KEYS),
    (FilterProblem::GROUP, FilterProblem::KEYS),
    (Conflict::GROUP, Conflict::KEYS),
    (MappingProblem::GROUP, MappingProblem::KEYS),
    (FileProblem::GROUP, FileProblem::KEYS),
    (Title::GROUP, Title::KEYS),
    (ImportProblem::GROUP, ImportProblem::KEYS),
    (QualityProblem::GROUP, QualityProblem::KEYS),
    (Expected::GROUP, Expected::KEYS),
    (Noun::GROUP, Noun::KEYS),
];

fn places(template: &str) -> BTreeSet<&str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_message_is_in_every_language_with_the_same_places_and_none_is_left_over() {
    let mut wanted: BTreeMap<String, BTreeMap<String, BTreeSet<&str>>> = BTreeMap::new();
    for (group, keys) in GROUPS {
        let keys = keys.iter().map(|(key, params)| ((*key).to_owned(), params.iter().copied().collect()));
        let before = wanted.insert(group.to_owned(), keys.collect());
        assert_eq!(before, None, "{group} is there twice");
    }
    wanted.entry("joined".to_owned()).or_default().insert("or".to_owned(), BTreeSet::new());
    let left_out = LeftOut::VARIANTS.iter().map(|why| (why.as_str().to_owned(), BTreeSet::new()));
    wanted.insert("left_out".to_owned(), left_out.collect());
    for locale in Locale::VARIANTS.iter().copied() {
        let written: BTreeMap<String, BTreeMap<String, BTreeSet<&str>>> = catalogue::groups(locale)
            .iter()
            .map(|(group, texts)| {
                (group.clone(), texts.iter().map(|(key, text)| (key.clone(), places(text))).collect())
            })
            .collect();
        for (group, keys) in &wanted {
            let written = written.get(group).cloned().unwrap_or_default();
            for (key, params) in keys {
                assert_eq!(written.get(key), Some(params), "{locale:?}: {group}.{key}");
            }
        }
        assert_eq!(written, wanted, "{locale:?} has a sentence that nothing says");
    }
}

#[test]
fn keys_are_unique_in_their_group_and_no_sentence_is_empty() {
    for (group, keys) in GROUPS {
        let unique: BTreeSet<_> = keys.iter().map(|(key, _)| key).collect();
        assert_eq!(unique.len(), keys.len(), "{group}");
    }
    for locale in Locale::VARIANTS.iter().copied() {
        for (group, texts) in catalogue::groups(locale) {
            for (key, text) in texts {
                assert!(!text.trim().is_empty() && *text == crate::text::nfc(text), "{locale:?}: {group}.{key}");
            }
        }
    }
}

#[test]
fn a_message_is_reported_in_the_language_of_the_reader() {
    let office = Localized { vi: "xã Điền Xá".to_owned(), en: "Dien Xa commune".to_owned() };
    let moved = Message::from(Rule::MovedToSuccessor { office });
    assert_eq!(moved.text(Locale::Vi), "Hồ sơ đã được chuyển cho xã Điền Xá.");
    assert_eq!(moved.to_string(), "the case has moved to Dien Xa commune");
    assert_eq!(moved.params(Locale::Vi).get("office"), Some(&Value::from("xã Điền Xá")));
    let typed = Message::from(FieldProblem::WrongType { expected: Expected::Number });
    assert_eq!(typed.to_string(), "must be a number");
    assert_eq!((typed.code(), typed.params(Locale::En).get("expected")), ("wrong_type", Some(&Value::from("number"))));
    let any_of = OneOf(vec!["a".to_owned(), "b".to_owned()]);
    let evidence = Message::from(FieldProblem::NeedsEvidence { reason: "R".to_owned(), any_of });
    assert_eq!(evidence.text(Locale::Vi), "R cần chứng cứ: a hoặc b");
    assert_eq!(evidence.to_string(), "R needs evidence: a or b");
}

#[test]
fn several_sentences_of_one_rule_have_its_code() {
    let waiting = Message::from(Rule::RouteHasCapacityOnWaitList { place: 2 });
    assert_eq!(waiting.code(), "route_has_room");
    assert!(waiting.is(Rule::RouteHasCapacityOnWaitList { place: 7 }) && !waiting.is(Rule::RouteHasCapacity));
    assert_eq!(catalogue::filled("{a} {b {c", |name| (name == "a").then(|| "1".to_owned())), "1 {b {c");
}
