//! Installed rule packs: list, workflows and diagrams.

use api_app::Pack as Installed;
use chrono::NaiveDate;
use domain::workflow::name::{KindName, PackId};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::{Json, PlainText},
};

use crate::caller::Caller;
use crate::cases::view::serialized;
use crate::problem::Problem;
use crate::request_context;
use api_app::diagram;
use api_app::{app::App, command_pipeline::Permission, error::AppError, read_scope::read_scope};

/// A rule pack.
#[derive(Debug, Object)]
struct Pack {
    /// Name and date of the pack, such as `vn-qn@2023-09-07`.
    id: String,
    title: String,
    jurisdiction: String,
    valid_from: NaiveDate,
    /// First day on which the pack is no longer valid.
    valid_to: Option<NaiveDate>,
    calendar: String,
    /// Kinds of case for which the pack defines a workflow.
    kinds: Vec<String>,
    /// Legal basis of the pack.
    basis: Vec<LegalBasis>,
}

/// A law, decree or plan.
#[derive(Debug, Object)]
struct LegalBasis {
    code: String,
    title: String,
    /// `yes` after review, `no` while unconfirmed, `own_default` where no law sets a rule.
    verified: String,
}

/// Installed rule packs.
#[derive(Debug, Object)]
struct PackList {
    items: Vec<Pack>,
}

/// Workflow of a kind of case.
#[derive(Debug, Object)]
struct Workflow {
    pack: String,
    kind: String,
    title: String,
    states: Vec<WorkflowState>,
    actions: Vec<WorkflowAction>,
    limits: Vec<WorkflowLimit>,
    /// Source file of the workflow.
    toml: String,
}

/// State of a workflow.
#[derive(Debug, Object)]
struct WorkflowState {
    id: String,
    title: String,
    phase: String,
}

/// Action of a workflow.
#[derive(Debug, Object)]
struct WorkflowAction {
    id: String,
    title: String,
    from: Vec<String>,
    to: Option<String>,
    /// Stances and roles that may perform the action, as `stance:role`.
    who: Vec<String>,
    clause: Option<String>,
}

/// Time limit of a workflow.
#[derive(Debug, Object)]
struct WorkflowLimit {
    id: String,
    title: String,
    amount: u32,
    unit: String,
    on_expiry: String,
    clause: String,
    verified: String,
}

#[derive(Debug, ApiResponse)]
enum Drawing {
    /// Diagram of the workflow.
    #[oai(status = 200, content_type = "image/svg+xml")]
    Svg(PlainText<String>),
}

#[derive(Debug)]
pub struct Packs;

#[expect(clippy::unused_async, reason = "an operation is async whether or not it waits")]
#[OpenApi]
impl Packs {
    /// List the installed rule packs
    #[oai(path = "/packs", method = "get", operation_id = "pack.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Day on which the packs are in force.
        on: Query<Option<NaiveDate>>,
    ) -> Result<Json<PackList>, Problem> {
        read_scope(&app, &caller.0, &Permission::new("pack", "read"))?;
        let packs = app.policies.packs.values();
        let items = packs.filter(|pack| on.0.is_none_or(|day| pack.is_in_force(day))).map(shown).collect();
        Ok(Json(PackList { items }))
    }

    /// Get the workflow of a case kind
    #[oai(path = "/packs/:pack/:kind", method = "get", operation_id = "pack.get_workflow")]
    async fn workflow(
        &self,
        app: Data<&App>,
        caller: Caller,
        pack: Path<String>,
        kind: Path<String>,
    ) -> Result<Json<Workflow>, Problem> {
        read_scope(&app, &caller.0, &Permission::new("pack", "read"))?;
        let (installed, kind) = named(&app, &pack.0, &kind.0)?;
        let definition = installed.workflows.get(&kind).ok_or(AppError::NotFound)?;
        let locale = request_context::locale();
        let states = definition.states.iter().map(|state| WorkflowState {
            id: state.id.to_string(),
            title: state.title.get(locale).to_owned(),
            phase: serialized(state.phase),
        });
        let actions = definition.actions.iter().map(|action| WorkflowAction {
            id: action.id.to_string(),
            title: action.title.get(locale).to_owned(),
            from: action.from.iter().map(ToString::to_string).collect(),
            to: action.to.as_ref().map(ToString::to_string),
            who: action
                .who
                .iter()
                .flat_map(|who| {
                    let roles: Vec<_> = who.roles.iter().map(|role| format!("{}:{role}", who.stance)).collect();
                    if roles.is_empty() { vec![who.stance.to_string()] } else { roles }
                })
                .collect(),
            clause: action.clause.clone(),
        });
        let limits = definition.limits.iter().map(|limit| WorkflowLimit {
            id: limit.id.to_string(),
            title: limit.title.get(locale).to_owned(),
            amount: limit.amount,
            unit: serialized(limit.unit),
            on_expiry: serialized(limit.on_expiry),
            clause: limit.clause.clone(),
            verified: serialized(limit.verified),
        });
        Ok(Json(Workflow {
            pack: installed.id.to_string(),
            kind: kind.to_string(),
            title: definition.title.get(locale).to_owned(),
            states: states.collect(),
            actions: actions.collect(),
            limits: limits.collect(),
            toml: installed.texts.get(&kind).cloned().unwrap_or_default(),
        }))
    }

    /// Get the workflow diagram of a case kind
    #[oai(path = "/packs/:pack/:kind/diagram.svg", method = "get", operation_id = "pack.get_diagram")]
    async fn diagram(
        &self,
        app: Data<&App>,
        caller: Caller,
        pack: Path<String>,
        kind: Path<String>,
    ) -> Result<Drawing, Problem> {
        read_scope(&app, &caller.0, &Permission::new("pack", "read"))?;
        let (installed, kind) = named(&app, &pack.0, &kind.0)?;
        let definition = installed.workflows.get(&kind).ok_or(AppError::NotFound)?;
        let drawing = diagram::workflow::drawing(definition, installed.id.as_str(), request_context::locale(), None);
        Ok(Drawing::Svg(PlainText(diagram::svg(&drawing))))
    }
}

fn named<'a>(app: &'a App, pack: &str, kind: &str) -> Result<(&'a Installed, KindName), AppError> {
    let pack = PackId::new(pack).ok().and_then(|id| app.policies.packs.get(&id)).ok_or(AppError::NotFound)?;
    Ok((pack, KindName::new(kind).map_err(|_bad| AppError::NotFound)?))
}

fn shown(pack: &Installed) -> Pack {
    let locale = request_context::locale();
    Pack {
        id: pack.id.to_string(),
        title: pack.header.title.get(locale).to_owned(),
        jurisdiction: pack.header.jurisdiction.clone(),
        valid_from: pack.valid_from(),
        valid_to: pack.valid_to(),
        calendar: pack.header.calendar.clone(),
        kinds: pack.workflows.keys().map(ToString::to_string).collect(),
        basis: pack
            .header
            .basis
            .iter()
            .map(|basis| LegalBasis {
                code: basis.code.clone(),
                title: basis.title.get(locale).to_owned(),
                verified: serialized(basis.verified),
            })
            .collect(),
    }
}
