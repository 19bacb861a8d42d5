//! One request for each id that the contract allows in a request, with `$ID` as the placeholder.

use serde_json::{Value, json};
use tests::fixtures::office;
use tests::test_app::cast::POWER;
use tests::test_app::{POSITION, TestApp, wanting};

use super::things::Thing;

/// The expected result of a probe.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expect {
    /// A hidden resource of this kind gets the same answer as an unknown one.
    Same(Thing),
    /// Every permitted caller sees all resources of this kind (organisations, areas, the people of
    /// an administrator, mergers of a regulator), or the operation accepts the caller's own
    /// organisations only.
    NothingIsHidden,
}

/// A request with a placeholder for an id.
#[derive(Debug, Clone)]
pub(crate) struct Probe {
    /// The operation and the field, as the contract names them.
    pub(crate) id: &'static str,
    pub(crate) who: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) expect: Expect,
}

/// Visible resources of VNPT that a request names beside the probed id.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) asset: String,
    pub(crate) case: String,
    pub(crate) document: String,
    pub(crate) waiting: String,
    pub(crate) offered: String,
}

impl Context {
    pub(crate) async fn of(test_app: &TestApp) -> Self {
        let asset = test_app.pole("clerk@power", 9).await;
        let case = test_app.draft("planner@vnpt", &wanting(&[&asset])).await;
        let document = test_app.document("planner@vnpt", &case, "as_built").await;
        let waiting = test_app.filed("planner@vnpt", &[&asset]).await;
        let gaps = json!({"items": [{"item": "Bản vẽ", "reason": "thiếu"}]});
        test_app.perform("clerk@power", &waiting, "request_supplement", gaps).await;
        let offered = test_app.complete("planner@vnpt", "clerk@power", &[&asset]).await;
        Self { asset, case, document, waiting, offered }
    }
}

const PLANNER: &str = "planner@vnpt";

pub(crate) fn probe(id: &'static str, method: &'static str, path: &str, body: Value, expect: Expect) -> Probe {
    Probe { id, who: PLANNER, method, path: path.to_owned(), body, expect }
}

pub(crate) fn get(id: &'static str, path: &str, thing: Thing) -> Probe {
    probe(id, "GET", path, Value::Null, Expect::Same(thing))
}

pub(crate) fn post(id: &'static str, path: &str, body: Value, thing: Thing) -> Probe {
    probe(id, "POST", path, body, Expect::Same(thing))
}

pub(crate) fn by(who: &'static str, probe: Probe) -> Probe {
    Probe { who, ..probe }
}

/// A body with one more field.
pub(crate) fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    body[pointer] = value;
    body
}

/// The probes of the register, of cases and of the work list.
pub(crate) fn all(context: &Context) -> Vec<Probe> {
    let mut all = register(context);
    all.extend(cases(context));
    all.extend(work_queue());
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
        get("asset.get path:asset_id", "/assets/$ID", Thing::Asset),
        get("asset.get path:asset_id", "/assets/$ID?as_of=2023-10-02T03:00:00Z", Thing::Asset),
        get("asset_version.list path:asset_id", "/assets/$ID/versions", Thing::Asset),
        get("occupancy.list path:asset_id", "/assets/$ID/occupancies", Thing::Asset),
        probe(
            "asset.update path:asset_id",
            "PATCH",
            "/assets/$ID",
            json!({"address": "x"}),
            Expect::Same(Thing::Asset),
        ),
        probe("asset.delete path:asset_id", "DELETE", "/assets/$ID", Value::Null, Expect::Same(Thing::Asset)),
        post("asset_survey.create path:asset_id", "/assets/$ID/surveys", survey, Thing::Asset),
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
            "asset_correction.approve path:correction_id",
            "/asset-corrections/$ID/approve",
            json!({}),
            Thing::Correction,
        ),
        post(
            "asset_correction.reject path:correction_id",
            "/asset-corrections/$ID/reject",
            json!({"reason": "x"}),
            Thing::Correction,
        ),
        post("asset_photo.create path:asset_id", "/assets/$ID/photos?name=x.png", json!({}), Thing::Asset),
        get("asset_photo.get path:asset_id", "/assets/$ID/photos/01234567-89ab-7def-8123-456789abcde0", Thing::Asset),
        get("asset_photo.get path:photo_id", &format!("/assets/{asset}/photos/$ID"), Thing::Photo),
        by("manager@vnpt", post("asset_transfer.create /asset_ids[]", "/asset-transfers", offer, Thing::Asset)),
        by("manager@vnpt", settle("asset_transfer.approve path:transfer_id", "/asset-transfers/$ID/approve")),
        by("manager@vnpt", settle("asset_transfer.reject path:transfer_id", "/asset-transfers/$ID/reject")),
        by("manager@vnpt", settle("asset_transfer.withdraw path:transfer_id", "/asset-transfers/$ID/withdraw")),
        post("planning.find_supports /from_asset_id", "/planning/supports", between("$ID", asset), Thing::Asset),
        post("planning.find_supports /to_asset_id", "/planning/supports", between(asset, "$ID"), Thing::Asset),
        post("planning.find_supports /from_asset_id", "/planning/supports", aside, Thing::Asset),
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
        get("import_error.list path:import_id", "/imports/$ID/errors", Thing::Import),
        post("import.roll_back path:import_id", "/imports/$ID/rollback", json!({}), Thing::Import),
        get("export.get path:export_id", "/exports/$ID", Thing::Export),
        get("export.get_file path:export_id", "/exports/$ID/file", Thing::Export),
    ]
}

