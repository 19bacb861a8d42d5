//! One request for each id that the contract lets a request carry, with `$ID` in the place of the id.

use serde_json::{Value, json};
use tests::hamlet::office;
use tests::town::cast::POWER;
use tests::town::dossiers::{BAI_CHAY, mast, works};
use tests::town::{POSITION, Town, wanting};

use super::things::Thing;

/// What must come of a probe.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expect {
    /// A hidden thing of this kind is answered like one that is not there.
    Same(Thing),
    /// Everybody who may ask sees all things of this kind: organisations, areas, the people of an administrator, mergers of a
    /// regulator; or only one's own organisations are taken at all.
    NothingIsHidden,
}

/// A request with a place for an id.
#[derive(Debug)]
pub(crate) struct Probe {
    /// The operation and the field, as the contract names them.
    pub(crate) id: &'static str,
    pub(crate) who: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) expect: Expect,
}

/// What VNPT has, beside which an id of something else is sent.
#[derive(Debug)]
pub(crate) struct Context {
    asset: String,
    case: String,
    document: String,
    waiting: String,
    offered: String,
}

impl Context {
    pub(crate) async fn of(town: &Town) -> Self {
        let asset = town.pole("clerk@power", 9).await;
        let case = town.draft("planner@vnpt", &wanting(&[&asset])).await;
        let document = town.paper("planner@vnpt", &case, "as_built").await;
        let waiting = town.filed("planner@vnpt", &[&asset]).await;
        let gaps = json!({"items": [{"item": "Bản vẽ", "reason": "thiếu"}]});
        town.act("clerk@power", &waiting, "request_supplement", gaps).await;
        let offered = town.complete("planner@vnpt", "clerk@power", &[&asset]).await;
        Self { asset, case, document, waiting, offered }
    }
}

const PLANNER: &str = "planner@vnpt";

fn probe(id: &'static str, method: &'static str, path: &str, body: Value, expect: Expect) -> Probe {
    Probe { id, who: PLANNER, method, path: path.to_owned(), body, expect }
}

fn get(id: &'static str, path: &str, thing: Thing) -> Probe {
    probe(id, "GET", path, Value::Null, Expect::Same(thing))
}

fn post(id: &'static str, path: &str, body: Value, thing: Thing) -> Probe {
    probe(id, "POST", path, body, Expect::Same(thing))
}

fn open(id: &'static str) -> Probe {
    probe(id, "GET", "/", Value::Null, Expect::NothingIsHidden)
}

fn by(who: &'static str, probe: Probe) -> Probe {
    Probe { who, ..probe }
}

/// A body with one more field.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    body[pointer] = value;
    body
}

/// All of them.
pub(crate) fn all(context: &Context) -> Vec<Probe> {
    let mut all = register(context);
    all.extend(cases(context));
    all.extend(drafts(context));
    all.extend(desk());
    all.extend(directories());
    all
}

