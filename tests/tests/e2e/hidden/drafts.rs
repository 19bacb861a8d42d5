//! Probes of drafts of each kind of case, and the ids of resources that are hidden from nobody.

use serde_json::{Value, json};
use tests::test_app::dossiers::{BAI_CHAY, mast, works};
use tests::test_app::wanting;

use super::probes::{Context, Expect, Probe, get, post, probe, with};
use super::things::Thing;

/// All probes of drafts.
pub(crate) fn all(context: &Context) -> Vec<Probe> {
    let mut all = created(context);
    all.extend(of_each_kind(context));
    all.extend(edited(context));
    let claim = json!({"number": 1, "evidence": "Tem cáp"});
    all.push(post("clean_up_claim.create path:case_id", "/clean-up-campaigns/$ID/claims", claim, Thing::Case));
    all.push(get("clean_up_campaign.list_work path:case_id", "/clean-up-campaigns/$ID/work-list", Thing::Case));
    all
}

/// Probes that create drafts with a reference.
fn created(context: &Context) -> Vec<Probe> {
    let (asset, case) = (&context.asset, &context.case);
    let hidden = wanting(&["$ID"]);
    vec![
        post("sharing_request.create /elements[]/asset_id", "/sharing-requests", hidden.clone(), Thing::Asset),
        post(
            "sharing_request.create /elements[]/asset_id",
            "/sharing-requests",
            wanting(&[asset, "$ID"]),
            Thing::Asset,
        ),
        post(
            "sharing_request.create /previous_case_id",
            "/sharing-requests",
            with(wanting(&[asset]), "previous_case_id", json!("$ID")),
            Thing::Case,
        ),
        probe(
            "sharing_request.update /elements[]/asset_id",
            "PATCH",
            &format!("/sharing-requests/{case}"),
            hidden,
            Expect::Same(Thing::Asset),
        ),
        post(
            "siting_application.create /sharing_answers[]/asset_id",
            "/siting-applications",
            answers("$ID", None),
            Thing::Asset,
        ),
        post(
            "siting_application.create /sharing_answers[]/sharing_case_id",
            "/siting-applications",
            answers(asset, Some("$ID")),
            Thing::Case,
        ),
        post(
            "construction_permit.create /siting_case_id",
            "/construction-permits",
            works(BAI_CHAY, "$ID"),
            Thing::Case,
        ),
        post(
            "commencement_notice.create /siting_case_id",
            "/commencement-notices",
            works(BAI_CHAY, "$ID"),
            Thing::Case,
        ),
        post(
            "dispute.create /case_id",
            "/disputes",
            with(json!({"title": "Tranh chấp", "claim": "x"}), "case_id", json!("$ID")),
            Thing::Case,
        ),
    ]
}

/// The probes of a kind of case: read, edit, create a follow-up, edit a follow-up. The latter two
/// of sharing requests are in another list.
type KindProbes = (&'static [&'static str; 4], &'static str, Value);

fn kinds(case: &str) -> [KindProbes; 8] {
    let title = json!({"title": "Hỏi thông tin"});
    [
        (
            &["sharing_request.get path:case_id", "sharing_request.update path:case_id", "", ""],
            "sharing-requests",
            json!({}),
        ),
        (
            &[
                "siting_application.get path:case_id",
                "siting_application.update path:case_id",
                "siting_application.create /previous_case_id",
                "siting_application.update /previous_case_id",
            ],
            "siting-applications",
            mast(BAI_CHAY),
        ),
        (
            &[
                "construction_permit.get path:case_id",
                "construction_permit.update path:case_id",
                "construction_permit.create /previous_case_id",
                "construction_permit.update /previous_case_id",
            ],
            "construction-permits",
            with(works(BAI_CHAY, case), "siting_case_id", Value::Null),
        ),
        (
            &[
                "commencement_notice.get path:case_id",
                "commencement_notice.update path:case_id",
                "commencement_notice.create /previous_case_id",
                "commencement_notice.update /previous_case_id",
            ],
            "commencement-notices",
            with(works(BAI_CHAY, case), "siting_case_id", Value::Null),
        ),
        (
            &[
                "dispute.get path:case_id",
                "dispute.update path:case_id",
                "dispute.create /previous_case_id",
                "dispute.update /previous_case_id",
            ],
            "disputes",
            json!({"title": "Tranh chấp", "claim": "x"}),
        ),
        (
            &[
                "information_request.get path:case_id",
                "information_request.update path:case_id",
                "information_request.create /previous_case_id",
                "information_request.update /previous_case_id",
            ],
            "information-requests",
            title.clone(),
        ),
        (
            &[
                "planned_work.get path:case_id",
                "planned_work.update path:case_id",
                "planned_work.create /previous_case_id",
                "planned_work.update /previous_case_id",
            ],
            "planned-works",
            title.clone(),
        ),
        (
            &[
                "clean_up_campaign.get path:case_id",
                "clean_up_campaign.update path:case_id",
                "clean_up_campaign.create /previous_case_id",
                "clean_up_campaign.update /previous_case_id",
            ],
            "clean-up-campaigns",
            title,
        ),
    ]
}

