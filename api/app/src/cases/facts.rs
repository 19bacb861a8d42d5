//! Reads the facts that a decision on a case depends on, in the transaction of the decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{
    access::Stance,
    cases::{
        Case, CaseContent, Draft, Facts,
        construction::{self, Announcement},
        facts::{AssetFact, Jurisdiction, Nearby, UnitFact},
        information::{Inquiry, Item},
        sharing,
        site::Settlement,
        siting,
    },
    ids::{AssetId, CaseId, OrganizationId},
    place::Shape,
    registry::{asset::Lifecycle, band::BandRules},
    workflow::{event::Outcome, name::PackId},
};
use policies::packs::{Header, Pack, SharingFirst};
use uuid::Uuid;

use super::{campaign_assets, nearby_works};
use crate::{
    app::App,
    command_pipeline::{Caller, CommandContext},
    error::AppError,
    located,
    register::visible_assets,
    subscriptions,
};
use api_store::{
    Connection, StoreResult,
    areas::{area_map::AreaMap, competence},
    assets::asset_search::{self, AssetQuery, FreeMin},
    cases::{self, CaseVisibility, case_facts},
    people::{organizations, succession},
    visibility::AssetVisibility as VisibleAssets,
};

/// The most nearby assets for the sharing-first test; the applicant need not answer for more.
const NEARBY: u64 = 50;

/// The most assets in one answer to an information request.
const DISCLOSED: u64 = 500;

/// The extent of the facts for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The subjects of the case.
    Standing,
    /// Also the office that is competent for the place today.
    Moving,
    /// For a filing: also nearby assets, and the next number of the series.
    Filing,
    /// As for a filing, without the number: before the applicant files, it takes none.
    BeforeFiling,
}

/// The assets of a case that are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assets {
    /// Those that the caller sees: the caller names them now, and an asset outside the scope of the
    /// caller does not exist.
    CallerSees,
    /// All of them: the case named them before.
    Named,
}

impl Assets {
    /// A person who files a draft names its assets, so each asset is looked up again.
    fn of(look: Look, caller: &Caller) -> Self {
        match (look, caller) {
            (Look::Filing | Look::BeforeFiling, Caller::Person(_)) => Self::CallerSees,
            (Look::Filing | Look::BeforeFiling, Caller::System) | (Look::Standing | Look::Moving, _) => Self::Named,
        }
    }
}

/// The facts for a decision on a case.
pub async fn around(context: &CommandContext<'_>, case: &Case, look: Look) -> Result<Facts, AppError> {
    let draft = Draft::from(&case.content);
    let mut facts = of_draft(context, case.id, &draft, Assets::of(look, &context.request.caller)).await?;
    facts.affiliates =
        succession::on(context.tx, context.app.local_date(context.now)).await?.affiliates(case.applicant);
    if case.content.dossier().is_some() {
        of_dossier(context, case, look, &mut facts).await?;
    }
    match &case.content {
        CaseContent::SharingRequest(_)
        | CaseContent::SitingApplication(_)
        | CaseContent::ConstructionPermit(_)
        | CaseContent::CommencementNotice(_) => {}
        CaseContent::PlannedWorks(content) => {
            if let (Look::Filing | Look::BeforeFiling, Some(place)) = (look, &content.notice.place) {
                facts.informed = neighbours(context, place).await?;
                facts.resting = nearby_works::resting(context, place).await?;
            }
        }
        CaseContent::Dispute(_) => {
            let sides = [Stance::Applicant, Stance::Owner, Stance::Informed];
            facts.linked = cases::linked(context.tx, &case.content.refers_to(), &facts.affiliates, &sides).await?;
        }
        CaseContent::InformationRequest(content) => of_inquiry(context, &content.inquiry, &mut facts).await?,
        CaseContent::CleanUpCampaign(content) => {
            facts.scenery = campaign_assets::scenery(context, case, content, look).await?;
        }
    }
    Ok(facts)
}

