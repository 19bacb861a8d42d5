//! What a paper says: read from the case, its trail and its pack.

use chrono::NaiveDate;
use domain::{
    cases::{
        Case, Draft, Papers,
        construction::Adjustment,
        dossier::{Dossier, Official},
        site::WorkKind,
    },
    place::Shape,
    workflow::event::Mode,
};
use geo::CoordsIter;
use serde_json::{Value, json};

use super::Paper;
use crate::{
    cases::law,
    failure::Failure,
    house::House,
    store::{case_history, cases::Kept, organizations, published, rows::case_history::Model},
};

/// The content of a paper; `None` when the case has no such paper.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn content(house: &House, kept: &Kept, paper: Paper) -> Result<Option<Value>, Failure> {
    let (case, Some(dossier)) = (&kept.case, kept.case.papers.dossier()) else { return Ok(None) };
    if !super::of(kept).contains(&paper) {
        return Ok(None);
    }
    let db = house.store.read();
    let trail = case_history::of_case(db, case.id).await?;
    let ruling = law::of(house, case)?;
    let law = ruling.law();
    let applicant = organizations::names(db, &[case.applicant]).await?.remove(&case.applicant);
    let step = step(&trail, paper);
    let told = result(case, dossier, paper);
    let on = told.map(|told| told.on).or_else(|| step.map(|step| law.office.local_date(step.legal_at)));
    let issuer = told.map(|told| &told.issuer).or_else(|| first_office(dossier, step));
    let pack = house.policies.packs.get(&case.pack);
    let basis: Vec<Value> = pack
        .into_iter()
        .flat_map(|pack| &pack.header.basis)
        .filter(|law| law.kinds.is_empty() || law.kinds.contains(&case.kind))
        .map(|law| json!({"code": law.code, "title": law.title.vi}))
        .collect();
    let secret = match paper {
        Paper::Receipt => published::secret(db, case.id).await?,
        Paper::Supplement
        | Paper::NotAccepted
        | Paper::Apology
        | Paper::SitingApproval
        | Paper::Permit
        | Paper::Adjustment
        | Paper::NoticeReceipt
        | Paper::Refusal => None,
    };
    let reasons: Vec<Value> = dossier
        .reasons
        .iter()
        .map(|reason| {
            let known = law.definition.refusal_codes.iter().find(|code| code.id == reason.code);
            json!({
                "code": reason.code, "explanation": reason.explanation,
                "title": known.map_or_else(|| reason.code.to_string(), |code| code.title.vi.clone()),
            })
        })
        .collect();
    let site = site(&case.papers);
    let number = told.map(|told| told.number.clone()).or_else(|| slip(dossier, paper));
    Ok(Some(json!({
        "paper": paper.as_str(),
        "case": {"code": case.code, "title": case.papers.title(), "kind": law.definition.title.vi},
        "dossier_code": dossier.code,
        "number": number,
        "issuer": issuer.map_or("", |issuer| issuer.name.vi.as_str()),
        "on": on,
        "applicant": applicant.map(|name| name.vi).unwrap_or_default(),
        "place": site.place.map(spoken),
        "address": site.address,
        "height_m": site.height_m,
        "work": site.work,
        "conditions": told.and_then(|told| told.conditions.clone()),
        "due_on": due(&trail, paper),
        "basis": basis,
        "clause": clause(&case.papers),
        "signatory": {
            "name": step.map_or("", |step| step.actor_name.as_str()),
            "office": if step.and_then(|step| step.actor_role.as_deref()).is_some_and(leads) { "Thủ trưởng cơ quan" } else { "Người xử lý hồ sơ" },
            "mode": case.verdict.as_ref().map_or(Mode::Officer, |verdict| verdict.mode),
        },
        "gaps": gaps(&trail),
        "reasons": reasons_or(reasons, step),
        "apology": dossier.apologies.last(),
        "redirected_to": dossier.redirected_to.as_ref().map(|to| &to.name.vi),
        "received_on": dossier.received_at.map(|at| law.office.local_date(at)),
        "secret": secret,
        "link": link(house, case, paper),
        "adjusts": last_adjustment(case).map(|asked| json!({
            "change": asked.change,
            "number": asked.of.as_ref().map(|of| &of.number),
            "issuer": asked.of.as_ref().map(|of| &of.issuer.name.vi),
        })),
    })))
}

/// The change of the permit that was allowed last.
pub(super) fn last_adjustment(case: &Case) -> Option<&Adjustment> {
    case.papers.construction()?.adjustments.iter().rev().find(|asked| asked.result.is_some())
}

fn result<'a>(case: &'a Case, dossier: &'a Dossier, paper: Paper) -> Option<&'a Official> {
    match paper {
        Paper::SitingApproval | Paper::Permit | Paper::NoticeReceipt => dossier.result.as_ref(),
        Paper::Adjustment => last_adjustment(case)?.result.as_ref(),
        Paper::Receipt | Paper::Supplement | Paper::NotAccepted | Paper::Apology | Paper::Refusal => None,
    }
}

/// The number of a slip that is no result.
fn slip(dossier: &Dossier, paper: Paper) -> Option<String> {
    (paper == Paper::Apology).then(|| dossier.apologies.last().map(|slip| slip.number.clone())).flatten()
}

