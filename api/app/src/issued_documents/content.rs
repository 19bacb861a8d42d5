//! The content of a dossier's issued documents, read from the case, its trail and its rule pack.

use chrono::NaiveDate;
use domain::{
    cases::{
        Case, CaseContent, Draft,
        construction::Adjustment,
        dossier::{Dossier, Official},
        site::WorkKind,
    },
    place::Shape,
    text::Locale,
};
use serde_json::{Value, json};

use super::{Paper, head, place::places};
use crate::{app::App, cases::effective_law, error::AppError};
use api_store::{
    cases::{StoredCase, case_history, published},
    entities::case_history::Model,
    people::organizations,
};

/// The content of an issued document of a dossier.
pub(super) async fn content(
    app: &App,
    kept: &StoredCase,
    dossier: &Dossier,
    paper: Paper,
    locale: Locale,
) -> Result<Value, AppError> {
    let (case, db) = (&kept.case, app.store.read());
    let trail = case_history::of_case(db, case.id).await?;
    let ruling = effective_law::of(app, case)?;
    let law = ruling.law();
    let letterhead = head::letterhead(app, case);
    let applicant = organizations::names(db, &[case.applicant]).await?.remove(&case.applicant);
    let step = step(&trail, paper);
    let told = result(case, dossier, paper);
    let on = told.map(|told| told.on).or_else(|| step.map(|step| law.office.local_date(step.legal_at)));
    let issuer = told.map(|told| &told.issuer).or_else(|| first_office(dossier, step));
    let secret = match paper {
        Paper::Receipt => published::secret(db, case.id).await?,
        Paper::Supplement
        | Paper::NotAccepted
        | Paper::Apology
        | Paper::SitingApproval
        | Paper::Permit
        | Paper::Adjustment
        | Paper::NoticeReceipt
        | Paper::Refusal
        | Paper::InformationAnswer => None,
    };
    let site = site(&case.papers);
    let number = told.map(|told| told.number.clone()).or_else(|| slip(dossier, paper));
    Ok(json!({
        "paper": paper.as_str(),
        "lang": locale.as_str(),
        "head": head::head(&letterhead, locale),
        "case": head::case(case, &law, locale),
        "dossier_code": dossier.code,
        "number": number,
        "issuer": issuer.map_or("", |issuer| issuer.name.get(locale)),
        "on": on,
        "applicant": applicant.as_ref().map_or("", |name| name.get(locale)),
        "places": site.place.map_or_else(Vec::new, |place| places(place, &letterhead)),
        "address": site.address,
        "height_m": site.height_m,
        "work": site.work.map(WorkKind::as_str),
        "conditions": told.and_then(|told| told.conditions.clone()),
        "due_on": due(&trail, paper),
        "basis": basis(app, case, locale),
        "clause": clause(&case.papers),
        "signatory": head::signatory(case, step),
        "gaps": gaps(&trail),
        "reasons": reasons_or(head::reasons(&dossier.reasons, &law, locale), step),
        "apology": dossier.apologies.last(),
        "redirected_to": dossier.redirected_to.as_ref().map(|to| to.name.get(locale)),
        "received_on": dossier.received_at.map(|at| law.office.local_date(at)),
        "secret": secret,
        "link": link(app, case, paper),
        "adjusts": last_adjustment(case).map(|asked| json!({
            "change": asked.change,
            "number": asked.of.as_ref().map(|of| &of.number),
            "issuer": asked.of.as_ref().map(|of| of.issuer.name.get(locale)),
        })),
    }))
}

/// The laws that are the legal basis of this kind of case.
fn basis(app: &App, case: &Case, locale: Locale) -> Vec<Value> {
    let pack = app.policies.packs.get(&case.pack);
    pack.into_iter()
        .flat_map(|pack| &pack.header.basis)
        .filter(|law| law.kinds.is_empty() || law.kinds.contains(&case.kind))
        .map(|law| json!({"code": law.code, "title": law.title.get(locale)}))
        .collect()
}

/// The last permit change that was granted.
pub(super) fn last_adjustment(case: &Case) -> Option<&Adjustment> {
    case.papers.construction()?.adjustments.iter().rev().find(|asked| asked.result.is_some())
}

