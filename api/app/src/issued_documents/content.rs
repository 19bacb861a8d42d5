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

use super::{IssuedDocumentKind, head, place::places};
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
    document: IssuedDocumentKind,
    locale: Locale,
) -> Result<Value, AppError> {
    let (case, db) = (&kept.case, app.store.read());
    let trail = case_history::of_case(db, case.id).await?;
    let ruling = effective_law::of(app, case)?;
    let law = ruling.law();
    let letterhead = head::letterhead(app, case);
    let applicant = organizations::names(db, &[case.applicant]).await?.remove(&case.applicant);
    let step = step(&trail, document);
    let official = result(case, dossier, document);
    let on = official.map(|official| official.on).or_else(|| step.map(|step| law.office.local_date(step.legal_at)));
    let issuer = official.map(|official| &official.issuer).or_else(|| first_office(dossier, step));
    let secret = match document {
        IssuedDocumentKind::Receipt => published::secret(db, case.id).await?,
        IssuedDocumentKind::Supplement
        | IssuedDocumentKind::NotAccepted
        | IssuedDocumentKind::Apology
        | IssuedDocumentKind::SitingApproval
        | IssuedDocumentKind::Permit
        | IssuedDocumentKind::Adjustment
        | IssuedDocumentKind::NoticeReceipt
        | IssuedDocumentKind::Refusal
        | IssuedDocumentKind::InformationAnswer => None,
    };
    let site = site(&case.content);
    let number = official.map(|official| official.number.clone()).or_else(|| slip(dossier, document));
    Ok(json!({
        "paper": document.as_str(),
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
        "conditions": official.and_then(|official| official.conditions.clone()),
        "due_on": due(&trail, document),
        "basis": basis(app, case, locale),
        "clause": clause(&case.content),
        "signatory": head::signatory(case, step),
        "gaps": gaps(&trail),
        "reasons": reasons_or(head::reasons(&dossier.reasons, &law, locale), step),
        "apology": dossier.apologies.last(),
        "redirected_to": dossier.redirected_to.as_ref().map(|to| to.name.get(locale)),
        "received_on": dossier.received_at.map(|at| law.office.local_date(at)),
        "secret": secret,
        "link": link(app, case, document),
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
    case.content.construction()?.adjustments.iter().rev().find(|asked| asked.result.is_some())
}

fn result<'a>(case: &'a Case, dossier: &'a Dossier, document: IssuedDocumentKind) -> Option<&'a Official> {
    match document {
        IssuedDocumentKind::SitingApproval | IssuedDocumentKind::Permit | IssuedDocumentKind::NoticeReceipt => {
            dossier.result.as_ref()
        }
        IssuedDocumentKind::Adjustment => last_adjustment(case)?.result.as_ref(),
        IssuedDocumentKind::Receipt
        | IssuedDocumentKind::Supplement
        | IssuedDocumentKind::NotAccepted
        | IssuedDocumentKind::Apology
        | IssuedDocumentKind::Refusal
        | IssuedDocumentKind::InformationAnswer => None,
    }
}

/// The number of an apology slip; results have their number elsewhere.
fn slip(dossier: &Dossier, document: IssuedDocumentKind) -> Option<String> {
    (document == IssuedDocumentKind::Apology)
        .then(|| dossier.apologies.last().map(|slip| slip.number.clone()))
        .flatten()
}

/// The trail entry that issued a document.
fn step(trail: &[Model], document: IssuedDocumentKind) -> Option<&Model> {
    let by: &[&str] = match document {
        IssuedDocumentKind::Receipt => &["submit"],
        IssuedDocumentKind::Supplement => &["request_supplement", "mark_deficient"],
        IssuedDocumentKind::NotAccepted => &["not_accept"],
        IssuedDocumentKind::Apology => &["apologise"],
        IssuedDocumentKind::SitingApproval => &["approve", "approve_with_conditions"],
        IssuedDocumentKind::Permit => &["grant", "deem_granted"],
        IssuedDocumentKind::Adjustment => &["adjust"],
        IssuedDocumentKind::NoticeReceipt => &["acknowledge", "deem_acknowledged"],
        IssuedDocumentKind::Refusal => &["refuse"],
        IssuedDocumentKind::InformationAnswer => &[],
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
fn due(trail: &[Model], document: IssuedDocumentKind) -> Option<NaiveDate> {
    let (actions, limit): (&[&str], &str) = match document {
        IssuedDocumentKind::Receipt => (&["accept_intake", "accept", "deem_accepted"], "decision"),
        IssuedDocumentKind::Supplement => (&["request_supplement"], "supplement"),
        IssuedDocumentKind::SitingApproval => (&["approve", "approve_with_conditions"], "validity"),
        IssuedDocumentKind::Permit => (&["grant", "deem_granted"], "start_by"),
        IssuedDocumentKind::NotAccepted
        | IssuedDocumentKind::Apology
        | IssuedDocumentKind::Adjustment
        | IssuedDocumentKind::NoticeReceipt
        | IssuedDocumentKind::Refusal
        | IssuedDocumentKind::InformationAnswer => return None,
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

fn site(content: &CaseContent) -> Site<'_> {
    let (address, height_m, work) = match Draft::from(content) {
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
    Site { place: content.place(), address, height_m, work }
}

fn clause(content: &CaseContent) -> Option<&str> {
    content.construction()?.route.as_ref().map(|route| route.clause.as_str())
}

/// The address at which a document can be checked: a result by its number, a changed permit by the
/// number of the permit, every other document by the case code.
fn link(app: &App, case: &Case, document: IssuedDocumentKind) -> String {
    let base = app.config.server.public_url.trim_end_matches('/');
    let issued = case.content.dossier().and_then(|dossier| dossier.result.as_ref());
    match (issued, document) {
        (
            Some(result),
            IssuedDocumentKind::SitingApproval
            | IssuedDocumentKind::Permit
            | IssuedDocumentKind::NoticeReceipt
            | IssuedDocumentKind::Adjustment,
        ) => {
            format!("{base}/verify/{}", slug(&result.number))
        }
        (Some(_) | None, _) => format!("{base}/look-up?code={}", case.code_or_id()),
    }
}

/// A number in the form that a path has: `000001-2026-CTDD` for `000001/2026/CTĐĐ`.
#[must_use]
pub fn slug(number: &str) -> String {
    number.replace('/', "-").replace('Đ', "D")
}
