//! Titles of the words of closed lists, in one cached document for each language.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::messages::FieldProblem;
use domain::text::{Locale, Localized};
use domain::words;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde_json::{Map, Value};
use strum::VariantArray;

use crate::contract::ordered_words;
use crate::etag::short_hash;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;

/// Time for which a cache uses the document without asking again.
const CACHED: &str = "public, max-age=300";

/// Titles of the words of closed lists.
#[derive(Debug, Clone, Object)]
struct WordTitles {
    /// Language of the titles.
    lang: String,
    /// Title of each word, by list. The lists are the enums of this contract by name, and
    /// `AssetKind`, `AssetUnit`, `DocumentKind`, `Evidence`, `NotificationTemplate` and
    /// `RefusalCode`, whose words are policies of the installation. A word of `RefusalCode` is the
    /// kind of case, a dot, and the code: kinds use the same codes for different reasons.
    lists: Value,
}

#[derive(Debug, ApiResponse)]
enum WordsResponse {
    /// The titles, with a tag of them in `ETag`.
    #[oai(status = 200)]
    Words(
        Json<WordTitles>,
        #[oai(header = "ETag")] String,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "Vary")] String,
    ),
}

/// Handler of the titles, with a document for each language.
#[derive(Debug, Clone)]
pub struct Words {
    documents: Arc<BTreeMap<Locale, (WordTitles, String)>>,
}

impl Words {
    /// The titles of an installation.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let document = |locale: Locale| {
            let titles = WordTitles { lang: locale.as_str().to_owned(), lists: Value::Object(lists(app, locale)) };
            let tag = format!("\"{}\"", short_hash(&format!("words {}", titles.to_json_string())));
            (locale, (titles, tag))
        };
        Self { documents: Arc::new(Locale::VARIANTS.iter().copied().map(document).collect()) }
    }
}

#[expect(clippy::unused_async, reason = "an operation is async whether or not it waits")]
#[OpenApi]
impl Words {
    /// List the titles of all words
    ///
    /// Answers every closed list of the installation with a title of each word. `lang` or
    /// `Accept-Language` chooses the language.
    #[oai(path = "/words", method = "get", operation_id = "word.list")]
    async fn list(&self, lang: Query<Option<String>>) -> Result<WordsResponse, Problem> {
        let locale = match lang.0.as_deref() {
            None => request_context::locale(),
            Some(lang) => {
                let locale = lang.parse::<Locale>().ok();
                locale.ok_or_else(|| AppError::invalid("lang", FieldProblem::one_of(&["vi", "en"])))?
            }
        };
        let (titles, tag) = self.documents.get(&locale).cloned().ok_or(AppError::NotFound)?;
        Ok(WordsResponse::Words(Json(titles), tag, CACHED.to_owned(), "Accept-Language".to_owned()))
    }
}

fn lists(app: &App, locale: Locale) -> Map<String, Value> {
    let written = words::titles(locale);
    let mut lists = Map::new();
    for (list, ordered) in ordered_words() {
        let titles = |word: &&str| Some(((*word).to_owned(), Value::from(written.get(list)?.get(*word)?.as_str())));
        lists.insert(list.to_owned(), Value::Object(ordered.iter().filter_map(titles).collect()));
    }
    for (list, titles) in written.iter().filter(|(list, _)| !lists.contains_key(*list)).collect::<Vec<_>>() {
        let titles = titles.iter().map(|(word, title)| (word.clone(), Value::from(title.as_str())));
        lists.insert(list.clone(), Value::Object(titles.collect()));
    }
    lists.extend(of_policies(app, locale));
    lists
}

/// The lists that are policies of the installation.
fn of_policies(app: &App, locale: Locale) -> [(String, Value); 6] {
    let policies = &app.policies;
    let kinds = policies.kinds.kinds.iter();
    let units = kinds.clone().flat_map(|kind| &kind.units).map(|unit| (unit.id.as_str(), &unit.title));
    let kinds = kinds.map(|kind| (kind.id.as_str(), &kind.title));
    // Of documents that several packs know, the last pack of a family decides the title.
    let workflows = policies.packs.values().flat_map(|pack| pack.workflows.values());
    let documents = workflows.clone().flat_map(|workflow| &workflow.documents);
    let documents = documents.map(|document| (document.id.as_str(), &document.title));
    let evidence = workflows.clone().flat_map(|workflow| &workflow.evidence);
    let evidence = evidence.map(|evidence| (evidence.id.as_str(), &evidence.title));
    let codes = workflows.flat_map(|workflow| {
        workflow.refusal_codes.iter().map(|code| (format!("{}.{}", workflow.kind, code.id), code.title.get(locale)))
    });
    let codes = codes.map(|(code, title)| (code, Value::from(title))).collect();
    let templates = policies.letter_templates.titles().iter().map(|(template, title)| (template.as_str(), title));
    [
        ("AssetKind".to_owned(), titled(locale, kinds)),
        ("AssetUnit".to_owned(), titled(locale, units)),
        ("DocumentKind".to_owned(), titled(locale, documents)),
        ("Evidence".to_owned(), titled(locale, evidence)),
        ("NotificationTemplate".to_owned(), titled(locale, templates)),
        ("RefusalCode".to_owned(), Value::Object(codes)),
    ]
}

fn titled<'a>(locale: Locale, words: impl Iterator<Item = (&'a str, &'a Localized)>) -> Value {
    Value::Object(words.map(|(word, title)| (word.to_owned(), Value::from(title.get(locale)))).collect())
}
