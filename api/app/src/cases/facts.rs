//! Reads what the world around a case looks like, in the transaction of the decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{
    access::Stance,
    cases::{
        Case, Draft, Facts, Papers,
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

use super::{beside, campaign_assets};
use crate::{
    act::{Caller, Desk},
    error::AppError,
    house::House,
    located,
    register::visible_assets,
    subscriptions,
};
use api_store::{
    Connection, Stored,
    areas::{area_map::AreaMap, competence},
    assets::asset_search::{self, AssetQuery, FreeMin},
    cases::{self, Sight, case_facts},
    people::{organizations, succession},
    sight::Sight as AssetSight,
};

/// Assets near a place that the sharing-first test looks at; who has more in reach has enough to answer.
const NEARBY: u64 = 50;

/// Assets that one answer to an information request holds.
const DISCLOSED: u64 = 500;

/// How far a decision looks around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// At what the case is about.
    Standing,
    /// Also at who is competent for the place today.
    Moving,
    /// Also at what stands near, and which number comes next: it is being filed.
    Filing,
}

/// Which of the assets that a case names are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assets {
    /// Those that the caller sees: it names them now, and an asset that it does not see is none.
    CallerSees,
    /// All of them: the case named them before.
    Named,
}

impl Assets {
    /// A draft that a person files names its assets: each is looked up again.
    fn of(look: Look, caller: &Caller) -> Self {
        match (look, caller) {
            (Look::Filing, Caller::Person(_)) => Self::CallerSees,
            (Look::Filing, Caller::System) | (Look::Standing | Look::Moving, _) => Self::Named,
        }
    }
}

/// The world around a case.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn around(desk: &Desk<'_>, case: &Case, look: Look) -> Result<Facts, AppError> {
    let draft = Draft::from(&case.papers);
    let mut facts = of_draft(desk, case.id, &draft, Assets::of(look, &desk.call.caller)).await?;
    facts.house = succession::on(desk.tx, desk.house.local_date(desk.now)).await?.house(case.applicant);
    if case.papers.dossier().is_some() {
        of_dossier(desk, case, look, &mut facts).await?;
    }
    match &case.papers {
        Papers::SharingRequest(_)
        | Papers::SitingApplication(_)
        | Papers::ConstructionPermit(_)
        | Papers::CommencementNotice(_) => {}
        Papers::PlannedWorks(papers) => {
            if let (Look::Filing, Some(place)) = (look, &papers.notice.place) {
                facts.informed = neighbours(desk, place).await?;
                facts.resting = beside::resting(desk, place).await?;
            }
        }
        Papers::Dispute(_) => {
            let sides = [Stance::Applicant, Stance::Owner, Stance::Informed];
            facts.linked = cases::linked(desk.tx, &case.papers.refers_to(), &facts.house, &sides).await?;
        }
        Papers::InformationRequest(papers) => of_inquiry(desk, &papers.inquiry, &mut facts).await?,
        Papers::CleanUpCampaign(papers) => facts.scenery = campaign_assets::scenery(desk, case, papers, look).await?,
    }
    Ok(facts)
}

/// What the owner that is asked has in the place: the minimum information, and of what is critical nothing.
async fn of_inquiry(desk: &Desk<'_>, inquiry: &Inquiry, facts: &mut Facts) -> Result<(), AppError> {
    let (Some(owner), Some(place)) = (inquiry.owner_id, &inquiry.place) else { return Ok(()) };
    facts.holders = organizations::names(desk.tx, &[owner]).await?.into_keys().collect();
    let query = AssetQuery {
        near: Some((place.clone(), f64::from(inquiry.within_m.unwrap_or(0)))),
        owner: Some(owner),
        limit: DISCLOSED,
        ..AssetQuery::default()
    };
    let found = asset_search::page(desk.tx, &query, &AssetSight::Concern(facts.house.clone())).await?;
    let rules = desk.house.policies.kinds.bands();
    facts.disclosable.cut_off = found.next.is_some();
    facts.disclosable.items = found
        .items
        .into_iter()
        .map(|found| Item {
            asset_id: found.asset.id,
            free: rules.of_asset(found.standing.iter().map(|unit| (unit.unit.as_str(), unit.nature, &unit.ledger))),
            code: found.asset.code,
            kind: found.asset.kind,
            place: found.asset.shape,
        })
        .collect();
    Ok(())
}

