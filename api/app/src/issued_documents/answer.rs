//! The issued answer to an information request: the minimum information that the owner supplied, or
//! the reasons for not supplying it.

use domain::{cases::information, text::Locale};
use serde_json::{Value, json};

use super::{head, place::places};
use crate::{app::App, cases::effective_law, error::AppError};
use api_store::{
    cases::{StoredCase, case_history},
    people::organizations,
};

/// The actions that answer a request.
const ANSWERS: [&str; 3] = ["answer", "answer_in_part", "refuse"];

/// The content of the document.
pub(super) async fn content(
    app: &App,
    kept: &StoredCase,
    content: &information::Content,
    locale: Locale,
) -> Result<Value, AppError> {
    let (case, db) = (&kept.case, app.store.read());
    let trail = case_history::of_case(db, case.id).await?;
    let step = trail.iter().rev().find(|entry| ANSWERS.contains(&entry.action.as_str()));
    let ruling = effective_law::of(app, case)?;
    let law = ruling.law();
    let letterhead = head::letterhead(app, case);
    let asked: Vec<_> = [Some(case.applicant), content.inquiry.owner_id].into_iter().flatten().collect();
    let names = organizations::names(db, &asked).await?;
    let name = |id| names.get(&id).map_or("", |name| name.get(locale));
    let owner = content.inquiry.owner_id.map_or("", name);
    let kind = |id: &str| {
        let known = app.policies.kinds.kinds.iter().find(|kind| kind.id == id);
        known.map_or_else(|| id.to_owned(), |kind| kind.title.get(locale).to_owned())
    };
    let disclosure = content.disclosure.as_ref();
    let mut disclosed: Vec<_> = disclosure.into_iter().flat_map(|disclosure| &disclosure.items).collect();
    disclosed.sort_by(|one, other| one.code.cmp(&other.code));
    let items: Vec<Value> = disclosed
        .into_iter()
        .map(|item| {
            json!({
                "code": item.code, "kind": kind(&item.kind), "free": item.free,
                "places": places(&item.place, &letterhead),
            })
        })
        .collect();
    let base = app.config.server.public_url.trim_end_matches('/');
    Ok(json!({
        "lang": locale.as_str(),
        "head": head::head(&letterhead, locale),
        "case": head::case(case, &law, locale),
        "number": null,
        "issuer": owner,
        "owner": owner,
        "applicant": name(case.applicant),
        "on": step.map(|step| law.office.local_date(step.legal_at)),
        "purpose": content.inquiry.purpose,
        "within_m": content.inquiry.within_m,
        "places": content.inquiry.place.as_ref().map_or_else(Vec::new, |place| places(place, &letterhead)),
        "items": items,
        "cut_off": disclosure.is_some_and(|disclosure| disclosure.cut_off),
        "reasons": head::reasons(&content.reasons, &law, locale),
        "signatory": head::signatory(case, step),
        // Only those whom the case concerns can open the link.
        "link": format!("{base}/cases/{}", case.id),
    }))
}
