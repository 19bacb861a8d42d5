//! Query parameters of lists and counts of cases, parsed and validated.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::access::{Actor, Stance};
use domain::cases::Kind;
use domain::ids::OrganizationId;
use domain::messages::FieldProblem;
use domain::text::search_words;
use domain::workflow::definition::Phase;
use domain::workflow::violation::FieldError;
use strum::{VariantArray, VariantNames};
use uuid::Uuid;

use crate::legal_days::LegalDays;
use crate::parameter_set::query_parameters;
use api_app::app::App;
use api_app::cases::queries;
use api_app::error::AppError;
use api_app::reads::case_list::CaseFilter;
use api_app::reads::case_search::{CaseReader, CaseTurn};
use api_app::tasks::readable_memberships;

query_parameters! {
    /// Filters of lists and counts of cases.
    #[derive(Debug)]
    pub(crate) struct CaseParameters {
        /// One or several kinds of case, separated by commas.
        pub(crate) kind: Option<String>,
        /// One or several states, separated by commas.
        pub(crate) state: Option<String>,
        /// One or several phases, separated by commas.
        pub(crate) phase: Option<String>,
        /// Search words: code, dossier code, title, applicant, owner and competent office.
        /// Diacritics are ignored.
        pub(crate) q: Option<String>,
        /// One or several stances of the reader's organisations, separated by commas.
        pub(crate) stance: Option<String>,
        /// `mine`: the reader has a task in the case. `others`: the case is open, an organisation
        /// of the reader acts in it, and the reader has no task.
        pub(crate) turn: Option<String>,
        pub(crate) applicant: Option<Uuid>,
        /// Organisation to which a request is addressed.
        pub(crate) owner: Option<Uuid>,
        /// Competent office.
        pub(crate) authority: Option<Uuid>,
        pub(crate) area: Option<Uuid>,
        pub(crate) overdue: Option<bool>,
        /// Only cases opened by the caller.
        pub(crate) mine: Option<bool>,
        /// First legal day of the filing.
        pub(crate) filed_from: Option<NaiveDate>,
        /// Last legal day of the filing.
        pub(crate) filed_to: Option<NaiveDate>,
        /// Only cases whose leading time limit ends before this day.
        pub(crate) due_before: Option<NaiveDate>,
    }
}

impl CaseParameters {
    /// The filter for a reader.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every invalid parameter.
    pub(crate) fn filter(&self, app: &App, actor: &Actor) -> Result<CaseFilter, AppError> {
        let mut faults = Vec::new();
        let kinds = kinds("kind", self.kind.as_deref(), &mut faults);
        let states: Vec<String> = listed(self.state.as_deref()).map(str::to_owned).collect();
        if !states.iter().all(|state| is_state(app, state)) {
            faults.push(FieldError::new("state", FieldProblem::one_of(&known_states(app))));
        }
        let phases = variants::<Phase>("phase", self.phase.as_deref(), &mut faults);
        let stances = variants::<Stance>("stance", self.stance.as_deref(), &mut faults);
        let turn = parsed::<CaseTurn>("turn", self.turn.as_deref(), &mut faults);
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let words = self.q.as_deref().map(search_words);
        // A search without any word finds nothing, as among assets.
        let finds_nothing = words.as_ref().is_some_and(Vec::is_empty);
        let kinds = match kinds.as_slice() {
            _ if finds_nothing => &[],
            [] => Kind::VARIANTS,
            some => some,
        };
        let days = LegalDays::of(app);
        let office = |id: Option<Uuid>| id.map(OrganizationId::new);
        Ok(CaseFilter {
            scopes: queries::scopes(app, actor, kinds)?,
            reader: CaseReader { organizations: actor.organizations(), memberships: memberships(app, actor)? },
            states,
            phases,
            applicant: office(self.applicant),
            owner: office(self.owner),
            authority: office(self.authority),
            stances,
            turn,
            area: self.area,
            overdue: self.overdue,
            opened_by: self.mine.filter(|mine| *mine).map(|_| actor.user),
            filed_from: self.filed_from.map(|day| days.start(day)),
            filed_until: self.filed_to.map(|day| days.end(day)),
            due_until: self.due_before.map(|day| days.start(day)),
            words: words.unwrap_or_default(),
        })
    }
}

/// The memberships through which a reader has tasks; none for a reader without tasks.
fn memberships(app: &App, actor: &Actor) -> Result<Vec<domain::access::Membership>, AppError> {
    match readable_memberships(app, actor) {
        Ok(memberships) => Ok(memberships),
        Err(AppError::Forbidden(_)) => Ok(Vec::new()),
        Err(failure) => Err(failure),
    }
}

fn is_state(app: &App, state: &str) -> bool {
    states(app).any(|known| known == state)
}

fn states(app: &App) -> impl Iterator<Item = &str> {
    let workflows = app.policies.packs.values().flat_map(|pack| pack.workflows.values());
    workflows.flat_map(|workflow| workflow.states.iter()).map(|state| state.id.as_str())
}

fn known_states(app: &App) -> Vec<&str> {
    let known: std::collections::BTreeSet<&str> = states(app).collect();
    known.into_iter().collect()
}

/// The words of a list parameter.
pub(crate) fn listed(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|word| !word.is_empty())
}

/// The kinds of case of a list parameter.
pub(crate) fn kinds(name: &str, text: Option<&str>, faults: &mut Vec<FieldError>) -> Vec<Kind> {
    let read: Vec<Option<Kind>> = listed(text).map(|word| word.parse().ok()).collect();
    if read.contains(&None) {
        faults.push(FieldError::new(name, FieldProblem::NotACaseKind));
    }
    read.into_iter().flatten().collect()
}

/// The words of a list parameter, of a type that gives each variant its word.
pub(crate) fn variants<T>(name: &str, text: Option<&str>, faults: &mut Vec<FieldError>) -> Vec<T>
where
    T: VariantArray + Copy + FromStr + Into<&'static str>,
{
    let known: Vec<&'static str> = T::VARIANTS.iter().map(|variant| (*variant).into()).collect();
    read(name, text, &known, faults)
}

/// The words of a list parameter, of a type whose variants are known by name.
pub(crate) fn names<T: VariantNames + FromStr>(name: &str, text: Option<&str>, faults: &mut Vec<FieldError>) -> Vec<T> {
    read(name, text, T::VARIANTS, faults)
}

/// The word of a parameter.
pub(crate) fn parsed<T: VariantNames + FromStr>(
    name: &str,
    text: Option<&str>,
    faults: &mut Vec<FieldError>,
) -> Option<T> {
    let read = text.map(|word| word.parse::<T>().ok());
    if matches!(read, Some(None)) {
        faults.push(FieldError::new(name, FieldProblem::one_of(T::VARIANTS)));
    }
    read.flatten()
}

fn read<T: FromStr>(name: &str, text: Option<&str>, known: &[&str], faults: &mut Vec<FieldError>) -> Vec<T> {
    let mut read = Vec::new();
    let mut is_wrong = false;
    for word in listed(text) {
        match word.parse() {
            Ok(value) => read.push(value),
            Err(_unknown) => is_wrong = true,
        }
    }
    if is_wrong {
        faults.push(FieldError::new(name, FieldProblem::one_of(known)));
    }
    read
}
