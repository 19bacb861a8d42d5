//! Performs the scenario through the command pipeline, with a clock that goes from the first day of
//! the scenario to the day of the demo. Time limits expire on the way, as they do in a server.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{CaseId, DocumentId};
use uuid::Uuid;

use super::{
    cast::{Cast, Position},
    drafts::DraftContext,
    other_events::OtherEvent,
    sample_documents::SampleDocuments,
    scenario::{Scenario, Step, Story, Who},
    schedule::Schedule,
    streets::Street,
};
use crate::{
    app::App,
    cases::{clock, draft::Open},
    command_pipeline::execute,
    error::AppError,
    services::Services,
    tasks::unattended,
};
use api_store::database::clock::MovableClock;

/// A case that a story has opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) id: CaseId,
    /// The last document of each kind.
    pub(super) documents: BTreeMap<String, DocumentId>,
    /// The assets that a sharing request names.
    pub(super) assets: Vec<Uuid>,
}

/// The progress of one story.
enum Progress {
    Waiting,
    Open(Opened),
    /// A rule refused a step; the case stays as it is.
    Stopped(Option<CaseId>),
}

impl Progress {
    fn case(&self) -> Option<CaseId> {
        match self {
            Self::Waiting => None,
            Self::Open(opened) => Some(opened.id),
            Self::Stopped(case) => *case,
        }
    }
}

/// A step of a story at its instant; without a step, the story opens its case.
struct ScheduledStep<'a> {
    at: DateTime<Utc>,
    story: usize,
    step: Option<&'a Step>,
}

/// The number of cases of a finished simulation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) cases: usize,
    /// The number of cases whose story ended early, because a rule refused a step.
    pub(super) refused: usize,
}

pub(super) struct Simulation<'a> {
    /// The application on the clock of the scenario.
    pub(super) app: &'a App,
    pub(super) clock: &'a MovableClock,
    pub(super) cast: &'a Cast,
    pub(super) schedule: &'a Schedule,
    pub(super) streets: &'a [Street],
    pub(super) services: &'a Services,
    pub(super) samples: SampleDocuments,
    /// The events beside the stories, the last one first.
    pub(super) other_events: Vec<(DateTime<Utc>, OtherEvent)>,
}

