//! Checks all texts of a request before a handler reads them: path, query and JSON body. Accepted
//! texts are converted to normal form C. [`domain::text::checked`] defines the rules, the contract
//! the length limits.

use bytes::Bytes;
use domain::messages::{FieldProblem, Message};
use domain::text::checked::{Lines, TextError, characters, checked};
use domain::text::{json, nfc};
use domain::workflow::violation::FieldError;
use poem::http::{Uri, uri::PathAndQuery};
use poem::{Request, Result};
use serde_json::Value;
use url::form_urlencoded::{byte_serialize, parse};

use crate::contract::{Contract, escaped};
use crate::problem;
use api_app::error::AppError;

/// The map service: its standard requires status 400 for an invalid query, and its filters may have
/// several lines.
const MAPS: &str = "/ogc";

/// Checks path and query of a request and converts them to normal form C.
///
/// # Errors
/// 404 for an invalid path; 422 with the parameter for an invalid query, 400 for the map service.
pub(crate) fn address(request: &mut Request) -> Result<()> {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    // Only escaped bytes need decoding; the server also accepts raw bytes above 7F.
    if path.bytes().chain(query.bytes()).all(|byte| byte.is_ascii() && !matches!(byte, b'%' | b'+')) {
        return Ok(());
    }
    let is_map = path.starts_with(MAPS);
    let segments: Vec<String> = path.split('/').map(decoded).collect();
    if segments.iter().any(|segment| refusal(segment, Lines::One, usize::MAX).is_some()) {
        return Err(problem::early(AppError::NotFound));
    }
    let lines = if is_map { Lines::Many } else { Lines::One };
    let parameters: Vec<(String, String)> = parse(query.as_bytes()).into_owned().collect();
    let faults: Vec<FieldError> = parameters.iter().filter_map(|parameter| wrong_parameter(parameter, lines)).collect();
    if is_map && !faults.is_empty() {
        return Err(poem::Error::from_response(problem::wrong_query(faults)));
    }
    if !faults.is_empty() {
        return Err(problem::early(AppError::Invalid(faults)));
    }
    normalize_address(request, &segments, &parameters);
    Ok(())
}

fn wrong_parameter((name, value): &(String, String), lines: Lines) -> Option<FieldError> {
    if let Err(error) = characters(name, Lines::One) {
        return Some(FieldError::new("", error));
    }
    refusal(value, lines, usize::MAX).map(|error| FieldError::new(name, error))
}

fn normalize_address(request: &mut Request, segments: &[String], parameters: &[(String, String)]) {
    let texts = || segments.iter().chain(parameters.iter().flat_map(|(name, value)| [name, value]));
    if texts().all(|text| nfc(text) == *text) {
        return;
    }
    let encoded = |text: &String| byte_serialize(nfc(text).as_bytes()).collect::<String>().replace('+', "%20");
    let path: Vec<String> = segments.iter().map(encoded).collect();
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let written = if pairs.is_empty() { path.join("/") } else { format!("{}?{}", path.join("/"), pairs.join("&")) };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(written).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// Decodes a path segment; invalid UTF-8 becomes U+FFFD.
fn decoded(part: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let pair = digit(behind.first()).zip(digit(behind.get(1)));
        let byte = pair.and_then(|(high, low)| u8::try_from(high.saturating_mul(16).saturating_add(low)).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Checks every text of a JSON body against the contract. Returns the body in normal form C if it
/// differs.
///
/// # Errors
/// [`AppError::Invalid`] with the pointer of every invalid text.
pub(crate) fn body(promise: &Contract, request: &Request, bytes: &Bytes) -> Result<Option<Bytes>, AppError> {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Ok(None) };
    let schema = promise.body(request.uri().path(), request.method().as_str());
    let mut check =
        BodyCheck { promise, steps: Vec::new(), faults: Vec::new(), decomposed: false, passwords: Vec::new() };
    check.value(schema, &value);
    if !check.faults.is_empty() {
        return Err(AppError::Invalid(check.faults));
    }
    let unknown = promise.unknown_members(request.uri().path(), request.method().as_str(), &value);
    if !unknown.is_empty() {
        return Err(AppError::Invalid(unknown));
    }
    if !check.decomposed {
        return Ok(None);
    }
    let text = std::str::from_utf8(bytes).map_err(AppError::internal)?;
    // A password is not normalised: older hashes were computed from the text as typed.
    let change = |text: &str| {
        let composed = nfc(text);
        (composed != text && !check.passwords.iter().any(|password| password == text)).then_some(composed)
    };
    Ok(json::rewritten(text, change).map_err(AppError::internal)?.map(Bytes::from))
}

/// Greatest number of errors reported for a body.
const MOST_FAULTS: usize = 100;
/// Greatest length of a member name.
const LONGEST_NAME: usize = 200;

/// A step of the path to the current value. Pointers are built only for errors, because a hostile
/// body can make them long.
#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

struct BodyCheck<'a> {
    promise: &'a Contract,
    steps: Vec<Step<'a>>,
    faults: Vec<FieldError>,
    decomposed: bool,
    passwords: Vec<String>,
}

impl<'a> BodyCheck<'a> {
    fn value(&mut self, schema: Option<&'a Value>, value: &'a Value) {
        if self.faults.len() >= MOST_FAULTS {
            return;
        }
        match value {
            Value::String(text) => self.text(schema, text),
            Value::Array(list) => self.list(schema, list),
            Value::Object(map) => {
                for (name, inner) in map {
                    self.member(schema, name, inner);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn list(&mut self, schema: Option<&'a Value>, list: &'a [Value]) {
        if let Some(most) = schema.and_then(|schema| self.promise.most_items(schema)).filter(|most| list.len() > *most)
        {
            self.fault(FieldProblem::TooManyItems { most: most.into() });
            return;
        }
        let items = schema.and_then(|schema| self.promise.items(schema));
        for (place, inner) in list.iter().enumerate() {
            self.steps.push(Step::Item(place));
            self.value(items, inner);
            self.steps.pop();
        }
    }

    fn member(&mut self, schema: Option<&'a Value>, name: &'a str, value: &'a Value) {
        if name.chars().nth(LONGEST_NAME).is_some() {
            self.fault(FieldProblem::LongMemberName { most: LONGEST_NAME.into() });
            return;
        }
        self.steps.push(Step::Member(name));
        if let Err(error) = characters(name, Lines::One) {
            self.fault(error);
        }
        self.decomposed |= nfc(name) != *name;
        self.value(schema.and_then(|schema| self.promise.property(schema, name)), value);
        self.steps.pop();
    }

    fn text(&mut self, schema: Option<&'a Value>, text: &str) {
        let limits = self.promise.text_limits(schema);
        if limits.is_password {
            self.passwords.push(text.to_owned());
            if let Err(error) = characters(text, Lines::One) {
                self.fault(error);
            }
            return;
        }
        if let Some(error) = refusal(text, limits.lines, limits.most) {
            self.fault(error);
        }
        self.decomposed |= nfc(text) != *text;
    }

    fn fault(&mut self, message: impl Into<Message>) {
        let step = |step: &Step<'_>| match step {
            Step::Member(name) => format!("/{}", escaped(name)),
            Step::Item(place) => format!("/{place}"),
        };
        let pointer: String = self.steps.iter().map(step).collect();
        self.faults.push(FieldError::new(pointer, message));
    }
}

/// Why a text is invalid. An empty text is accepted here; the handler decides whether it is
/// required.
fn refusal(text: &str, lines: Lines, most: usize) -> Option<TextError> {
    if text.is_empty() { None } else { checked(text, lines, most).err() }
}
