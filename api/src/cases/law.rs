//! The law that a case is under: its pinned pack, that pack's calendar and office hours.

use domain::{
    cases::{Case, Law},
    workflow::{
        denial::Refusal,
        name::{KindName, PackId},
    },
};

use crate::{act::Desk, failure::Failure, house::House};

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

/// The pack of a family that is in force on the day of a change.
///
/// # Errors
/// A refusal when there is none.
pub fn in_force<'a>(desk: &'a Desk<'_>, family: &str) -> Result<&'a PackId, Failure> {
    let today = desk.house.local_date(desk.now);
    desk.house.policies.pack_in_force(family, today).map(|pack| &pack.id).ok_or_else(|| {
        Refusal::new(
            "no_law_in_force",
            "Không có bộ quy tắc còn hiệu lực.",
            format!("no rule pack `{family}` is in force on this day"),
        )
        .into()
    })
}

/// A draft under the law of the day on which it is filed, which may not be that of the day on which it was begun.
///
/// # Errors
/// A refusal when no law of the family is in force any more.
pub fn filed_under(desk: &Desk<'_>, draft: &Case) -> Result<Case, Failure> {
    let family = draft.pack.as_str().split('@').next().unwrap_or_default();
    Ok(Case { pack: in_force(desk, family)?.clone(), ..draft.clone() })
}
