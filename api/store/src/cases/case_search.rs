//! Conditions of lists of cases: words, stances of the reader, and turns. Words are sought only in
//! texts that every reader of a case sees.

use std::collections::BTreeSet;

use domain::access::{Membership, Stance};
use domain::ids::OrganizationId;
use domain::workflow::definition::Phase;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use strum::{EnumString, VariantNames};

use crate::cases::task_kind::Kind as TaskKind;
use crate::cases::tasks;
use crate::entities::{case_parties, cases, organizations, tasks as task_rows};

/// The stances of the organisations that act on a case.
pub const ACTING: [Stance; 5] =
    [Stance::Applicant, Stance::Owner, Stance::Reviewer, Stance::Consulted, Stance::Respondent];

/// Whose turn it is, for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum CaseTurn {
    /// The reader has a task in the case.
    Mine,
    /// The case is open, an organisation of the reader acts in it, and the reader has no task.
    Others,
}

/// A reader with the organisations and roles that turns and stances refer to.
#[derive(Debug, Clone, Default)]
pub struct CaseReader {
    pub organizations: BTreeSet<OrganizationId>,
    /// The memberships through which the reader sees tasks.
    pub memberships: Vec<Membership>,
}

/// Each word begins a word of the case, or of the name of its applicant or owner.
pub(crate) fn has_words(words: &[String]) -> Condition {
    words.iter().fold(Condition::all(), |all, word| all.add(has_word(word)))
}

fn has_word(word: &str) -> Condition {
    Condition::any()
        .add(cases::Column::SearchText.like(format!("% {word}%")))
        .add(cases::Column::ApplicantId.in_subquery(named(word)))
        .add(cases::Column::OwnerId.in_subquery(named(word)))
}

fn named(word: &str) -> SelectStatement {
    use organizations::Column;
    let begins = Condition::any()
        .add(Column::NameFolded.like(format!("{word}%")))
        .add(Column::NameFolded.like(format!("% {word}%")));
    organizations::Entity::find().select_only().column(Column::Id).filter(begins).into_query()
}

/// One of these organisations is a current party with one of these stances.
pub(crate) fn has_stance(organizations: &BTreeSet<OrganizationId>, stances: &[Stance]) -> SimpleExpr {
    use case_parties::Column;
    let parties = Query::select()
        .expr(Expr::val(1))
        .from(case_parties::Entity)
        .and_where(Expr::col((case_parties::Entity, Column::CaseId)).equals((cases::Entity, cases::Column::Id)))
        .and_where(Column::Until.is_null())
        .and_where(Column::OrganizationId.is_in(organizations.iter().map(|organization| organization.uuid())))
        .and_where(Column::Stance.is_in(stances.iter().map(|stance| stance.as_str())))
        .take();
    Expr::exists(parties)
}

/// Whose turn it is.
pub(crate) fn has_turn(turn: CaseTurn, reader: &CaseReader) -> Condition {
    let own = cases::Column::Id.in_subquery(with_task(&reader.memberships));
    match turn {
        CaseTurn::Mine => Condition::all().add(own),
        CaseTurn::Others => Condition::all()
            .add(cases::Column::Phase.eq(Phase::Open.as_str()))
            .add(has_stance(&reader.organizations, &ACTING))
            .add(own.not()),
    }
}

/// The cases with an unfinished task for one of the memberships.
fn with_task(memberships: &[Membership]) -> SelectStatement {
    use task_rows::Column;
    task_rows::Entity::find()
        .select_only()
        .column(Column::CaseId)
        .filter(Column::CaseId.is_not_null())
        .filter(Column::Kind.eq(TaskKind::Turn.as_str()))
        .filter(Column::Status.is_in(tasks::UNFINISHED))
        .filter(tasks::for_memberships(memberships))
        .into_query()
}
