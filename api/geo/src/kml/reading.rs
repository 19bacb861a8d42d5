//! Turns the events of an XML document into placemarks.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::placemark::Placemark;
use crate::input::SourceError;
use crate::limits::Limits;

/// The limit of nested elements.
const DEPTH: usize = 64;

/// The next result of the reader.
pub(super) enum Step {
    Placemark(Box<Placemark>),
    /// A placemark longer than the limit.
    TooLong,
    End,
}

/// Stops an endless element: counts the bytes since the last event.
struct Metered<R> {
    inner: R,
    since_event: usize,
    limit: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_event > self.limit {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.since_event = self.since_event.saturating_add(amount);
        self.inner.consume(amount);
    }
}

/// The reader of a document.
pub(super) struct Reading<R> {
    xml: Reader<Metered<R>>,
    /// The local names of the enclosing elements.
    path: Vec<String>,
    event: Vec<u8>,
    limits: Limits,
}

impl<R: BufRead> Reading<R> {
    pub(super) fn new(file: R, limits: Limits) -> Self {
        let limit = limits.row_bytes.saturating_mul(2).max(1_048_576);
        let mut xml = Reader::from_reader(Metered { inner: file, since_event: 0, limit });
        xml.config_mut().expand_empty_elements = true;
        Self { xml, path: Vec::new(), event: Vec::new(), limits }
    }

    pub(super) fn read_bytes(&self) -> u64 {
        self.xml.buffer_position()
    }

    /// Reads to the end of the next placemark.
    pub(super) fn next(&mut self) -> Result<Step, SourceError> {
        let mut current: Option<Box<Placemark>> = None;
        let (mut used, mut is_long) = (0_usize, false);
        loop {
            self.event.clear();
            self.xml.get_mut().since_event = 0;
            let before = self.xml.buffer_position();
            let event = self.xml.read_event_into(&mut self.event).map_err(|why| fatal(&why))?;
            match event {
                Event::Start(start) => {
                    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                    if self.path.len() >= DEPTH {
                        return Err(broken("its elements are nested too deeply"));
                    }
                    if name == "Placemark" && current.is_none() {
                        (current, used, is_long) = (Some(Box::default()), 0, false);
                    } else if let Some(placemark) = current.as_deref_mut().filter(|_| !is_long) {
                        let named = start.try_get_attribute("name").ok().flatten();
                        let named = named.map(|attribute| {
                            let raw = String::from_utf8_lossy(&attribute.value).into_owned();
                            quick_xml::escape::unescape(&raw).map_or(raw.clone(), std::borrow::Cow::into_owned)
                        });
                        placemark.open(&name, named.as_deref());
                    }
                    self.path.push(name);
                }
                Event::End(_) => {
                    let name = self.path.pop().ok_or_else(|| broken("an element ends that never began"))?;
                    if name == "Placemark"
                        && !self.path.iter().any(|around| around == "Placemark")
                        && let Some(placemark) = current.take()
                    {
                        return Ok(if is_long { Step::TooLong } else { Step::Placemark(placemark) });
                    }
                    if let Some(placemark) = current.as_deref_mut().filter(|_| !is_long) {
                        placemark.close(&name);
                    }
                }
                Event::Text(text) => {
                    if let Some(placemark) = current.as_deref_mut().filter(|_| !is_long) {
                        placemark.text(&String::from_utf8_lossy(&text));
                    }
                }
                Event::CData(text) => {
                    if let Some(placemark) = current.as_deref_mut().filter(|_| !is_long) {
                        placemark.text(&String::from_utf8_lossy(&text));
                    }
                }
                Event::GeneralRef(entity) => {
                    if let Some(placemark) = current.as_deref_mut().filter(|_| !is_long) {
                        placemark.text(&resolved(&entity));
                    }
                }
                Event::Eof if self.path.is_empty() && current.is_none() => return Ok(Step::End),
                Event::Eof => return Err(broken("the file ends inside an element")),
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
            let went = self.xml.buffer_position().saturating_sub(before);
            used = used.saturating_add(usize::try_from(went).unwrap_or(usize::MAX));
            if current.is_some() && used > self.limits.row_bytes {
                is_long = true;
            }
        }
    }
}

/// Resolves a character by its number or one of the five predefined names; any other entity stays
/// unresolved.
fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name = String::from_utf8_lossy(entity).into_owned();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(known) => known.to_owned(),
        None => format!("&{name};"),
    }
}

fn fatal(why: &quick_xml::Error) -> SourceError {
    if let quick_xml::Error::Io(io) = why
        && io.kind() == io::ErrorKind::FileTooLarge
    {
        return broken("a text or tag in it is longer than is read");
    }
    broken(&why.to_string())
}

fn broken(what: &str) -> SourceError {
    SourceError::Broken { format: "KML", what: what.to_owned() }
}