fn register(context: &Context) -> Vec<Probe> {
    let asset = &context.asset;
    let found = json!({"attributes": {"height_m": 9}, "observed_on": "2023-10-01", "photo_ids": ["$ID"]});
    let offer = json!({"asset_ids": ["$ID"], "to_organization_id": office(POWER), "reason": "Bàn giao"});
    let route = json!({"type": "LineString", "coordinates": [[107.05, 20.95], [107.06, 20.95]]});
    let between = |from: &str, to: &str| json!({"from_asset_id": from, "to_asset_id": to, "kind": "pole"});
    let aside = json!({"route": route, "from_asset_id": "$ID", "kind": "pole"});
    let survey = json!({"unit": POSITION, "found": 1, "observed_on": "2023-10-01"});
    vec![
        get("asset.read path:asset_id", "/assets/$ID", Thing::Asset),
        get("asset.read path:asset_id", "/assets/$ID?as_of=2023-10-02T03:00:00Z", Thing::Asset),
        get("asset.versions path:asset_id", "/assets/$ID/versions", Thing::Asset),
        get("asset.occupancies path:asset_id", "/assets/$ID/occupancies", Thing::Asset),
        probe("asset.edit path:asset_id", "PATCH", "/assets/$ID", json!({"address": "x"}), Expect::Same(Thing::Asset)),
        probe("asset.delete path:asset_id", "DELETE", "/assets/$ID", Value::Null, Expect::Same(Thing::Asset)),
        post("asset.survey path:asset_id", "/assets/$ID/surveys", survey, Thing::Asset),
        post(
            "asset_correction.create path:asset_id",
            "/assets/$ID/corrections",
            with(found.clone(), "photo_ids", json!([])),
            Thing::Asset,
        ),
        post("asset_correction.create /photo_ids[]", &format!("/assets/{asset}/corrections"), found, Thing::Photo),
        get("asset_correction.list query:asset_id", "/asset-corrections?asset_id=$ID", Thing::Asset),
        get("asset_correction.get path:correction_id", "/asset-corrections/$ID", Thing::Correction),
        post(
            "asset_correction.accept path:correction_id",
            "/asset-corrections/$ID/accept",
            json!({}),
            Thing::Correction,
        ),
        post(
            "asset_correction.refuse path:correction_id",
            "/asset-corrections/$ID/refuse",
            json!({"reason": "x"}),
            Thing::Correction,
        ),
        post("asset_photo.create path:asset_id", "/assets/$ID/photos?name=x.png", json!({}), Thing::Asset),
        get("asset_photo.get path:asset_id", "/assets/$ID/photos/01234567-89ab-7def-8123-456789abcde0", Thing::Asset),
        get("asset_photo.get path:photo_id", &format!("/assets/{asset}/photos/$ID"), Thing::Photo),
        by("manager@vnpt", post("asset_transfer.create /asset_ids[]", "/asset-transfers", offer, Thing::Asset)),
        by(
            "manager@vnpt",
            post("asset_transfer.settle path:transfer_id", "/asset-transfers/$ID/accept", json!({}), Thing::Transfer),
        ),
        post("planning.supports /from_asset_id", "/planning/supports", between("$ID", asset), Thing::Asset),
        post("planning.supports /to_asset_id", "/planning/supports", between(asset, "$ID"), Thing::Asset),
        post("planning.supports /from_asset_id", "/planning/supports", aside, Thing::Asset),
        get("quality_issue.list query:asset_id", "/quality/issues?asset_id=$ID", Thing::Asset),
        get("quality_issue.get path:issue_id", "/quality/issues/$ID", Thing::Issue),
        post(
            "quality_issue.dismiss path:issue_id",
            "/quality/issues/$ID/dismiss",
            json!({"reason": "x"}),
            Thing::Issue,
        ),
        post("quality_issue.reopen path:issue_id", "/quality/issues/$ID/reopen", json!({}), Thing::Issue),
        get("import.get path:import_id", "/imports/$ID", Thing::Import),
        get("import.errors path:import_id", "/imports/$ID/errors", Thing::Import),
        post("import.roll_back path:import_id", "/imports/$ID/rollback", json!({}), Thing::Import),
        get("export.get path:export_id", "/exports/$ID", Thing::Export),
        get("export.file path:export_id", "/exports/$ID/file", Thing::Export),
    ]
}

