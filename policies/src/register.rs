//! What the register asks of every asset, from `register.toml`.

use domain::registry::life::RegisterRules;

use crate::{
    faults::{Fault, Faults},
    source::Source,
};

const PATH: &str = "register.toml";

/// Reads the rules.
///
/// # Errors
/// What is wrong in the file, with its line.
pub fn load(source: &Source) -> Result<RegisterRules, Faults> {
    let file = source.file(PATH)?;
    let rules = toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use crate::source::Source;

    #[test]
    fn the_shipped_rules_can_be_read() {
        assert_eq!(super::load(&Source::BuiltIn).map(|rules| rules.decommission_notice_days).ok(), Some(60));
    }
}
