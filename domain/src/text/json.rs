//! Replaces texts inside a JSON document and leaves everything else unchanged: numbers keep their
//! digits, members their order.

/// The document with every text (names of members too) replaced for which `change` returns a new
/// text; `None` when no text changes.
///
/// # Errors
/// [`JsonTextError`] when a text in the document is malformed.
pub fn rewritten(
    document: &str,
    mut change: impl FnMut(&str) -> Option<String>,
) -> Result<Option<String>, JsonTextError> {
    let (mut out, mut rest, mut changed) = (String::new(), document, false);
    while let Some((before, literal, after)) = next(rest)? {
        let text: String = serde_json::from_str(literal).map_err(|why| JsonTextError(why.to_string()))?;
        out.push_str(before);
        match change(&text) {
            Some(other) => {
                changed = true;
                out.push_str(&serde_json::Value::String(other).to_string());
            }
            None => out.push_str(literal),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(changed.then_some(out))
}

/// A malformed text in a JSON document: it has no end, or contains half a surrogate pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text in the document cannot be read: {0}")]
pub struct JsonTextError(String);

/// The part before the first text, the text with its quotation marks, and the rest.
fn next(document: &str) -> Result<Option<(&str, &str, &str)>, JsonTextError> {
    let Some(start) = document.find('"') else { return Ok(None) };
    let (before, from) = document.split_at(start);
    let mut escaped = false;
    for (place, byte) in from.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                let (literal, after) = from.split_at(place.saturating_add(1));
                return Ok(Some((before, literal, after)));
            }
            _ => {}
        }
    }
    Err(JsonTextError("it has no end".to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::rewritten;
    use crate::text::checked::cleaned;

    fn document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[a\u{0}\u{7}\u{301}\"\\\\\u{202e}]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-z\u{0}\"\\\\]{0,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_changes_when_nothing_is_to_change(document in document()) {
            prop_assert_eq!(rewritten(&document.to_string(), |_| None), Ok(None));
            let same = rewritten(&document.to_string(), |text| Some(text.to_owned())).unwrap();
            let same = same.unwrap_or_else(|| document.to_string());
            prop_assert_eq!(same, document.to_string());
        }

        #[test]
        fn a_cleaned_document_is_clean(document in document()) {
            let once = rewritten(&document.to_string(), cleaned).unwrap();
            let once = once.unwrap_or_else(|| document.to_string());
            prop_assert!(serde_json::from_str::<Value>(&once).is_ok());
            prop_assert_eq!(rewritten(&once, cleaned), Ok(None));
        }
    }

    #[test]
    fn digits_and_order_stay() {
        let document = r#"{"z": 1.10, "a\u0000": ["e\u0301", 1e400, "\"x\""]}"#;
        let clean = rewritten(document, cleaned).unwrap();
        assert_eq!(clean.as_deref(), Some(r#"{"z": 1.10, "a": ["é", 1e400, "\"x\""]}"#));
        assert!(rewritten(r#"["\ud800"]"#, cleaned).is_err());
        assert!(rewritten(r#"["a"#, cleaned).is_err());
    }
}
