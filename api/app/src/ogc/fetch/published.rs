//! Published case data as features: planned works, and results with their numbers. The data equals
//! that of `/api/v1/public`.

use chrono::Days;
use domain::cases::{Draft, Kind};
use domain::place::Bounds;
use domain::workflow::limit::TimerStatus;
use serde_json::json;
use uuid::Uuid;

use super::{Batch, Reader};
use crate::cases::effective_law;
use crate::error::AppError;
use crate::ogc::feature::{Feature, Properties};
use api_store::cases::StoredCase;
use api_store::cases::published::{self, Published};
use api_store::people::organizations;

/// The published rows after a given case, narrowed to the requested box.
pub(super) async fn batch(
    reader: &Reader<'_>,
    what: Published,
    within: Option<Bounds>,
    after: Option<Uuid>,
    size: u64,
) -> Result<Batch, AppError> {
    let rows = published::after(reader.app.store.read(), what, within, after, size).await?;
    let full = u64::try_from(rows.len()).is_ok_and(|found| found >= size);
    let more = rows.last().filter(|_| full).map(|last| last.case.id.uuid());
    Ok(Batch { features: features(reader, what, &rows).await?, more })
}

/// The published row of one case.
pub(super) async fn one(reader: &Reader<'_>, what: Published, id: Uuid) -> Result<Option<Feature>, AppError> {
    let row = published::one(reader.app.store.read(), what, id).await?;
    Ok(features(reader, what, &row.into_iter().collect::<Vec<_>>()).await?.pop())
}

async fn features(reader: &Reader<'_>, what: Published, rows: &[StoredCase]) -> Result<Vec<Feature>, AppError> {
    let applicants: Vec<_> = rows.iter().map(|kept| kept.case.applicant).collect();
    let names = organizations::names(reader.app.store.read(), &applicants).await?;
    let mut found = Vec::with_capacity(rows.len());
    for kept in rows {
        let name = names.get(&kept.case.applicant).map(|name| name.get(reader.locale).to_owned()).unwrap_or_default();
        let known = match what {
            Published::Works => works(reader, kept, &name)?,
            Published::Results => permit(reader, kept, &name)?,
        };
        if let Some(properties) = known {
            found.push(Feature { id: kept.case.id.uuid(), shape: kept.case.content.place().cloned(), properties });
        }
    }
    Ok(found)
}

fn works(reader: &Reader<'_>, kept: &StoredCase, initiator: &str) -> Result<Option<Properties>, AppError> {
    let case = &kept.case;
    let Draft::PlannedWorks(notice) = Draft::from(&case.content) else { return Ok(None) };
    let last = notice
        .starts_on
        .zip(notice.duration_days)
        .and_then(|(starts, days)| starts.checked_add_days(Days::new(u64::from(days.saturating_sub(1)))));
    let window = case.timers.get("window").filter(|timer| timer.status == TimerStatus::Running);
    let known = [
        ("code", json!(case.code)),
        ("title", json!(notice.title)),
        ("initiator", json!(initiator)),
        ("description", json!(notice.description)),
        ("address", json!(notice.address)),
        ("starts_on", json!(notice.starts_on)),
        ("ends_on", json!(last)),
        ("duration_days", json!(notice.duration_days)),
        ("contact", json!(notice.contact)),
        ("state", json!(case.state.to_string())),
        ("state_title", json!(state_title(reader, kept)?)),
        ("join_until", json!(window.map(|timer| timer.due_on))),
    ];
    Ok(Some(known.into_iter().collect()))
}

fn permit(reader: &Reader<'_>, kept: &StoredCase, holder: &str) -> Result<Option<Properties>, AppError> {
    let case = &kept.case;
    let Some(result) = case.content.dossier().and_then(|dossier| dossier.result.as_ref()) else { return Ok(None) };
    let (mut address, mut height_m) = (None, None);
    if let Draft::SitingApplication(site) = Draft::from(&case.content) {
        (address, height_m) = (site.address, site.height_m);
    } else if let Draft::ConstructionPermit(works) | Draft::CommencementNotice(works) = Draft::from(&case.content) {
        (address, height_m) = (works.address, works.height_m);
    }
    let until = ["validity", "start_by"].into_iter().find_map(|limit| {
        case.timers.get(limit).filter(|timer| timer.status == TimerStatus::Running).map(|timer| timer.due_on)
    });
    let known = [
        ("number", json!(result.number)),
        ("kind", json!(case.kind.as_str().parse::<Kind>().ok().map(Kind::as_str))),
        ("title", json!(case.content.title())),
        ("holder", json!(holder)),
        ("issuer", json!(result.issuer.name.get(reader.locale))),
        ("issued_on", json!(result.on)),
        ("valid_until", json!(until)),
        ("conditions", json!(result.conditions)),
        ("address", json!(address)),
        ("height_m", json!(height_m)),
        ("state", json!(case.state.to_string())),
        ("state_title", json!(state_title(reader, kept)?)),
    ];
    Ok(Some(known.into_iter().collect()))
}

fn state_title(reader: &Reader<'_>, kept: &StoredCase) -> Result<String, AppError> {
    let ruling = effective_law::of(reader.app, &kept.case)?;
    let state = &kept.case.state;
    let title = ruling.law().definition.state(state).map(|known| known.title.get(reader.locale).to_owned());
    Ok(title.unwrap_or_else(|| state.to_string()))
}