fn result<'a>(case: &'a Case, dossier: &'a Dossier, paper: Paper) -> Option<&'a Official> {
    match paper {
        Paper::SitingApproval | Paper::Permit | Paper::NoticeReceipt => dossier.result.as_ref(),
        Paper::Adjustment => last_adjustment(case)?.result.as_ref(),
        Paper::Receipt
        | Paper::Supplement
        | Paper::NotAccepted
        | Paper::Apology
        | Paper::Refusal
        | Paper::InformationAnswer => None,
    }
}

/// The number of an apology slip; results have their number elsewhere.
fn slip(dossier: &Dossier, paper: Paper) -> Option<String> {
    (paper == Paper::Apology).then(|| dossier.apologies.last().map(|slip| slip.number.clone())).flatten()
}

/// The trail entry that issued a document.
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
        Paper::InformationAnswer => &[],
    };
    trail.iter().rev().find(|entry| by.contains(&entry.action.as_str()))
}

/// The authority that had the dossier when the document was issued: the origin of the first later
/// transfer, else the current authority.
fn first_office<'a>(dossier: &'a Dossier, step: Option<&Model>) -> Option<&'a domain::cases::dossier::Authority> {
    let at = step.map(|step| step.legal_at);
    let later = dossier.moves.iter().find(|hands| at.is_some_and(|at| hands.at > at));
    later.map(|hands| &hands.from).or(dossier.authority.as_ref())
}

/// The due day that a document names, as of its issue.
fn due(trail: &[Model], paper: Paper) -> Option<NaiveDate> {
    let (actions, limit): (&[&str], &str) = match paper {
        Paper::Receipt => (&["accept_intake", "accept", "deem_accepted"], "decision"),
        Paper::Supplement => (&["request_supplement"], "supplement"),
        Paper::SitingApproval => (&["approve", "approve_with_conditions"], "validity"),
        Paper::Permit => (&["grant", "deem_granted"], "start_by"),
        Paper::NotAccepted
        | Paper::Apology
        | Paper::Adjustment
        | Paper::NoticeReceipt
        | Paper::Refusal
        | Paper::InformationAnswer => return None,
    };
    let entry = trail.iter().rev().find(|entry| actions.contains(&entry.action.as_str()))?;
    let mut events = entry.events.as_array()?.iter();
    let clocked = events.find(|event| event.pointer("/timer/limit").is_some_and(|named| named == limit))?;
    clocked.pointer("/timer/due_on")?.as_str()?.parse().ok()
}

/// The missing items as the trail records them.
fn gaps(trail: &[Model]) -> Value {
    let said = trail.iter().rev().find_map(|entry| {
        let events = entry.events.as_array()?;
        let noted = events.iter().find(|event| event.pointer("/entry/entry").is_some_and(|word| word == "gaps"))?;
        noted.pointer("/entry/gaps").cloned()
    });
    said.unwrap_or_else(|| json!([]))
}

/// Coded reasons, or the one free-text reason that came with the action.
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
    work: Option<WorkKind>,
}

fn site(papers: &CaseContent) -> Site<'_> {
    let (address, height_m, work) = match Draft::from(papers) {
        Draft::SharingRequest(_)
        | Draft::PlannedWorks(_)
        | Draft::Dispute(_)
        | Draft::InformationRequest(_)
        | Draft::CleanUpCampaign(_) => (None, None, None),
        Draft::SitingApplication(site) => (site.address, site.height_m, None),
        Draft::ConstructionPermit(works) | Draft::CommencementNotice(works) => {
            (works.address, works.height_m, works.work)
        }
    };
    Site { place: papers.place(), address, height_m, work }
}

fn clause(papers: &CaseContent) -> Option<&str> {
    papers.construction()?.route.as_ref().map(|route| route.clause.as_str())
}

/// The address at which a document can be checked: a result by its number, a changed permit by the
/// number of the permit, every other document by the case code.
fn link(app: &App, case: &Case, paper: Paper) -> String {
    let base = app.config.server.public_url.trim_end_matches('/');
    let issued = case.papers.dossier().and_then(|dossier| dossier.result.as_ref());
    match (issued, paper) {
        (Some(result), Paper::SitingApproval | Paper::Permit | Paper::NoticeReceipt | Paper::Adjustment) => {
            format!("{base}/api/v1/public/permits/{}", slug(&result.number))
        }
        (Some(_) | None, _) => format!("{base}/api/v1/public/cases/{}", case.code),
    }
}

/// A number in the form that a path has: `000001-2026-CTDD` for `000001/2026/CTĐĐ`.
#[must_use]
pub fn slug(number: &str) -> String {
    number.replace('/', "-").replace('Đ', "D")
}