fn cases(context: &Context) -> Vec<Probe> {
    let (case, document) = (&context.case, &context.document);
    let reuse = |case: &str, document: &str| json!({"case_id": case, "document_id": document});
    let said = json!({"body": "x", "audience": "parties"});
    let mut request = wanting(&[&context.asset]);
    request["elements"][0]["asset_id"] = json!("$ID");
    let mut more = wanting(&[&context.asset]);
    more["elements"].as_array_mut().unwrap().push(request["elements"][0].clone());
    let supplement = |request: Value| json!({"data": {"request": request}});
    let resubmit = format!("/cases/{}/actions/resubmit", context.waiting);
    let ready =
        json!({"data": {"rent_vnd_per_month": 1, "terms": "x", "make_ready": [{"asset_id": "$ID", "work": "x"}]}});
    let offer = format!("/cases/{}/actions/offer", context.offered);
    vec![
        get("case.get path:case_id", "/cases/$ID", Thing::Case),
        get("case.actions path:case_id", "/cases/$ID/actions", Thing::Case),
        post("case.act path:case_id", "/cases/$ID/actions/withdraw", json!({"data": {}}), Thing::Case),
        post("case.act path:case_id", "/cases/$ID/actions/nonsense", json!({"data": {}}), Thing::Case),
        post("case.act /data/request/elements", &resubmit, supplement(request), Thing::Asset),
        post("case.act /data/request/elements", &resubmit, supplement(more), Thing::Asset),
        by("clerk@power", post("case.act /data/make_ready", &offer, ready, Thing::Asset)),
        get("case.diagram path:case_id", "/cases/$ID/diagram.svg", Thing::Case),
        get("case.history path:case_id", "/cases/$ID/history", Thing::Case),
        get("case.look_up path:case_id", "/cases/$ID/look-up", Thing::Case),
        get("case.referrals path:case_id", "/cases/$ID/referrals", Thing::Case),
        get("document.list path:case_id", "/cases/$ID/documents", Thing::Case),
        post("document.create path:case_id", "/cases/$ID/documents?kind=as_built&name=x.pdf", json!({}), Thing::Case),
        get("document.get path:case_id", &format!("/cases/$ID/documents/{document}"), Thing::Case),
        get("document.get path:document_id", &format!("/cases/{case}/documents/$ID"), Thing::Document),
        post("document.reuse path:case_id", "/cases/$ID/documents/reuse", reuse(case, document), Thing::Case),
        post("document.reuse /case_id", &format!("/cases/{case}/documents/reuse"), reuse("$ID", document), Thing::Case),
        post(
            "document.reuse /document_id",
            &format!("/cases/{case}/documents/reuse"),
            reuse(case, "$ID"),
            Thing::Document,
        ),
        get("message.list path:case_id", "/cases/$ID/messages", Thing::Case),
        post("message.create path:case_id", "/cases/$ID/messages", said, Thing::Case),
        get("paper.list path:case_id", "/cases/$ID/papers", Thing::Case),
        get("paper.get path:case_id", "/cases/$ID/papers/permit", Thing::Case),
    ]
}