impl Simulation<'_> {
    /// Performs all stories up to an instant.
    pub(super) async fn run(&mut self, scenario: &Scenario, until: DateTime<Utc>) -> Result<Outcome, AppError> {
        let mut progress: Vec<Progress> = scenario.stories.iter().map(|_| Progress::Waiting).collect();
        for scheduled in self.scheduled_steps(scenario)? {
            let Some(story) = scenario.stories.get(scheduled.story) else { continue };
            self.pass_time(scheduled.at).await?;
            let about = story.about.as_deref().and_then(|key| scenario.stories.iter().position(|one| one.key == key));
            let about = about.and_then(|place| progress.get(place)?.case());
            let Some(place) = progress.get_mut(scheduled.story) else { continue };
            let done = match (scheduled.step, &mut *place) {
                (_, Progress::Stopped(_)) => continue,
                (None, Progress::Waiting | Progress::Open(_)) => {
                    self.open(story, about).await.map(|opened| *place = Progress::Open(opened))
                }
                (Some(step), Progress::Open(opened)) => self.step(story, step, opened).await,
                (Some(_), Progress::Waiting) => Err(AppError::NotFound),
            };
            if let Err(error) = done {
                if !is_refusal(&error) {
                    return Err(error);
                }
                let step = scheduled.step.and_then(|step| step.act.as_ref()).map_or("open", |action| action.as_str());
                tracing::warn!(
                    story = story.key,
                    step,
                    error = crate::error::chain(&error),
                    "a rule refuses the scenario"
                );
                *place = Progress::Stopped(place.case());
            }
        }
        self.pass_time(until).await?;
        let refused = progress.iter().filter(|one| matches!(one, Progress::Stopped(_))).count();
        Ok(Outcome { cases: progress.iter().filter(|one| one.case().is_some()).count(), refused })
    }

    /// All steps up to the day of the demo, in the order of time.
    fn scheduled_steps<'p>(&self, scenario: &'p Scenario) -> Result<Vec<ScheduledStep<'p>>, AppError> {
        let mut scheduled = Vec::new();
        for (number, story) in scenario.stories.iter().enumerate() {
            let mut places: BTreeMap<usize, usize> = BTreeMap::new();
            let opening = std::iter::once((0, None));
            for (after, step) in opening.chain(scenario.steps(story)?.iter().map(|step| (step.day, Some(step)))) {
                let Some(back) = story.from.checked_sub(after) else { continue };
                let place = places.entry(after).or_default();
                let at = self.schedule.instant(self.schedule.day(back)?, number.saturating_add(after), *place);
                *place = place.saturating_add(1);
                scheduled.push(ScheduledStep { at, story: number, step });
            }
        }
        scheduled.sort_by_key(|step| step.at);
        Ok(scheduled)
    }

    /// Advances the clock to an instant, with the other events on the way.
    async fn pass_time(&mut self, until: DateTime<Utc>) -> Result<(), AppError> {
        while let Some((at, event)) = self.other_events.pop_if(|(at, _)| *at <= until) {
            self.set_clock(at).await?;
            event.perform(self.app, self.services, self.schedule, self.cast).await?;
        }
        self.set_clock(until).await
    }

    /// Sets the clock, and performs at each midnight what became due.
    async fn set_clock(&self, until: DateTime<Utc>) -> Result<(), AppError> {
        for midnight in self.schedule.midnights(self.app.clock.now(), until) {
            self.clock.set(midnight);
            self.run_due().await?;
        }
        if until > self.app.clock.now() {
            self.clock.set(until);
        }
        Ok(())
    }

    async fn run_due(&self) -> Result<(), AppError> {
        while clock::run_due(self.app).await? > 0 {}
        while unattended::run(self.app).await? > 0 {}
        Ok(())
    }

    async fn open(&self, story: &Story, about: Option<CaseId>) -> Result<Opened, AppError> {
        let street = self.streets.iter().find(|street| street.code == story.street);
        let context = DraftContext {
            app: self.app,
            cast: self.cast,
            schedule: self.schedule,
            street: street.ok_or_else(|| AppError::internal(format!("there is no street {}", story.street)))?,
            story,
            today: self.schedule.local_date(self.app.clock.now()),
            about,
        };
        let draft = context.draft().await?;
        let assets = draft.elements().iter().map(|element| element.asset_id.uuid()).collect();
        let request = self.cast.request(Cast::member(&story.applicant, Position::Staff)?, None)?;
        let applicant = Some(self.cast.office(&story.applicant)?);
        let command = Open { draft, applicant, previous: None, pack: None };
        let id = execute(self.app, &request, command).await?.answer.case.id;
        Ok(Opened { id, documents: BTreeMap::new(), assets })
    }

    /// The login of the person who takes a step.
    pub(super) fn login<'s>(story: &Story, who: &'s Who) -> Result<&'s str, AppError> {
        match who {
            Who::Applicant => Cast::member(&story.applicant, Position::Staff),
            Who::ApplicantLead => Cast::member(&story.applicant, Position::Lead),
            Who::Other => Cast::member(&story.other, Position::Staff),
            Who::OtherLead => Cast::member(&story.other, Position::Lead),
            Who::Intake => Cast::member(&story.other, Position::Intake),
            Who::Person(login) => Ok(login),
        }
    }
}

/// Whether a rule refuses a step, and not a defect or a failure of the server.
fn is_refusal(error: &AppError) -> bool {
    match error {
        AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Refused(_)
        | AppError::Invalid(_)
        | AppError::Stale { .. }
        | AppError::Conflict(_) => true,
        AppError::Unauthenticated
        | AppError::BadCredentials
        | AppError::CrossSite
        | AppError::PreconditionRequired
        | AppError::TooMany { .. }
        | AppError::TooLarge { .. }
        | AppError::Unavailable { .. }
        | AppError::Busy { .. }
        | AppError::Again
        | AppError::Internal(_) => false,
    }
}
