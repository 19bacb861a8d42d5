//! One generator for each operation. An operation without a generator fails the test.

use super::bodies;
use super::values::Values;

/// The source of a call's body.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    /// The request has no body.
    None,
    /// JSON from the schema of the contract, with known interesting values.
    Schema,
    /// JSON from this function.
    Made(fn(&mut Values<'_>) -> serde_json::Value),
    /// The bytes of a file.
    File(&'static str, fn(&mut Values<'_>) -> String),
}

/// The generator of calls of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Generator {
    pub(super) operation: &'static str,
    /// The relative frequency of the operation.
    pub(super) weight: usize,
    pub(super) body: Body,
    /// The reason why few calls can succeed; empty when 3 of 10 should.
    pub(super) refused_because: &'static str,
}

#[must_use]
pub(super) fn of(operation: &str) -> Option<&'static Generator> {
    GENERATORS.iter().find(|generator| generator.operation == operation)
}

const fn read(operation: &'static str, weight: usize) -> Generator {
    Generator { operation, weight, body: Body::None, refused_because: "" }
}

const fn made(operation: &'static str, weight: usize, body: fn(&mut Values<'_>) -> serde_json::Value) -> Generator {
    Generator { operation, weight, body: Body::Made(body), refused_because: "" }
}

const fn rare(operation: &'static str, body: Body, refused_because: &'static str) -> Generator {
    Generator { operation, weight: 1, body, refused_because }
}

const NOT_THEIRS: &str =
    "only the owner, the regulator or the administrator may, who are no viewers or own few such things";
const ADMIN: &str = "the administrator alone may, who is a viewer of few histories";
const OTHERS: &str = "most are of others";
const STATE: &str = "the state of most cases does not allow it";

