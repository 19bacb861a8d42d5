//! The demo: Quảng Ninh with its areas and agencies, a plausible register, and about 120 cases of
//! all kinds in nearly all states.
//!
//! Names of organisations are real, people and addresses are not. The register is **synthetic**:
//! generated from a fixed seed along real streets, without measurements. The cases come from a
//! scenario that is data (`scenario`): its people act through the command pipeline, on a clock
//! that begins about 90 days before the day of the demo and ends at that day. A second start finds
//! the demo and adds nothing.

use std::sync::Arc;

use secrecy::SecretString;

use self::{sample_documents::SampleDocuments, scenario::Scenario, schedule::Schedule, simulation::Simulation};
use crate::{app::App, error::AppError, people::password, services::Services};
use api_store::{
    areas::{area_write, office_write},
    database::clock::MovableClock,
    notices::notifications,
    people::users,
};

mod cast;
mod defects;
mod drafts;
mod other_events;
mod register;
mod sample_documents;
mod sample_pdf;
mod scenario;
mod schedule;
mod simulation;
mod steps;
mod streets;
mod subscriptions;
mod values;
mod wards;

pub use cast::{Login, logins};

/// The working days whose notifications are still unread; people have read the older ones.
const UNREAD_DAYS: usize = 2;

/// The result of the demo setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    /// The demo was created now.
    Now(Numbers),
    /// The demo existed before; its password is unchanged.
    Before,
    /// An earlier setup was interrupted; the database holds a part of the demo.
    Interrupted,
}

/// The size of a new demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// The number of administrative units.
    pub areas: usize,
    pub assets: usize,
    pub cases: usize,
    /// The number of cases that ended earlier than in the scenario, because a rule refused a step.
    pub refused: usize,
}

/// Creates the demo unless it exists.
pub async fn lay_out(app: &App, password: SecretString) -> Result<Laid, AppError> {
    if users::by_email(app.store.read(), cast::ADMIN).await?.is_some() {
        return Ok(Laid::Before);
    }
    for login in logins() {
        if users::by_email(app.store.read(), login.email).await?.is_some() {
            return Ok(Laid::Interrupted);
        }
    }
    let until = app.clock.now();
    let (scenario, streets) = (Scenario::read()?, streets::all()?);
    let schedule = Schedule::before(app, until, scenario.length())?;
    // The same application on the clock of the scenario. No other part of the server uses this
    // clock, so the rest of the server sees only time that goes forward.
    let clock = Arc::new(MovableClock::at(schedule.begin()?));
    let app = &App { clock: Arc::<MovableClock>::clone(&clock), ..app.clone() };
    let services = Services::open(app).map_err(AppError::internal)?;

    let now = app.clock.now();
    let tx = app.store.begin_loading().await?;
    let areas = area_write::install(&tx, &app.policies.areas, now).await?;
    app.store.commit(tx).await?;
    // One hash for all: hashing is slow by design, and all passwords are equal.
    let password_hash = password::hash(password).await?;
    let mut cast = cast::enter(app, &password_hash).await?;
    let tx = app.store.begin_loading().await?;
    office_write::install(&tx, &app.policies.offices, now).await?;
    app.store.commit(tx).await?;
    wards::membership(app, &mut cast).await?;
    let assets = register::enter(app, &cast, &streets).await?;
    subscriptions::enter(app, &cast).await?;
    let mut simulation = Simulation {
        app,
        clock: &clock,
        cast: &cast,
        schedule: &schedule,
        streets: &streets,
        services: &services,
        samples: SampleDocuments::new(services.documents.clone()),
        other_events: other_events::all(&schedule)?,
    };
    let outcome = simulation.run(&scenario, until).await?;
    let tx = app.store.begin_loading().await?;
    notifications::mark_all_read(&tx, schedule.instant(schedule.day(UNREAD_DAYS)?, 0, 0), app.clock.now()).await?;
    app.store.commit(tx).await?;
    cast::complete(app, &mut cast, &password_hash).await?;
    Ok(Laid::Now(Numbers { areas, assets, cases: outcome.cases, refused: outcome.refused }))
}
