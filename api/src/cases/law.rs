//! The law that a case is under: its pinned pack, that pack's calendar and office hours.

use domain::{
    cases::{Case, Law},
    workflow::name::{KindName, PackId},
};

use crate::{failure::Failure, house::House};

/// The law of a case.
///
/// # Errors
/// [`Failure::Internal`] when its pack is not installed any more; `hatang check` and the start of the server refuse that.
pub fn of<'a>(house: &'a House, case: &Case) -> Result<Law<'a>, Failure> {
    named(house, &case.pack, &case.kind)
}

/// The law of a kind of case under a pack.
///
/// # Errors
/// [`Failure::Internal`] when the pack is not installed or has no such kind.
pub fn named<'a>(house: &'a House, pack: &PackId, kind: &KindName) -> Result<Law<'a>, Failure> {
    house
        .policies
        .law(pack, kind)
        .ok_or_else(|| Failure::internal(format!("the rule pack {pack} with {kind} is not installed")))
}