pub(super) const GENERATORS: &[Generator] = &[
    read("absence.list", 1),
    rare("absence.create", Body::Schema, "most days overlap"),
    rare("absence.delete", Body::None, "few have begun"),
    read("area.list", 1),
    read("area.locate", 1),
    made("area.locate_shape", 1, bodies::locate),
    read("asset_correction.list", 1),
    rare("asset_correction.get", Body::None, NOT_THEIRS),
    rare("asset_correction.approve", Body::None, NOT_THEIRS),
    rare("asset_correction.reject", Body::Schema, NOT_THEIRS),
    read("asset_transfer.list", 1),
    rare("asset_transfer.create", Body::Schema, NOT_THEIRS),
    rare("asset_transfer.approve", Body::None, NOT_THEIRS),
    rare("asset_transfer.reject", Body::None, NOT_THEIRS),
    rare("asset_transfer.withdraw", Body::None, NOT_THEIRS),
    read("asset_kind.list", 1),
    read("asset.list", 24),
    read("asset.count", 12),
    made("asset.create", 2, bodies::asset),
    made("asset.find_along_route", 10, bodies::along_route),
    rare("asset.delete", Body::None, NOT_THEIRS),
    read("asset.get", 14),
    rare("asset.update", Body::Schema, NOT_THEIRS),
    rare("asset_correction.create", Body::Schema, NOT_THEIRS),
    read("occupancy.list", 4),
    rare("asset_photo.create", Body::File("application/octet-stream", bodies::photo), NOT_THEIRS),
    rare("asset_photo.get", Body::None, "no asset has photographs"),
    rare("asset_survey.create", Body::Schema, NOT_THEIRS),
    Generator { operation: "asset_version.list", weight: 4, body: Body::None, refused_because: NOT_THEIRS },
    rare("auth.login", Body::Schema, "nobody has a password; a login gives a random token"),
    rare("auth.logout", Body::None, "viewers keep their sessions: it is called without one"),
    rare("auth.set_password", Body::Schema, "nobody has a token"),
    made("password_reset.create", 1, bodies::password_reset),
    rare("session.create", Body::Schema, "nobody has a password; a login gives a random token"),
    read("session.delete", 1),
    read("meta.get", 1),
    rare("me.update", Body::Schema, "the version of most viewers is another one"),
    rare("me.change_password", Body::Schema, "nobody has a password"),
    read("preference.get", 1),
    rare("preference.update", Body::Schema, "few texts are fit"),
    read("own_session.list", 1),
    rare("own_session.delete", Body::None, "viewers keep their sessions: it is called without one"),
    read("calendar.list", 1),
    rare("calendar.count", Body::None, "few calendars are there"),
    read("calendar_change.list", 1),
    rare("calendar_change.create", Body::Schema, NOT_THEIRS),
    rare("calendar_change.approve", Body::None, NOT_THEIRS),
    rare("calendar_change.reject", Body::None, NOT_THEIRS),
    read("case.list", 6),
    read("place.list", 3),
    read("case.count", 4),
    read("case.get", 8),
    read("case_action.list", 4),
    rare("case.perform_action", Body::Made(bodies::action), STATE),
    rare("case.preview_action", Body::Made(bodies::action), STATE),
    rare("case.delete", Body::None, "few are drafts of the viewer"),
    read("case.get_diagram", 1),
    read("document.list", 3),
    rare("document.create", Body::File("application/octet-stream", bodies::document), STATE),
    rare("document.reuse", Body::Schema, STATE),
    Generator { operation: "document.get", weight: 3, body: Body::None, refused_because: OTHERS },
    read("case_event.list", 3),
    rare("case.get_look_up", Body::None, "only offices that examine permits may"),
    read("message.list", 2),
    made("message.create", 2, bodies::message),
    read("issued_document.list", 2),
    rare("issued_document.get", Body::None, "few cases have results"),
    read("referral.list", 2),
    rare("clean_up_campaign.create", Body::Schema, "few may"),
    rare("clean_up_campaign.get", Body::None, "there are few campaigns"),
    rare("clean_up_campaign.update", Body::Schema, "there are few campaigns"),
    rare("clean_up_claim.create", Body::Schema, "there are few campaigns"),
    rare("clean_up_campaign.list_work", Body::None, "there are few campaigns"),
    rare("commencement_notice.create", Body::Schema, "few may"),
    rare("commencement_notice.get", Body::None, "there are few notices"),
    rare("commencement_notice.update", Body::Schema, "there are few notices"),
    rare("construction_permit.create", Body::Schema, "few may"),
    Generator { operation: "construction_permit.get", weight: 1, body: Body::None, refused_because: OTHERS },
    rare("construction_permit.update", Body::Schema, STATE),
    read("delegation.list", 1),
    rare("delegation.create", Body::Schema, "only leads may"),
    rare("delegation.delete", Body::None, "there are few delegations"),
    rare("dispute.create", Body::Schema, "only about refused requests"),
    rare("dispute.get", Body::None, "there are few disputes"),
    rare("dispute.update", Body::Schema, "there are few disputes"),
    read("export.list", 1),
    made("export.create", 6, bodies::export),
    read("export.get", 2),
    read("export.get_file", 2),
    read("import_mapping.list", 1),
    rare("import_mapping.suggest", Body::File("application/octet-stream", bodies::geojson), NOT_THEIRS),
    rare("import_mapping.update", Body::File("text/plain; charset=utf-8", bodies::mapping), NOT_THEIRS),
    read("import.list", 1),
    rare("import.create", Body::File("application/octet-stream", bodies::geojson), NOT_THEIRS),
    rare("import.get", Body::None, NOT_THEIRS),
    rare("import_error.list", Body::None, NOT_THEIRS),
    rare("import.roll_back", Body::Schema, NOT_THEIRS),
    made("information_request.create", 2, bodies::inquiry),
    rare("information_request.get", Body::None, "there are few requests"),
    rare("information_request.update", Body::Schema, STATE),
    read("me.get", 1),
    read("notification.list", 4),
    read("notification.stream", 1),
    rare("notification.mark_read", Body::None, "most notifications are of others"),
    Generator { operation: "organization_merger.list", weight: 1, body: Body::None, refused_because: ADMIN },
    rare("organization_merger.create", Body::Schema, NOT_THEIRS),
    rare("organization_merger.get", Body::None, "there are few mergers"),
    rare("organization_merger.approve", Body::None, "there are few mergers"),
    rare("organization_merger.reject", Body::None, "there are few mergers"),
    rare("organization_merger.withdraw", Body::None, "there are few mergers"),
    read("organization.list", 2),
    rare("organization.create", Body::Schema, NOT_THEIRS),
    read("organization.get", 1),
    rare("organization.update", Body::Schema, NOT_THEIRS),
    Generator { operation: "outbox_message.list", weight: 4, body: Body::None, refused_because: ADMIN },
    rare("outbox_message.retry_all", Body::Schema, NOT_THEIRS),
    Generator { operation: "outbox_message.get", weight: 3, body: Body::None, refused_because: ADMIN },
    rare("outbox_message.retry", Body::None, NOT_THEIRS),
    read("pack.list", 1),
    read("pack.get_workflow", 1),
    read("pack.get_diagram", 1),
    made("planned_work.create", 1, bodies::works_draft),
    Generator { operation: "planned_work.get", weight: 1, body: Body::None, refused_because: OTHERS },
    rare("planned_work.update", Body::Schema, STATE),
    made("planning.find_construction_route", 1, bodies::construction_route),
    made("planning.find_duct_path", 8, bodies::duct_path),
    made("planning.find_planned_works", 2, bodies::works),
    made("planning.check_sharing_first", 4, bodies::sharing_first),
    made("planning.find_supports", 8, bodies::supports),
    made("planning.find_towers", 8, bodies::towers),
    Generator {
        operation: "public_case.get",
        weight: 1,
        body: Body::None,
        refused_because: "most cases are not public",
    },
    read("public_decision.list", 1),
    read("public_permit.list", 1),
    Generator { operation: "public_permit.get", weight: 1, body: Body::None, refused_because: OTHERS },
    read("public_planned_work.list", 1),
    read("quality_issue.list", 4),
    rare("quality_issue.get", Body::None, NOT_THEIRS),
    rare("quality_issue.dismiss", Body::Schema, NOT_THEIRS),
    rare("quality_issue.reopen", Body::None, NOT_THEIRS),
    made("sharing_request.create", 14, bodies::sharing_request),
    Generator { operation: "sharing_request.get", weight: 4, body: Body::None, refused_because: OTHERS },
    rare("sharing_request.update", Body::Made(bodies::sharing_request_change), STATE),
    made("siting_application.create", 2, bodies::siting),
    Generator { operation: "siting_application.get", weight: 2, body: Body::None, refused_because: OTHERS },
    rare("siting_application.update", Body::Made(bodies::siting_change), STATE),
    read("subscription.list", 1),
    made("subscription.create", 1, bodies::subscription),
    rare("subscription.delete", Body::None, "few have any"),
    read("task.list", 6),
    read("task.count", 2),
    rare("task_assignee.list", Body::None, "only leads may"),
    read("word.list", 1),
    read("search_result.list", 4),
    Generator { operation: "task.get", weight: 1, body: Body::None, refused_because: OTHERS },
    rare("task.claim", Body::None, "most tasks are of others"),
    rare("task.finish", Body::None, "most tasks are of others"),
    rare("task.reassign", Body::Schema, "only leads may"),
    rare("task.release", Body::None, "most tasks are of others"),
    read("user.list", 1),
    rare("user.create", Body::Schema, NOT_THEIRS),
    rare("user.invite", Body::None, NOT_THEIRS),
    rare("user.get", Body::None, NOT_THEIRS),
    rare("user.update", Body::Made(bodies::person), NOT_THEIRS),
    read("ogc.landing", 1),
    read("ogc.conformance", 1),
    read("ogc.api", 1),
    read("ogc.collections", 1),
    read("ogc.collection", 1),
    read("ogc.queryables", 1),
    read("ogc.items", 24),
    read("ogc.item", 6),
    read("tiles.index", 1),
    read("tiles.layer", 1),
    read("tiles.tile", 12),
];
