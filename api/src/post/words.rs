//! What a letter says: its template from the policies, in the language of its reader, with links that lead into this house.

use domain::text::Locale;
use serde_json::Value;

use super::deliver::Faces;
use super::html;

/// Writes subject and text of a letter: `(letter, locale, payload)`.
pub type Write = dyn Fn(&str, Locale, &Value) -> Result<(String, String), String> + Send + Sync;

/// The faces of a letter. `address` is where people reach this house; letters put it before their link as `base_url`.
///
/// # Errors
/// With a sentence when the letter cannot be written.
pub fn faces(write: &Write, address: &str, letter: &str, locale: Locale, payload: &Value) -> Result<Faces, String> {
    let mut told = payload.clone();
    if let Value::Object(told) = &mut told {
        told.insert("base_url".to_owned(), Value::from(address.trim_end_matches('/')));
    }
    let (subject, text) = write(letter, locale, &told)?;
    let html = html::face(&subject, &text, locale.as_str());
    Ok(Faces { subject, text, html })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_leads_into_this_house() {
        let write = |_: &str, _: Locale, told: &Value| {
            let part = |key: &str| told.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            Ok(("S".to_owned(), format!("{}{}", part("base_url"), part("link"))))
        };
        let faces = faces(&write, "https://hatang.example/", "x", Locale::Vi, &json!({"link": "/cases/7"})).unwrap();
        assert_eq!(faces.text, "https://hatang.example/cases/7");
        assert!(faces.html.contains("href=\"https://hatang.example/cases/7\""));
    }
}