/// The assets of the requested owner in the place: minimum information, and nothing of critical
/// assets.
async fn of_inquiry(context: &CommandContext<'_>, inquiry: &Inquiry, facts: &mut Facts) -> Result<(), AppError> {
    let (Some(owner), Some(place)) = (inquiry.owner_id, &inquiry.place) else { return Ok(()) };
    facts.holders = organizations::names(context.tx, &[owner]).await?.into_keys().collect();
    let query = AssetQuery {
        near: Some((place.clone(), f64::from(inquiry.within_m.unwrap_or(0)))),
        owner: Some(owner),
        limit: DISCLOSED,
        ..AssetQuery::default()
    };
    let found = asset_search::page(context.tx, &query, &VisibleAssets::Concern(facts.affiliates.clone())).await?;
    let rules = context.app.policies.kinds.bands();
    facts.disclosable.cut_off = found.next.is_some();
    facts.disclosable.items = found
        .items
        .into_iter()
        .map(|found| Item {
            asset_id: found.asset.id,
            free: rules.of_asset(found.balances.iter().map(|unit| (unit.unit.as_str(), unit.nature, &unit.ledger))),
            code: found.asset.code,
            kind: found.asset.kind,
            place: found.asset.shape,
        })
        .collect();
    Ok(())
}

/// The organisations to notify of planned works: owners of assets beside the works, every operator,
/// because operators may join, and subscribers to the area.
async fn neighbours(context: &CommandContext<'_>, place: &Shape) -> Result<Vec<OrganizationId>, AppError> {
    let today = context.app.local_date(context.now);
    let mut informed = nearby_works::owners(context, place).await?;
    informed.extend(organizations::operators(context.tx, today).await?);
    let listeners = subscriptions::listeners((context.tx, &context.app.compute), place, today).await?;
    informed.extend(listeners.subscribed());
    Ok(informed.into_iter().collect())
}

/// The facts for a draft that is not yet a case.
pub(crate) async fn of_draft(
    context: &CommandContext<'_>,
    case: CaseId,
    draft: &Draft,
    which: Assets,
) -> Result<Facts, AppError> {
    let mut facts = Facts::empty(context.app.policies.kinds.overload);
    facts.assets = assets(context, case, draft.elements(), which).await?;
    Ok(facts)
}

async fn assets(
    context: &CommandContext<'_>,
    case: CaseId,
    elements: &[sharing::Element],
    which: Assets,
) -> Result<BTreeMap<AssetId, AssetFact>, AppError> {
    let mut ids: Vec<AssetId> = elements.iter().map(|element| element.asset_id).collect();
    if which == Assets::CallerSees && !ids.is_empty() {
        ids = visible_assets(context, &ids).await?;
    }
    let balances = case_facts::of_assets(context.tx, case, &ids).await?;
    let facts = balances.into_iter().map(|asset| {
        let units = asset
            .units
            .into_iter()
            .map(|unit| (unit.name, UnitFact { nature: unit.nature, ledger: unit.ledger, held: unit.held }))
            .collect();
        let fact = AssetFact {
            code: asset.code,
            kind: asset.kind,
            owner: asset.owner,
            co_owners: asset.co_owners,
            lifecycle: asset.lifecycle,
            closed_because: asset.closed_because,
            units,
            tenants: asset.tenants,
        };
        (asset.id, fact)
    });
    Ok(facts.collect())
}

