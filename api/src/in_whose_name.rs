//! In whose name something new is begun: that of an organisation that lives. Since a merger the name of the predecessor stands only in
//! what was begun before.

use domain::ids::OrganizationId;

use crate::{act::Desk, failure::Failure, store::succession};

/// Holds that something new can be begun in the name of an organisation.
///
/// # Errors
/// [`Failure::Invalid`] at the pointer when another carries on its work.
pub(crate) async fn expect_living(desk: &Desk<'_>, organization: OrganizationId, pointer: &str) -> Result<(), Failure> {
    let today = succession::on(desk.tx, desk.house.local_date(desk.now)).await?;
    if today.is_carried_on(organization) { Err(carried_on(pointer)) } else { Ok(()) }
}

/// What is said when a predecessor is named.
pub(crate) fn carried_on(pointer: &str) -> Failure {
    Failure::invalid(pointer, "was merged into another organisation: name the one that carries on its work")
}