fn drafts(context: &Context) -> Vec<Probe> {
    let (asset, case) = (&context.asset, &context.case);
    let hidden = wanting(&["$ID"]);
    let answers = |asset: &str, case: Value| {
        with(
            mast(BAI_CHAY),
            "sharing_answers",
            json!([{"asset_id": asset, "sharing_case_id": case, "justification": "x"}]),
        )
    };
    let title = json!({"title": "Hỏi thông tin"});
    let mut all = vec![
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
            "sharing_request.edit /elements[]/asset_id",
            "PATCH",
            &format!("/sharing-requests/{case}"),
            hidden,
            Expect::Same(Thing::Asset),
        ),
        post(
            "siting_application.create /sharing_answers[]/asset_id",
            "/siting-applications",
            answers("$ID", Value::Null),
            Thing::Asset,
        ),
        post(
            "siting_application.create /sharing_answers[]/sharing_case_id",
            "/siting-applications",
            answers(asset, json!("$ID")),
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
            "disputes.create /case_id",
            "/disputes",
            with(json!({"title": "Tranh chấp", "claim": "x"}), "case_id", json!("$ID")),
            Thing::Case,
        ),
    ];
    let kinds: [(&'static [&'static str; 4], &str, Value); 8] = [
        (
            &["sharing_request.get path:case_id", "sharing_request.edit path:case_id", "", ""],
            "sharing-requests",
            json!({}),
        ),
        (
            &[
                "siting_application.get path:case_id",
                "siting_application.edit path:case_id",
                "siting_application.create /previous_case_id",
                "siting_application.edit /previous_case_id",
            ],
            "siting-applications",
            mast(BAI_CHAY),
        ),
        (
            &[
                "construction_permit.get path:case_id",
                "construction_permit.edit path:case_id",
                "construction_permit.create /previous_case_id",
                "construction_permit.edit /previous_case_id",
            ],
            "construction-permits",
            with(works(BAI_CHAY, case), "siting_case_id", Value::Null),
        ),
        (
            &[
                "commencement_notice.get path:case_id",
                "commencement_notice.edit path:case_id",
                "commencement_notice.create /previous_case_id",
                "commencement_notice.edit /previous_case_id",
            ],
            "commencement-notices",
            with(works(BAI_CHAY, case), "siting_case_id", Value::Null),
        ),
        (
            &[
                "disputes.get path:case_id",
                "disputes.edit path:case_id",
                "disputes.create /previous_case_id",
                "disputes.edit /previous_case_id",
            ],
            "disputes",
            json!({"title": "Tranh chấp", "claim": "x"}),
        ),
        (
            &[
                "information_requests.get path:case_id",
                "information_requests.edit path:case_id",
                "information_requests.create /previous_case_id",
                "information_requests.edit /previous_case_id",
            ],
            "information-requests",
            title.clone(),
        ),
        (
            &[
                "planned_works.get path:case_id",
                "planned_works.edit path:case_id",
                "planned_works.create /previous_case_id",
                "planned_works.edit /previous_case_id",
            ],
            "planned-works",
            title.clone(),
        ),
        (
            &[
                "clean_up_campaigns.get path:case_id",
                "clean_up_campaigns.edit path:case_id",
                "clean_up_campaigns.create /previous_case_id",
                "clean_up_campaigns.edit /previous_case_id",
            ],
            "clean-up-campaigns",
            title,
        ),
    ];
    for ([one, edit, previous, previous_of_edit], resource, body) in kinds {
        let path = format!("/{resource}/$ID");
        all.push(get(one, &path, Thing::Case));
        all.push(probe(edit, "PATCH", &path, body.clone(), Expect::Same(Thing::Case)));
        if previous.is_empty() {
            continue;
        }
        let follows = with(body, "previous_case_id", json!("$ID"));
        all.push(post(previous, &format!("/{resource}"), follows.clone(), Thing::Case));
        // An edit takes no predecessor; what is sent is passed over.
        all.push(probe(previous_of_edit, "PATCH", &format!("/{resource}/{case}"), follows, Expect::Same(Thing::Case)));
    }
    for (id, resource, body, thing) in [
        (
            "siting_application.edit /sharing_answers[]/asset_id",
            "siting-applications",
            answers("$ID", Value::Null),
            Thing::Asset,
        ),
        (
            "siting_application.edit /sharing_answers[]/sharing_case_id",
            "siting-applications",
            answers(asset, json!("$ID")),
            Thing::Case,
        ),
        ("construction_permit.edit /siting_case_id", "construction-permits", works(BAI_CHAY, "$ID"), Thing::Case),
        ("commencement_notice.edit /siting_case_id", "commencement-notices", works(BAI_CHAY, "$ID"), Thing::Case),
        ("disputes.edit /case_id", "disputes", json!({"title": "x", "claim": "x", "case_id": "$ID"}), Thing::Case),
    ] {
        all.push(probe(id, "PATCH", &format!("/{resource}/{case}"), body, Expect::Same(thing)));
    }
    let claim = json!({"number": 1, "evidence": "Tem cáp"});
    all.push(post("clean_up_campaigns.claim path:case_id", "/clean-up-campaigns/$ID/claims", claim, Thing::Case));
    all.push(get("clean_up_campaigns.work_list path:case_id", "/clean-up-campaigns/$ID/work-list", Thing::Case));
    all
}

