//! Maps a refused text to its message.

use crate::messages::{FieldProblem, Message};
use crate::text::checked::TextError;

impl From<TextError> for FieldProblem {
    fn from(error: TextError) -> Self {
        let code = |character: char| format!("U+{:04X}", u32::from(character));
        match error {
            TextError::Control(found) => FieldProblem::ControlCharacter { character: code(found) },
            TextError::LineBreak(found) => FieldProblem::LineBreak { character: code(found) },
            TextError::Direction(found) => FieldProblem::DirectionCharacter { character: code(found) },
            TextError::Noncharacter(found) => FieldProblem::Noncharacter { character: code(found) },
            TextError::Invisible => FieldProblem::Invisible,
            TextError::TooLong { most } => FieldProblem::TooManyCharacters { most: most.into() },
        }
    }
}

impl From<TextError> for Message {
    fn from(error: TextError) -> Self {
        FieldProblem::from(error).into()
    }
}
