//! The events of the demo beside its cases: an import with findings, a proposed merger, a
//! proposed change of the calendar.

use chrono::{DateTime, Datelike, Utc};
use domain::{
    ids::ImportId,
    organization::{Basis, Merger},
};
use futures_util::stream;

use super::{cast::Cast, schedule::Schedule};
use crate::{
    app::App,
    background::assembly,
    calendars,
    command_pipeline::execute,
    error::AppError,
    imports::{importer::Ended, queries::mapping_text, start::Start},
    lease::LeaseHolder,
    mergers,
    services::Services,
};
use api_store::{areas::calendar_changes::Proposal, entities::status::ImportMode};

const CLERK: &str = "clerk@pcquangninh.example";
const OFFICER: &str = "officer@sotttt.example";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherEvent {
    /// The power company imports poles; some rows are refused.
    Import,
    /// The regulator proposes that an owner merges into an operator.
    Merger,
    /// The regulator proposes a day off.
    DayOff,
}

/// The events with the number of working days before the day of the demo.
const DAYS: [(OtherEvent, usize); 3] = [(OtherEvent::Import, 12), (OtherEvent::Merger, 4), (OtherEvent::DayOff, 3)];

/// All events at their instants, the last one first.
pub(super) fn all(schedule: &Schedule) -> Result<Vec<(DateTime<Utc>, OtherEvent)>, AppError> {
    let mut found = DAYS
        .into_iter()
        .map(|(event, back)| Ok((schedule.instant(schedule.day(back)?, back, 0), event)))
        .collect::<Result<Vec<_>, AppError>>()?;
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(found)
}

impl OtherEvent {
    pub(super) async fn perform(
        self,
        app: &App,
        services: &Services,
        schedule: &Schedule,
        cast: &Cast,
    ) -> Result<(), AppError> {
        let today = schedule.local_date(app.clock.now());
        match self {
            Self::Import => import(app, services, cast).await,
            Self::Merger => {
                let merger = Merger {
                    predecessor: cast.office("bachdang")?,
                    successor: cast.office("viettel")?,
                    effective_on: schedule.calendar_days_after(today, 60),
                    basis: Basis {
                        document: "Hợp đồng sáp nhập".to_owned(),
                        number: format!("07/{}/HĐSN", today.year()),
                    },
                };
                execute(app, &cast.request(OFFICER, None)?, mergers::Propose { merger }).await?;
                Ok(())
            }
            Self::DayOff => {
                let proposal = Proposal {
                    calendar: schedule.calendar().to_owned(),
                    day: schedule.working_days_after(today, 25),
                    kind: "swapped_off".to_owned(),
                    name: "Ngày nghỉ hoán đổi".to_owned(),
                    source: "Công văn của Bộ Nội vụ (minh họa)".to_owned(),
                };
                execute(app, &cast.request(OFFICER, None)?, calendars::Propose { proposal }).await?;
                Ok(())
            }
        }
    }
}

async fn import(app: &App, services: &Services, cast: &Cast) -> Result<(), AppError> {
    let import = ImportId::new(app.clock.new_id());
    let content = bytes::Bytes::from_static(include_bytes!("scenario/poles.csv"));
    let file = stream::iter([Ok(content)]);
    let file = services.import_files.put(&import.to_string(), file, app.config.data.import_limit_bytes).await;
    let command = Start {
        import,
        organization: cast.office("pcquangninh")?,
        mapping: mapping_text(include_str!("scenario/poles.toml"))?,
        mode: ImportMode::Commit,
        file: file.map_err(AppError::internal)?,
        file_name: Some("cot-dien-cua-ong.csv".to_owned()),
    };
    execute(app, &cast.request(CLERK, None)?, command).await?;
    let done = assembly::importer(app, services).this(import, LeaseHolder::from("demo"), &|_| {}).await;
    match done.map_err(AppError::internal)? {
        Ended::Finished(_) => Ok(()),
        Ended::Lost => Err(AppError::internal("another node has taken the import of the demo")),
    }
}