/// The facts for a decision on a dossier: zones, agencies, other cases, and the competent office.
async fn of_dossier(context: &CommandContext<'_>, case: &Case, look: Look, facts: &mut Facts) -> Result<(), AppError> {
    let today = context.app.local_date(context.now);
    facts.agencies = competence::agencies(context.tx, today).await?;
    facts.offices = competence::authorities(context.tx, today).await?;
    facts.linked =
        cases::linked(context.tx, &case.content.refers_to(), &facts.affiliates, &[Stance::Applicant]).await?;
    if let Some(place) = case.content.place() {
        facts.zones = competence::zones(context.tx, place, today).await?;
    }
    match look {
        Look::Standing => {
            facts.demand = demand(pack(context.app, &case.pack)?, &case.content, None);
            Ok(())
        }
        Look::Moving => jurisdiction(context, case, facts).await,
        Look::Filing | Look::BeforeFiling => {
            facts.route = route(pack(context.app, &case.pack)?, &case.content);
            facts.demand = demand(pack(context.app, &case.pack)?, &case.content, facts.route.as_ref());
            facts.announcement = announcement(context, case, &facts.affiliates).await?;
            jurisdiction(context, case, facts).await?;
            facts.nearby = nearby(context, case, &facts.affiliates).await?;
            facts.first_received_at = first_received(context, case).await?;
            if look == Look::Filing {
                facts.dossier_code = next_code(context, case).await?;
            }
            Ok(())
        }
    }
}

fn pack<'a>(app: &'a App, id: &PackId) -> Result<&'a Pack, AppError> {
    app.policies.packs.get(id).ok_or_else(|| AppError::internal(format!("the rule pack {id} is not installed")))
}

fn route(pack: &Pack, content: &CaseContent) -> Option<construction::Resolved> {
    construction::resolve(&pack.header.routes, &content.construction()?.works)
}

/// The documents that the pack requires for the works, for the known route.
fn demand(pack: &Pack, content: &CaseContent, route: Option<&construction::Resolved>) -> Option<construction::Demand> {
    let content = content.construction()?;
    let route = route.or(content.route.as_ref())?;
    construction::demanded(&pack.header.required_attachments, &content.works, route).cloned()
}

/// Whether works that require an announcement were announced.
async fn announcement(
    context: &CommandContext<'_>,
    case: &Case,
    builders: &BTreeSet<OrganizationId>,
) -> Result<Option<Announcement>, AppError> {
    let Some(rule) = &pack(context.app, &case.pack)?.header.announcement else { return Ok(None) };
    let Some(content) = case.content.construction() else { return Ok(None) };
    let notice = match &content.works.place {
        Some(place) => nearby_works::announced(context, builders, place).await?,
        None => None,
    };
    Ok(construction::announcement(&rule.duty(), content.works.work, notice, context.now))
}

/// The office that is competent for the place today, and the offices to notify.
async fn jurisdiction(context: &CommandContext<'_>, case: &Case, facts: &mut Facts) -> Result<(), AppError> {
    let Some(place) = case.content.place() else { return Ok(()) };
    let header = &pack(context.app, &case.pack)?.header;
    let Some(wanted) = competence_of(header, case, facts.route.as_ref()) else { return Ok(()) };
    let today = context.app.local_date(context.now);
    let units = located::across((context.tx, &context.app.compute), place, today, "/place").await?;
    facts.jurisdiction = competence::jurisdiction(context.tx, &units, &wanted, today).await?;
    for informed in header.informs.get(&case.kind).into_iter().flatten() {
        if let Some(found) = competence::jurisdiction(context.tx, &units, informed, today).await? {
            let own = facts.jurisdiction.as_ref().map(|own| own.lead.office);
            facts.informed.extend(Some(found.lead.office).filter(|office| Some(*office) != own));
        }
    }
    Ok(())
}

/// The office that is competent for a case on a day; `map` is the map of this day.
///
/// # Errors
/// [`AppError::Internal`] when the pack of the case is not installed.
pub async fn competent<C: Connection>(
    db: &C,
    app: &App,
    case: &Case,
    map: &AreaMap,
    day: NaiveDate,
) -> Result<Option<Jurisdiction>, AppError> {
    let header = &pack(app, &case.pack)?.header;
    let (Some(place), Some(wanted)) = (case.content.place(), competence_of(header, case, None)) else {
        return Ok(None);
    };
    Ok(competence::jurisdiction(db, &map.across(place), &wanted, day).await?)
}

