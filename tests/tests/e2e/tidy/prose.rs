//! The words of a Rust file: of its names, of its comments and of its messages.

use super::tree::{Piece, pieces};

/// What a part of a file is for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Code,
    Comment,
    /// A string literal of several words.
    Message,
}

/// The parts of Rust; a key or a path in a string literal is left out.
pub(super) fn parts(text: &str) -> Vec<(Text, &str)> {
    let is_message = |literal: &str| literal.split_whitespace().count() > 1;
    let known = pieces(text).into_iter().filter_map(|(piece, part)| match piece {
        Piece::Code => Some((Text::Code, part)),
        Piece::Comment => Some((Text::Comment, part)),
        Piece::Literal => is_message(part).then_some((Text::Message, part)),
        Piece::Character => None,
    });
    known.collect()
}

pub(super) fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|name| name.starts_with(|c: char| !c.is_numeric()))
}

/// The keyword and the name of each declaration, and `as` with the new name of an imported type.
pub(super) fn declared(code: &str) -> Vec<(&str, &str)> {
    let names: Vec<&str> = identifiers(code).collect();
    let keywords = ["fn", "mod", "struct", "enum", "trait", "type", "union"];
    let pairs = names.windows(2).filter_map(|pair| <[&str; 2]>::try_from(pair).ok());
    let is_type = |name: &str| name.starts_with(char::is_uppercase);
    let declares = |[keyword, name]: &[&str; 2]| keywords.contains(keyword) || (*keyword == "as" && is_type(name));
    pairs.filter(declares).map(|[keyword, name]| (keyword, name)).collect()
}

/// The words of a name in snake or camel case, or of several names, in lower case.
pub(super) fn name_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for name in text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|name| !name.is_empty()) {
        let characters: Vec<char> = name.chars().collect();
        let mut word = String::new();
        for (at, character) in characters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| characters.get(at));
            let after_small = before.is_some_and(|before| !before.is_uppercase());
            let before_small = characters.get(at + 1).is_some_and(|next| next.is_lowercase());
            if character.is_uppercase() && !word.is_empty() && (after_small || before_small) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(character.to_lowercase());
        }
        words.push(word);
    }
    words
}

/// The words of a sentence, in lower case. A name with an underscore is one word.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    let words = text.split(|c| !is_part(c)).map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Markdown without what is quoted as code.
pub(super) fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}