/// Who owns something beside planned works, every operator, who may want to join, and whoever subscribed to the area.
async fn neighbours(desk: &Desk<'_>, place: &Shape) -> Result<Vec<OrganizationId>, AppError> {
    let today = desk.house.local_date(desk.now);
    let mut told = beside::owners(desk, place).await?;
    told.extend(organizations::operators(desk.tx, today).await?);
    let listeners = subscriptions::listeners((desk.tx, &desk.house.compute), place, today).await?;
    told.extend(listeners.subscribed());
    Ok(told.into_iter().collect())
}

/// The world around a draft that is no case yet.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub(crate) async fn of_draft(desk: &Desk<'_>, case: CaseId, draft: &Draft, which: Assets) -> Result<Facts, AppError> {
    let mut facts = Facts::empty(desk.house.policies.kinds.overload);
    facts.assets = assets(desk, case, draft.elements(), which).await?;
    Ok(facts)
}

async fn assets(
    desk: &Desk<'_>,
    case: CaseId,
    elements: &[sharing::Element],
    which: Assets,
) -> Result<BTreeMap<AssetId, AssetFact>, AppError> {
    let mut ids: Vec<AssetId> = elements.iter().map(|element| element.asset_id).collect();
    if which == Assets::CallerSees && !ids.is_empty() {
        ids = visible_assets(desk, &ids).await?;
    }
    let standing = case_facts::of_assets(desk.tx, case, &ids).await?;
    let facts = standing.into_iter().map(|asset| {
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

/// What a decision on a dossier looks at: zones, agencies, other cases, and who is competent.
async fn of_dossier(desk: &Desk<'_>, case: &Case, look: Look, facts: &mut Facts) -> Result<(), AppError> {
    let today = desk.house.local_date(desk.now);
    facts.agencies = competence::agencies(desk.tx, today).await?;
    facts.offices = competence::authorities(desk.tx, today).await?;
    facts.linked = cases::linked(desk.tx, &case.papers.refers_to(), &facts.house, &[Stance::Applicant]).await?;
    if let Some(place) = case.papers.place() {
        facts.zones = competence::zones(desk.tx, place, today).await?;
    }
    match look {
        Look::Standing => {
            facts.demand = demand(pack(desk.house, &case.pack)?, &case.papers, None);
            Ok(())
        }
        Look::Moving => jurisdiction(desk, case, facts).await,
        Look::Filing => {
            facts.route = route(pack(desk.house, &case.pack)?, &case.papers);
            facts.demand = demand(pack(desk.house, &case.pack)?, &case.papers, facts.route.as_ref());
            facts.announcement = announcement(desk, case, &facts.house).await?;
            jurisdiction(desk, case, facts).await?;
            facts.nearby = nearby(desk, case, &facts.house).await?;
            facts.first_received_at = first_received(desk, case).await?;
            facts.dossier_code = next_code(desk, case).await?;
            Ok(())
        }
    }
}

fn pack<'a>(house: &'a House, id: &PackId) -> Result<&'a Pack, AppError> {
    house.policies.packs.get(id).ok_or_else(|| AppError::internal(format!("the rule pack {id} is not installed")))
}

fn route(pack: &Pack, papers: &Papers) -> Option<construction::Resolved> {
    construction::resolve(&pack.header.routes, &papers.construction()?.works)
}

/// The papers that the pack demands for the works, on the route that is known.
fn demand(pack: &Pack, papers: &Papers, route: Option<&construction::Resolved>) -> Option<construction::Demand> {
    let papers = papers.construction()?;
    let route = route.or(papers.route.as_ref())?;
    construction::demanded(&pack.header.papers, &papers.works, route).cloned()
}

/// Whether works that must be announced were.
async fn announcement(
    desk: &Desk<'_>,
    case: &Case,
    builders: &BTreeSet<OrganizationId>,
) -> Result<Option<Announcement>, AppError> {
    let Some(rule) = &pack(desk.house, &case.pack)?.header.announcement else { return Ok(None) };
    let Some(papers) = case.papers.construction() else { return Ok(None) };
    let notice = match &papers.works.place {
        Some(place) => beside::announced(desk, builders, place).await?,
        None => None,
    };
    Ok(construction::announcement(&rule.duty(), papers.works.work, notice, desk.now))
}

/// Who is competent today for the place, and who is told.
async fn jurisdiction(desk: &Desk<'_>, case: &Case, facts: &mut Facts) -> Result<(), AppError> {
    let Some(place) = case.papers.place() else { return Ok(()) };
    let header = &pack(desk.house, &case.pack)?.header;
    let Some(wanted) = competence_of(header, case, facts.route.as_ref()) else { return Ok(()) };
    let today = desk.house.local_date(desk.now);
    let units = located::across((desk.tx, &desk.house.compute), place, today, "/place").await?;
    facts.jurisdiction = competence::jurisdiction(desk.tx, &units, &wanted, today).await?;
    for told in header.informs.get(&case.kind).into_iter().flatten() {
        if let Some(found) = competence::jurisdiction(desk.tx, &units, told, today).await? {
            let own = facts.jurisdiction.as_ref().map(|own| own.lead.office);
            facts.informed.extend(Some(found.lead.office).filter(|office| Some(*office) != own));
        }
    }
    Ok(())
}

/// Who is competent for a case on a day; `map` is that of the day.
///
/// # Errors
/// [`AppError`] when the database is in trouble, or the pack of the case is not installed.
pub async fn competent<C: Connection>(
    db: &C,
    house: &House,
    case: &Case,
    map: &AreaMap,
    day: NaiveDate,
) -> Result<Option<Jurisdiction>, AppError> {
    let header = &pack(house, &case.pack)?.header;
    let (Some(place), Some(wanted)) = (case.papers.place(), competence_of(header, case, None)) else {
        return Ok(None);
    };
    Ok(competence::jurisdiction(db, &map.across(place), &wanted, day).await?)
}

/// Which competence a case needs: that of its route, else that of its kind.
fn competence_of(header: &Header, case: &Case, route: Option<&construction::Resolved>) -> Option<String> {
    let routed = case.papers.construction().and_then(|papers| route.or(papers.route.as_ref()));
    routed.map(|route| route.competence.clone()).or_else(|| header.competence.get(&case.kind).cloned())
}

/// What stands near the place of a siting application and could be shared instead, the nearest first.
async fn nearby(desk: &Desk<'_>, case: &Case, applicants: &BTreeSet<OrganizationId>) -> Result<Vec<Nearby>, AppError> {
    let Papers::SitingApplication(papers) = &case.papers else { return Ok(Vec::new()) };
    let (Some(rule), siting::Application { place: Some(place), settlement: Some(settlement), asset_kind, .. }) =
        (&pack(desk.house, &case.pack)?.header.sharing_first, &papers.application)
    else {
        return Ok(Vec::new());
    };
    let site = Site { place, settlement: *settlement, asset_kind };
    Ok(to_be_answered(desk.tx, rule, site, applicants, &desk.house.policies.kinds.bands()).await?)
}

/// What is to be built where.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Where.
    pub place: &'a Shape,
    /// How densely it is settled there.
    pub settlement: Settlement,
    /// What is to stand there.
    pub asset_kind: &'a str,
}

