//! Lists of identifiers in query parameters.

use domain::messages::{Expected, FieldProblem};
use domain::workflow::violation::FieldError;
use uuid::Uuid;

/// Parses identifiers that are separated by commas. The error names the parameter.
pub(crate) fn identifiers(parameter: &str, text: &str, most: usize) -> Result<Vec<Uuid>, FieldError> {
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    if words.len() > most {
        return Err(FieldError::new(parameter, FieldProblem::TooManyItems { most: most.into() }));
    }
    let parsed = words.into_iter().map(str::parse).collect::<Result<_, uuid::Error>>();
    parsed.map_err(|_no_id| FieldError::new(parameter, FieldProblem::WrongType { expected: Expected::Id }))
}