fn settle(id: &'static str, path: &str) -> Probe {
    post(id, path, json!({}), Thing::Transfer)
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
    let preview = format!("{resubmit}/preview");
    let ready =
        json!({"data": {"rent_vnd_per_month": 1, "terms": "x", "make_ready": [{"asset_id": "$ID", "work": "x"}]}});
    let offer = format!("/cases/{}/actions/offer", context.offered);
    vec![
        get("case.get path:case_id", "/cases/$ID", Thing::Case),
        probe("case.delete path:case_id", "DELETE", "/cases/$ID", Value::Null, Expect::Same(Thing::Case)),
        get("case_action.list path:case_id", "/cases/$ID/actions", Thing::Case),
        post("case.perform_action path:case_id", "/cases/$ID/actions/withdraw", json!({"data": {}}), Thing::Case),
        post("case.perform_action path:case_id", "/cases/$ID/actions/nonsense", json!({"data": {}}), Thing::Case),
        post(
            "case.preview_action path:case_id",
            "/cases/$ID/actions/withdraw/preview",
            json!({"data": {}}),
            Thing::Case,
        ),
        post("case.preview_action /data/request/elements", &preview, supplement(request.clone()), Thing::Asset),
        post("case.perform_action /data/request/elements", &resubmit, supplement(request), Thing::Asset),
        post("case.perform_action /data/request/elements", &resubmit, supplement(more), Thing::Asset),
        by("clerk@power", post("case.perform_action /data/make_ready", &offer, ready, Thing::Asset)),
        get("case.get_diagram path:case_id", "/cases/$ID/diagram.svg", Thing::Case),
        get("case_event.list path:case_id", "/cases/$ID/history", Thing::Case),
        get("case.get_look_up path:case_id", "/cases/$ID/look-up", Thing::Case),
        get("referral.list path:case_id", "/cases/$ID/referrals", Thing::Case),
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
        get("issued_document.list path:case_id", "/cases/$ID/issued-documents", Thing::Case),
        get("issued_document.get path:case_id", "/cases/$ID/issued-documents/permit", Thing::Case),
    ]
}

fn work_queue() -> Vec<Probe> {
    let pass = json!({"user_id": "01234567-89ab-7def-8123-456789abcde0"});
    vec![
        probe("absence.delete path:absence_id", "DELETE", "/absences/$ID", Value::Null, Expect::Same(Thing::Absence)),
        probe(
            "delegation.delete path:delegation_id",
            "DELETE",
            "/delegations/$ID",
            Value::Null,
            Expect::Same(Thing::Delegation),
        ),
        probe(
            "subscription.delete path:subscription_id",
            "DELETE",
            "/subscriptions/$ID",
            Value::Null,
            Expect::Same(Thing::Subscription),
        ),
        probe(
            "own_session.delete path:session_id",
            "DELETE",
            "/me/sessions/$ID",
            Value::Null,
            Expect::Same(Thing::Session),
        ),
        post("notification.mark_read path:notification_id", "/notifications/$ID/read", json!({}), Thing::Notice),
        get("task.get path:task_id", "/tasks/$ID", Thing::Task),
        post("task.claim path:task_id", "/tasks/$ID/claim", json!({}), Thing::Task),
        post("task.finish path:task_id", "/tasks/$ID/finish", json!({}), Thing::Task),
        post("task.release path:task_id", "/tasks/$ID/release", json!({}), Thing::Task),
        by("manager@vnpt", post("task.reassign path:task_id", "/tasks/$ID/reassign", pass, Thing::Task)),
        by("manager@vnpt", get("task_assignee.list path:task_id", "/tasks/$ID/assignees", Thing::Task)),
        get("task.list query:case", "/tasks?case=$ID", Thing::Case),
        get("outbox_message.list query:case", "/outbox?case=$ID", Thing::Case),
        get("outbox_message.get path:message_id", "/outbox/$ID", Thing::ReceivedMessage),
        post("outbox_message.retry path:message_id", "/outbox/$ID/retry", json!({}), Thing::ReceivedMessage),
    ]
}