/// What stands near a site and could be shared instead, as far as an applicant and its house see it, the nearest first: each must be answered
/// for before something new is applied for.
///
/// # Errors
/// [`api_store::StoreError`].
pub async fn to_be_answered<C: Connection>(
    db: &C,
    rule: &SharingFirst,
    site: Site<'_>,
    applicants: &BTreeSet<OrganizationId>,
    rules: &BandRules,
) -> Stored<Vec<Nearby>> {
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
    let sight = AssetSight::Concern(applicants.clone());
    let mut found: Vec<Nearby> = asset_search::page(db, &query, &sight)
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

/// When the dossier that this one follows was received by an office that was not competent.
async fn first_received(desk: &Desk<'_>, case: &Case) -> Result<Option<chrono::DateTime<chrono::Utc>>, AppError> {
    let Some(previous) = case.previous else { return Ok(None) };
    let kept = cases::find(desk.tx, previous, Sight::House).await?;
    Ok(kept
        .filter(|kept| kept.case.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::NotAccepted))
        .and_then(|kept| kept.case.papers.dossier()?.received_at))
}

/// The code of the national list: who receives, the day, and the number of the day. Taken in the transaction, so that a filing
/// that fails takes none.
async fn next_code(desk: &Desk<'_>, case: &Case) -> Result<Option<String>, AppError> {
    let Some(prefix) = &pack(desk.house, &case.pack)?.header.dossier_prefix else { return Ok(None) };
    let today = desk.house.local_date(desk.now);
    let series = format!("{prefix}-{}", today.format("%y%m%d"));
    let number = cases::next_number(desk.tx, &series, today.year()).await?;
    Ok(Some(format!("{series}-{number:04}")))
}

/// The id that a draft bears before it is a case.
#[must_use]
pub(crate) fn no_case() -> CaseId {
    CaseId::new(Uuid::nil())
}