fn desk() -> Vec<Probe> {
    let pass = json!({"user_id": "01234567-89ab-7def-8123-456789abcde0"});
    vec![
        probe("absence.end path:absence_id", "DELETE", "/absences/$ID", Value::Null, Expect::Same(Thing::Absence)),
        probe(
            "delegation.end path:delegation_id",
            "DELETE",
            "/delegations/$ID",
            Value::Null,
            Expect::Same(Thing::Delegation),
        ),
        probe(
            "subscription.end path:subscription_id",
            "DELETE",
            "/subscriptions/$ID",
            Value::Null,
            Expect::Same(Thing::Subscription),
        ),
        post("notification.read path:notification_id", "/notifications/$ID/read", json!({}), Thing::Notice),
        get("task.get path:task_id", "/tasks/$ID", Thing::Task),
        post("task.claim path:task_id", "/tasks/$ID/claim", json!({}), Thing::Task),
        post("task.finish path:task_id", "/tasks/$ID/finish", json!({}), Thing::Task),
        post("task.release path:task_id", "/tasks/$ID/release", json!({}), Thing::Task),
        by("manager@vnpt", post("task.reassign path:task_id", "/tasks/$ID/reassign", pass, Thing::Task)),
        get("task.list query:case", "/tasks?case=$ID", Thing::Case),
        get("outbox.list query:case", "/outbox?case=$ID", Thing::Case),
        get("outbox.get path:letter_id", "/outbox/$ID", Thing::Letter),
        post("outbox.retry path:letter_id", "/outbox/$ID/retry", json!({}), Thing::Letter),
    ]
}

/// What everybody who may ask sees all of, and one's own organisations.
fn directories() -> Vec<Probe> {
    [
        "asset.list query:owner",
        "asset.create /owner_id",
        "asset.create /co_owners[]/organization_id",
        "asset.edit /co_owners[]/organization_id",
        "asset_transfer.create /to_organization_id",
        "calendar.approve path:change_id",
        "calendar.reject path:change_id",
        "case.list query:area",
        "case.list query:applicant",
        "clean_up_campaigns.create /applicant_id",
        "clean_up_campaigns.edit /applicant_id",
        "clean_up_campaigns.claim /organization_id",
        "commencement_notice.create /applicant_id",
        "commencement_notice.edit /applicant_id",
        "construction_permit.create /applicant_id",
        "construction_permit.edit /applicant_id",
        "delegation.create /organization_id",
        "delegation.create /to_user_id",
        "disputes.create /applicant_id",
        "disputes.edit /applicant_id",
        "export.create /filter/owner",
        "import_mapping.list query:organization_id",
        "import_mapping.save query:organization_id",
        "import.create query:organization_id",
        "information_requests.create /applicant_id",
        "information_requests.create /owner_id",
        "information_requests.edit /applicant_id",
        "information_requests.edit /owner_id",
        "message.create /organization_id",
        "organization_merger.propose /predecessor_id",
        "organization_merger.propose /successor_id",
        "organization_merger.get path:merger_id",
        "organization_merger.approve path:merger_id",
        "organization_merger.reject path:merger_id",
        "organization_merger.withdraw path:merger_id",
        "organization.get path:organization_id",
        "organization.edit path:organization_id",
        "outbox.retry_all /organization_id",
        "planned_works.create /applicant_id",
        "planned_works.edit /applicant_id",
        "planning.sharing_first /applicant_id",
        "public.permits query:area",
        "quality_issue.list query:owner",
        "sharing_request.create /applicant_id",
        "siting_application.create /applicant_id",
        "siting_application.edit /applicant_id",
        "subscription.create /area_id",
        "subscription.create /organization_id",
        "task.list query:office",
        "task.list query:area",
        "task.reassign /user_id",
        "user.list query:organization",
        "user.create /seats[]/organization_id",
        "user.get path:user_id",
        "user.edit path:user_id",
        "user.edit /seats[]/organization_id",
    ]
    .into_iter()
    .map(open)
    .collect()
}