fn of_each_kind(context: &Context) -> Vec<Probe> {
    let case = &context.case;
    let mut all = Vec::new();
    for ([one, edit, previous, previous_of_edit], resource, body) in kinds(case) {
        let path = format!("/{resource}/$ID");
        all.push(get(one, &path, Thing::Case));
        all.push(probe(edit, "PATCH", &path, body.clone(), Expect::Same(Thing::Case)));
        if previous.is_empty() {
            continue;
        }
        let follows = with(body, "previous_case_id", json!("$ID"));
        all.push(post(previous, &format!("/{resource}"), follows.clone(), Thing::Case));
        // An edit ignores the reference to a previous case.
        all.push(probe(previous_of_edit, "PATCH", &format!("/{resource}/{case}"), follows, Expect::Same(Thing::Case)));
    }
    all
}

/// Probes that change a reference in a draft.
fn edited(context: &Context) -> Vec<Probe> {
    let (asset, case) = (&context.asset, &context.case);
    let mut all = Vec::new();
    for (id, resource, body, thing) in [
        (
            "siting_application.update /sharing_answers[]/asset_id",
            "siting-applications",
            answers("$ID", None),
            Thing::Asset,
        ),
        (
            "siting_application.update /sharing_answers[]/sharing_case_id",
            "siting-applications",
            answers(asset, Some("$ID")),
            Thing::Case,
        ),
        ("construction_permit.update /siting_case_id", "construction-permits", works(BAI_CHAY, "$ID"), Thing::Case),
        ("commencement_notice.update /siting_case_id", "commencement-notices", works(BAI_CHAY, "$ID"), Thing::Case),
        ("dispute.update /case_id", "disputes", json!({"title": "x", "claim": "x", "case_id": "$ID"}), Thing::Case),
    ] {
        all.push(probe(id, "PATCH", &format!("/{resource}/{case}"), body, Expect::Same(thing)));
    }
    all
}

fn answers(asset: &str, case: Option<&str>) -> Value {
    let answer = json!([{"asset_id": asset, "sharing_case_id": case, "justification": "x"}]);
    with(mast(BAI_CHAY), "sharing_answers", answer)
}

fn open(id: &'static str) -> Probe {
    probe(id, "GET", "/", Value::Null, Expect::NothingIsHidden)
}

/// The ids of resources that every permitted caller sees completely, and of the caller's own
/// organisations.
pub(crate) fn nothing_hidden() -> Vec<Probe> {
    [
        "asset.list query:owner",
        "asset.count query:owner",
        "asset.create /owner_id",
        "asset.create /co_owners[]/organization_id",
        "asset.update /co_owners[]/organization_id",
        "asset_transfer.create /to_organization_id",
        "calendar_change.approve path:change_id",
        "calendar_change.reject path:change_id",
        "case.count query:area",
        "case.count query:applicant",
        "case.count query:authority",
        "case.count query:owner",
        "case.list query:area",
        "case.list query:applicant",
        "case.list query:authority",
        "case.list query:owner",
        "clean_up_campaign.create /applicant_id",
        "clean_up_campaign.update /applicant_id",
        "clean_up_claim.create /organization_id",
        "commencement_notice.create /applicant_id",
        "commencement_notice.update /applicant_id",
        "construction_permit.create /applicant_id",
        "construction_permit.update /applicant_id",
        "delegation.create /organization_id",
        "delegation.create /to_user_id",
        "dispute.create /applicant_id",
        "dispute.update /applicant_id",
        "export.create /filter/owner",
        "import_mapping.list query:organization_id",
        "import_mapping.update query:organization_id",
        "import.create query:organization_id",
        "information_request.create /applicant_id",
        "information_request.create /owner_id",
        "information_request.update /applicant_id",
        "information_request.update /owner_id",
        "message.create /organization_id",
        "organization_merger.create /predecessor_id",
        "organization_merger.create /successor_id",
        "organization_merger.get path:merger_id",
        "organization_merger.approve path:merger_id",
        "organization_merger.reject path:merger_id",
        "organization_merger.withdraw path:merger_id",
        "organization.get path:organization_id",
        "organization.update path:organization_id",
        "outbox_message.retry_all /organization_id",
        "planned_work.create /applicant_id",
        "planned_work.update /applicant_id",
        "planning.check_sharing_first /applicant_id",
        "public_permit.list query:area",
        "quality_issue.list query:owner",
        "sharing_request.create /applicant_id",
        "siting_application.create /applicant_id",
        "siting_application.update /applicant_id",
        "subscription.create /area_id",
        "subscription.create /organization_id",
        "task.list query:office",
        "task.list query:area",
        "task.reassign /user_id",
        "user.list query:organization",
        "user.create /memberships[]/organization_id",
        "user.get path:user_id",
        "user.update path:user_id",
        "user.invite path:user_id",
        "user.update /memberships[]/organization_id",
    ]
    .into_iter()
    .map(open)
    .collect()
}
