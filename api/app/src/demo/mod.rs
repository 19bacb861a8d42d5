//! The demo: Quảng Ninh with its areas and agencies, a believable register and a few requests on
//! their way.
//!
//! Names of organisations are real, people and addresses are not, and the register is
//! **synthetic**: generated from a fixed seed along the course of real streets, by nobody's
//! measurements. A second start finds everything there and adds nothing.

use secrecy::SecretString;

use crate::{app::App, error::AppError};
use api_store::{
    areas::{area_write, office_write},
    people::users,
};

mod cast;
mod register;
mod requests;
mod subscriptions;
mod wards;

/// What the demo holds after it was laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    /// It was laid out now.
    Now {
        /// How many administrative units.
        areas: usize,
        assets: usize,
    },
    /// It was there before; the password was left as it is.
    Before,
}

/// The logins, in the order in which they are shown.
pub fn logins() -> impl Iterator<Item = &'static str> {
    cast::PEOPLE.iter().map(|person| person.email)
}

/// Lays the demo out, unless it is there.
pub async fn lay_out(app: &App, password: SecretString) -> Result<Laid, AppError> {
    if users::by_email(app.store.read(), cast::ADMIN).await?.is_some() {
        return Ok(Laid::Before);
    }
    let now = app.clock.now();
    let tx = app.store.begin_loading().await?;
    let areas = area_write::install(&tx, &app.policies.areas, now).await?;
    app.store.commit(tx).await?;
    let cast = cast::enter(app, password).await?;
    let tx = app.store.begin_loading().await?;
    office_write::install(&tx, &app.policies.offices, now).await?;
    app.store.commit(tx).await?;
    wards::membership(app, &cast).await?;
    let assets = register::enter(app, &cast).await?;
    requests::enter(app, &cast).await?;
    subscriptions::enter(app, &cast).await?;
    Ok(Laid::Now { areas, assets })
}
