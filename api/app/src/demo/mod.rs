//! The demo: Quảng Ninh with its areas and agencies, a plausible register and a few open requests.
//!
//! Names of organisations are real, people and addresses are not. The register is **synthetic**:
//! generated from a fixed seed along real streets, without measurements. A second start finds the
//! demo and adds nothing.

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

/// The result of the demo setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    /// The demo was created now.
    Now {
        /// The number of administrative units.
        areas: usize,
        assets: usize,
    },
    /// The demo existed before; its password is unchanged.
    Before,
}

/// The logins, in the order of display.
pub fn logins() -> impl Iterator<Item = &'static str> {
    cast::PEOPLE.iter().map(|person| person.email)
}

/// Creates the demo unless it exists.
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
