//! The procedure that the law of a day prescribes for works, before a draft exists.

use chrono::NaiveDate;
use domain::cases::construction::{self, Resolved, Works};
use domain::cases::facts::Competent;
use domain::text::Localized;

use crate::app::App;
use crate::error::AppError;
use crate::located;
use api_store::areas::competence;
use policies::packs::Pack;

/// The prescribed procedure of works.
#[derive(Debug)]
pub struct Prescribed {
    pub route: Resolved,
    /// The title of the rule that decided.
    pub title: Localized,
    /// The competent office; `None` without a place, or where no office is competent.
    pub office: Option<Competent>,
}

/// The procedure for these works under a pack; `None` when none of its rules matches.
///
/// # Errors
/// [`AppError::Invalid`] for a place that is too large, [`AppError::Unavailable`] when the database
/// fails.
pub async fn prescribed(app: &App, pack: &Pack, works: &Works, on: NaiveDate) -> Result<Option<Prescribed>, AppError> {
    let routes = &pack.header.routes;
    let Some(route) = construction::resolve(routes, works) else { return Ok(None) };
    let title = routes.iter().find(|rule| rule.id == route.rule).map(|rule| rule.title.clone());
    let office = match &works.place {
        None => None,
        Some(place) => {
            let read = app.store.read();
            let units = located::across((read, &app.compute), place, on, "/place").await?;
            competence::jurisdiction(read, &units, &route.competence, on).await?.map(|found| found.lead)
        }
    };
    let title = title.unwrap_or_else(|| Localized::same(&route.rule));
    Ok(Some(Prescribed { route, title, office }))
}
