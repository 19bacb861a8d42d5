//! The scenario of the demo as data: stories (`scenario/stories.csv`), and for each kind of case
//! the paths of its stories (`scenario/<kind>.toml`).
//!
//! A story begins a number of working days before the day of the demo and follows its path. Steps
//! after that day are left out, so the first day of a story decides the state of its case.

use std::collections::BTreeMap;

use domain::{
    cases::Kind,
    workflow::name::{ActionId, DocumentKind},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::AppError;

/// The paths of all kinds.
const PATHS: [(Kind, &str); 8] = [
    (Kind::SharingRequest, include_str!("scenario/sharing_request.toml")),
    (Kind::SitingApplication, include_str!("scenario/siting_application.toml")),
    (Kind::ConstructionPermit, include_str!("scenario/construction_permit.toml")),
    (Kind::CommencementNotice, include_str!("scenario/commencement_notice.toml")),
    (Kind::PlannedWorks, include_str!("scenario/planned_works.toml")),
    (Kind::Dispute, include_str!("scenario/dispute.toml")),
    (Kind::InformationRequest, include_str!("scenario/information_request.toml")),
    (Kind::CleanUpCampaign, include_str!("scenario/clean_up_campaign.toml")),
];

/// A row of `stories.csv`: one case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// The name by which other rows refer to the case.
    pub(super) key: String,
    pub(super) kind: Kind,
    path: String,
    /// The number of working days before the day of the demo.
    pub(super) from: usize,
    /// The organisation that opens the case.
    pub(super) applicant: String,
    /// The other side: an owner, an office, an operator that joins.
    pub(super) other: String,
    /// The story that this one builds on: the approved site of works, the case in dispute.
    pub(super) about: Option<String>,
    pub(super) street: String,
    /// The first asset or the first pole, by its number in the street.
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) title: String,
    pub(super) purpose: String,
}

/// The steps that a story can take.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Path {
    id: String,
    /// Begins like another path of the kind.
    #[serde(default)]
    like: Option<Like>,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Like {
    path: String,
    /// The last day that is taken over.
    until: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    path: Vec<Path>,
}

/// The actions of one person on one day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// The number of working days after the beginning of the story.
    pub(super) day: usize,
    pub(super) who: Who,
    /// Documents to file before the action.
    #[serde(default)]
    pub(super) attach: Vec<DocumentKind>,
    #[serde(default)]
    pub(super) act: Option<ActionId>,
    /// The comment of the action.
    #[serde(default)]
    pub(super) comment: Option<String>,
    /// The data of the action, with placeholders ([`super::values`]).
    #[serde(default)]
    pub(super) data: Map<String, Value>,
    /// A message to the parties.
    #[serde(default)]
    pub(super) say: Option<String>,
    #[serde(default)]
    pub(super) task: Option<TaskStep>,
    #[serde(default)]
    pub(super) survey: Option<Count>,
    /// The number of a tag whose item the person's organisation claims.
    #[serde(default)]
    pub(super) tag: Option<u32>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaskStep {
    /// Takes the open task of the case out of the queue.
    Claim,
}

/// The result of a survey on one pole of a campaign.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    /// The place in the list of poles with a free position.
    pub(super) pole: usize,
    /// The number of attachments that the register does not know.
    pub(super) unknown: u32,
}

/// The person of a step, by the role in the story.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) enum Who {
    Applicant,
    ApplicantLead,
    Other,
    OtherLead,
    /// Who receives dossiers at the office.
    Intake,
    /// A certain person, by the login without its ending.
    Person(String),
}

impl From<String> for Who {
    fn from(text: String) -> Self {
        match text.as_str() {
            "applicant" => Self::Applicant,
            "applicant.lead" => Self::ApplicantLead,
            "other" => Self::Other,
            "other.lead" => Self::OtherLead,
            "intake" => Self::Intake,
            _ => Self::Person(format!("{text}.example")),
        }
    }
}

/// The stories with their steps.
#[derive(Debug)]
pub(super) struct Scenario {
    pub(super) stories: Vec<Story>,
    paths: BTreeMap<(Kind, String), Vec<Step>>,
}

impl Scenario {
    pub(super) fn read() -> Result<Self, AppError> {
        let stories = csv::Reader::from_reader(include_str!("scenario/stories.csv").as_bytes())
            .deserialize()
            .collect::<Result<Vec<Story>, _>>()
            .map_err(AppError::internal)?;
        let mut paths = BTreeMap::new();
        for (kind, text) in PATHS {
            let read: Paths = toml::from_str(text).map_err(AppError::internal)?;
            for path in read.path {
                let mut steps: Vec<Step> = Vec::new();
                if let Some(like) = path.like {
                    let known = paths.get(&(kind, like.path.clone())).ok_or_else(|| no_path(kind, &like.path))?;
                    let known: &Vec<Step> = known;
                    steps.extend(known.iter().filter(|step| step.day <= like.until).cloned());
                }
                steps.extend(path.steps);
                paths.insert((kind, path.id), steps);
            }
        }
        Ok(Self { stories, paths })
    }

    /// The steps of a story.
    pub(super) fn steps(&self, story: &Story) -> Result<&[Step], AppError> {
        let steps = self.paths.get(&(story.kind, story.path.clone()));
        steps.map(Vec::as_slice).ok_or_else(|| no_path(story.kind, &story.path))
    }

    /// The number of working days before the day of the demo on which the first story begins.
    pub(super) fn length(&self) -> usize {
        self.stories.iter().map(|story| story.from).max().unwrap_or_default()
    }
}

fn no_path(kind: Kind, path: &str) -> AppError {
    AppError::internal(format!("the scenario of {kind} has no path {path}"))
}
