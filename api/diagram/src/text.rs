//! Texts of a drawing with their sizes.

use crate::drawing::{StateBox, wrapped};
use crate::layout::Size;

/// The line height in pixels.
pub(crate) const LINE: i64 = 17;
/// The characters per line of a label. Long labels make drawings wide.
const LABEL_WIDTH: usize = 30;

/// The typeface of a line of text; the style sheet of the drawing has a rule for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Title,
    Name,
    Id,
    Line,
    Label,
}

impl Face {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Name => "name",
            Self::Id => "id",
            Self::Line => "line",
            Self::Label => "way",
        }
    }

    /// The average width of a character in the widest of the named fonts, in tenths of a pixel.
    const fn advance(self) -> i64 {
        match self {
            Self::Title => 125,
            Self::Name => 96,
            Self::Id => 68,
            Self::Line | Self::Label => 72,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) face: Face,
    pub(crate) words: String,
}

impl Text {
    pub(crate) fn new(face: Face, words: &str) -> Self {
        Self { face, words: words.to_owned() }
    }

    pub(crate) fn width(&self) -> i64 {
        let count = i64::try_from(self.words.chars().count()).unwrap_or(i64::MAX);
        count.saturating_mul(self.face.advance()) / 10
    }
}

/// The lines inside the box of a state.
pub(crate) fn of_state(state: &StateBox) -> Vec<Text> {
    let mut lines = vec![Text::new(Face::Name, &state.title)];
    if !state.id.is_empty() {
        lines.push(Text::new(Face::Id, &state.id));
    }
    lines.extend(state.lines.iter().map(|line| Text::new(Face::Line, line)));
    lines
}

/// The lines of a label.
pub(crate) fn of_label(lines: &[String]) -> Vec<Text> {
    let lines = lines.iter().flat_map(|line| broken(line));
    lines.map(|line| Text::new(Face::Label, &line)).collect()
}

/// Breaks a long line before the people or after the time limit if both parts fit, else between
/// words.
fn broken(line: &str) -> Vec<String> {
    let fits = |text: &str| text.chars().count() <= LABEL_WIDTH;
    if fits(line) {
        return vec![line.to_owned()];
    }
    let people = line.split_once(" · ").map(|(action, people)| [action.to_owned(), format!("· {people}")]);
    let limit = line.split_once(": ").map(|(limit, action)| [format!("{limit}:"), action.to_owned()]);
    match people.or(limit) {
        Some(parts) if parts.iter().all(|part| fits(part)) => parts.to_vec(),
        Some(_) | None => wrapped(line, LABEL_WIDTH),
    }
}

/// The size of some lines with a margin around them; zero without lines.
pub(crate) fn size(lines: &[Text], across: i64, down: i64) -> Size {
    let Some(widest) = lines.iter().map(Text::width).max() else { return Size::default() };
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    Size { width: widest.saturating_add(across), height: count.saturating_mul(LINE).saturating_add(down) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_broken_where_their_parts_meet() {
        assert_eq!(broken("Submit · applicant"), ["Submit · applicant"]);
        assert_eq!(broken("Accept and sign · applicant (manager)"), ["Accept and sign", "· applicant (manager)"]);
        assert_eq!(broken("◷ 15 working days: The mediation ran out"), ["◷ 15 working days:", "The mediation ran out"]);
        assert_eq!(
            broken("Khởi công khi thông báo còn thiếu · bên xin"),
            ["Khởi công khi thông báo còn", "thiếu · bên xin"]
        );
    }
}