/// The competence that a case needs: that of its route, otherwise that of its kind.
fn competence_of(header: &Header, case: &Case, route: Option<&construction::Resolved>) -> Option<String> {
    let routed = case.content.construction().and_then(|content| route.or(content.route.as_ref()));
    routed.map(|route| route.competence.clone()).or_else(|| header.competence.get(&case.kind).cloned())
}

/// Assets near the place of a siting application that could be shared instead, the nearest first.
async fn nearby(
    context: &CommandContext<'_>,
    case: &Case,
    applicants: &BTreeSet<OrganizationId>,
) -> Result<Vec<Nearby>, AppError> {
    let CaseContent::SitingApplication(content) = &case.content else { return Ok(Vec::new()) };
    let (Some(rule), siting::Application { place: Some(place), settlement: Some(settlement), asset_kind, .. }) =
        (&pack(context.app, &case.pack)?.header.sharing_first, &content.application)
    else {
        return Ok(Vec::new());
    };
    let site = Site { place, settlement: *settlement, asset_kind };
    Ok(to_be_answered(context.tx, rule, site, applicants, &context.app.policies.kinds.bands()).await?)
}

#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    pub place: &'a Shape,
    /// The density of the settlement at the place.
    pub settlement: Settlement,
    /// The kind of the planned asset.
    pub asset_kind: &'a str,
}

/// Assets near a site that could be shared instead, as far as the applicant and its affiliates see
/// them, the nearest first. The applicant must answer for each before it applies for a new asset.
pub async fn to_be_answered<C: Connection>(
    db: &C,
    rule: &SharingFirst,
    site: Site<'_>,
    applicants: &BTreeSet<OrganizationId>,
    rules: &BandRules,
) -> StoreResult<Vec<Nearby>> {
    let Some(kinds) = rule.instead_of.get(site.asset_kind) else { return Ok(Vec::new()) };
    let query = AssetQuery {
        near: Some((site.place.clone(), f64::from(rule.radius_m(site.settlement)))),
        kinds: kinds.clone(),
        lifecycles: vec![Lifecycle::InService],
        shareable: Some(true),
        free_min: Some(FreeMin { quantity: 1, rules: rules.clone() }),
        limit: NEARBY,
        ..AssetQuery::default()
    };
    let visibility = VisibleAssets::Concern(applicants.clone());
    let mut found: Vec<Nearby> = asset_search::page(db, &query, &visibility)
        .await?
        .items
        .into_iter()
        .map(|found| Nearby {
            asset: found.asset.id,
            metres: found.asset.shape.metres_to(site.place),
            code: found.asset.code,
            kind: found.asset.kind,
        })
        .collect();
    found.sort_by(|one, other| one.metres.total_cmp(&other.metres));
    Ok(found)
}

/// When an office that was not competent received the dossier that this one follows.
async fn first_received(
    context: &CommandContext<'_>,
    case: &Case,
) -> Result<Option<chrono::DateTime<chrono::Utc>>, AppError> {
    let Some(previous) = case.previous else { return Ok(None) };
    let kept = cases::find(context.tx, previous, CaseVisibility::Unrestricted).await?;
    Ok(kept
        .filter(|kept| kept.case.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::NotAccepted))
        .and_then(|kept| kept.case.content.dossier()?.received_at))
}

/// A code of the national list: receiving office, date, and number of the day. The transaction
/// takes the number, so a failed filing takes none.
async fn next_code(context: &CommandContext<'_>, case: &Case) -> Result<Option<String>, AppError> {
    let Some(prefix) = &pack(context.app, &case.pack)?.header.dossier_prefix else { return Ok(None) };
    let today = context.app.local_date(context.now);
    let series = format!("{prefix}-{}", today.format("%y%m%d"));
    let number = cases::next_number(context.tx, &series, today.year()).await?;
    Ok(Some(format!("{series}-{number:04}")))
}

/// The id of a draft that is not yet a case.
#[must_use]
pub(crate) fn no_case() -> CaseId {
    CaseId::new(Uuid::nil())
}