/// The entry of the trail in which a paper was issued.
fn step(trail: &[Model], paper: Paper) -> Option<&Model> {
    let by: &[&str] = match paper {
        Paper::Receipt => &["submit"],
        Paper::Supplement => &["request_supplement", "mark_deficient"],
        Paper::NotAccepted => &["not_accept"],
        Paper::Apology => &["apologise"],
        Paper::SitingApproval => &["approve", "approve_with_conditions"],
        Paper::Permit => &["grant", "deem_granted"],
        Paper::Adjustment => &["adjust"],
        Paper::NoticeReceipt => &["acknowledge", "deem_acknowledged"],
        Paper::Refusal => &["refuse"],
    };
    trail.iter().rev().find(|entry| by.contains(&entry.action.as_str()))
}

/// The office that had the dossier when a paper was issued: the first one that it moved away from afterwards, else the one it has now.
fn first_office<'a>(dossier: &'a Dossier, step: Option<&Model>) -> Option<&'a domain::cases::dossier::Authority> {
    let at = step.map(|step| step.legal_at);
    let later = dossier.moves.iter().find(|hands| at.is_some_and(|at| hands.at > at));
    later.map(|hands| &hands.from).or(dossier.authority.as_ref())
}

/// The due day that a paper names, as it stood when it was issued.
fn due(trail: &[Model], paper: Paper) -> Option<NaiveDate> {
    let (actions, limit): (&[&str], &str) = match paper {
        Paper::Receipt => (&["accept_intake", "accept", "deem_accepted"], "decision"),
        Paper::Supplement => (&["request_supplement"], "supplement"),
        Paper::SitingApproval => (&["approve", "approve_with_conditions"], "validity"),
        Paper::Permit => (&["grant", "deem_granted"], "start_by"),
        Paper::NotAccepted | Paper::Apology | Paper::Adjustment | Paper::NoticeReceipt | Paper::Refusal => return None,
    };
    let entry = trail.iter().rev().find(|entry| actions.contains(&entry.action.as_str()))?;
    let mut events = entry.events.as_array()?.iter();
    let clocked = events.find(|event| event.pointer("/timer/limit").is_some_and(|named| named == limit))?;
    clocked.pointer("/timer/due_on")?.as_str()?.parse().ok()
}

/// What was found missing, as it was said.
fn gaps(trail: &[Model]) -> Value {
    let said = trail.iter().rev().find_map(|entry| {
        let events = entry.events.as_array()?;
        let noted = events.iter().find(|event| event.pointer("/entry/entry").is_some_and(|word| word == "gaps"))?;
        noted.pointer("/entry/gaps").cloned()
    });
    said.unwrap_or_else(|| json!([]))
}

/// Coded reasons, or the one reason in words that was given with the step.
fn reasons_or(coded: Vec<Value>, step: Option<&Model>) -> Vec<Value> {
    if !coded.is_empty() {
        return coded;
    }
    let said = step.and_then(|step| step.events.as_array()).into_iter().flatten();
    let said = said.filter_map(|event| event.pointer("/data/reason").cloned());
    said.map(|reason| json!({"code": "", "title": "", "explanation": reason})).collect()
}

struct Site<'a> {
    place: Option<&'a Shape>,
    address: Option<String>,
    height_m: Option<f64>,
    work: Option<&'static str>,
}

fn site(papers: &Papers) -> Site<'_> {
    let (address, height_m, work) = match Draft::from(papers) {
        Draft::SharingRequest(_)
        | Draft::PlannedWorks(_)
        | Draft::Dispute(_)
        | Draft::InformationRequest(_)
        | Draft::CleanUpCampaign(_) => (None, None, None),
        Draft::SitingApplication(site) => (site.address, site.height_m, None),
        Draft::ConstructionPermit(works) | Draft::CommencementNotice(works) => {
            (works.address, works.height_m, works.work.map(called))
        }
    };
    Site { place: papers.place(), address, height_m, work }
}

fn called(work: WorkKind) -> &'static str {
    match work {
        WorkKind::TelecomPassive => "Công trình hạ tầng kỹ thuật viễn thông thụ động",
        WorkKind::Line => "Công trình theo tuyến",
        WorkKind::Building => "Công trình xây dựng",
    }
}

/// A place as it is read out: the first position of a line.
fn spoken(place: &Shape) -> String {
    place.geometry().coords_iter().next().map_or_else(String::new, |at| {
        let (north, east) = (if at.y < 0.0 { "N" } else { "B" }, if at.x < 0.0 { "T" } else { "Đ" });
        format!("{:.6}° {north}, {:.6}° {east}", at.y.abs(), at.x.abs())
    })
}

fn clause(papers: &Papers) -> Option<&str> {
    papers.construction()?.route.as_ref().map(|route| route.clause.as_str())
}

fn leads(role: &str) -> bool {
    matches!(role, "district_lead" | "permit_approver" | "regulator_lead")
}

/// Where a paper can be checked: a result by its number, a changed permit by that of the permit, everything else by the code of the
/// case.
fn link(house: &House, case: &Case, paper: Paper) -> String {
    let base = house.config.server.public_url.trim_end_matches('/');
    let issued = case.papers.dossier().and_then(|dossier| dossier.result.as_ref());
    match (issued, paper) {
        (Some(result), Paper::SitingApproval | Paper::Permit | Paper::NoticeReceipt | Paper::Adjustment) => {
            format!("{base}/api/v1/public/permits/{}", slug(&result.number))
        }
        (Some(_) | None, _) => format!("{base}/api/v1/public/cases/{}", case.code),
    }
}

/// A number as it stands in a path: `000001-2026-CTDD` for `000001/2026/CTĐĐ`.
#[must_use]
pub fn slug(number: &str) -> String {
    number.replace('/', "-").replace('Đ', "D")
}
