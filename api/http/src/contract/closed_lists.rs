//! The closed lists of the contract as named enums. Their words come from the types that the code
//! reads and writes, so contract and code always have the same words.
//!
//! In the code the fields stay texts. The check of a resource refuses a wrong word in the reader's
//! language and with its pointer; the framework would not.

use api_app::documents::sniff::FileKind;
use api_app::exports::Crs;
use api_app::imports::fault::Weight;
use api_app::imports::mapping::{self, UnknownOrganization};
use api_app::issued_documents::IssuedDocumentKind;
use api_app::reads::asset_counts;
use api_app::reads::asset_search::Sort;
use api_app::reads::asset_versions::Change;
use api_app::reads::case_counts::CountedBy;
use api_app::reads::case_list::CaseSort;
use api_app::reads::case_search::CaseTurn;
use api_app::reads::entities::status::{
    CalendarChangeStatus, ExportStatus, ImportStatus, MergerStatus, OccupancyStatus, TaskStatus, TransferStatus,
};
use api_app::reads::task_queue::TaskSort;
use api_app::reads::tasks;
use domain::access::{Role, Stance};
use domain::area::DecidedBy;
use domain::calendar::DayKind;
use domain::cases::{self, cleanup, construction, dispute, dossier, information, sharing, siting, works};
use domain::notice::LegalClass;
use domain::organization::OrganizationKind;
use domain::planning::ducts::NoWay;
use domain::planning::left_out::LeftOut;
use domain::planning::spans::Support;
use domain::registry::asset::{Confidence, Visibility};
use domain::registry::capacity::Grade;
use domain::registry::quality;
use domain::text::Locale;
use domain::workflow::event::{ClockChange, Flag, Mode, Outcome, Timeliness, WorksStatus};
use domain::workflow::{definition, evidence, fields, limit, referral};
use serde_json::{Map, Value, json};
use strum::{VariantArray, VariantNames};

use super::typed::{self, reference};

/// The name of a list and its words.
type ClosedList = (&'static str, Vec<&'static str>);

/// The words of a type that converts each variant into its word.
fn words<T: VariantArray + Copy + Into<&'static str>>() -> Vec<&'static str> {
    T::VARIANTS.iter().map(|variant| (*variant).into()).collect()
}

/// The words of a type whose variants are known by name only.
fn names<T: VariantNames>() -> Vec<&'static str> {
    T::VARIANTS.to_vec()
}

fn with(mut list: Vec<&'static str>, more: &'static str) -> Vec<&'static str> {
    list.push(more);
    list
}

/// All lists except those that the framework writes itself.
fn lists() -> Vec<ClosedList> {
    vec![
        ("ActionComment", names::<definition::Comment>()),
        ("AssetChange", words::<Change>()),
        ("AssetConfidence", words::<Confidence>()),
        ("AssetCountedBy", names::<asset_counts::CountedBy>()),
        ("AssetGrade", words::<Grade>()),
        ("AssetSort", names::<Sort>()),
        ("AssetTransferStatus", names::<TransferStatus>()),
        ("AssetVisibility", words::<Visibility>()),
        ("CalendarChangeKind", with(names::<DayKind>(), "plain")),
        ("CalendarChangeStatus", names::<CalendarChangeStatus>()),
        ("CalendarDayKind", names::<DayKind>()),
        ("CampaignItemStatus", words::<cleanup::ItemStatus>()),
        ("CampaignMoment", words::<cleanup::Moment>()),
        ("CaseDecision", names::<Outcome>()),
        ("CaseDecisionMode", names::<Mode>()),
        ("CaseFlag", names::<Flag>()),
        ("CaseKind", words::<cases::Kind>()),
        ("CaseCountedBy", names::<CountedBy>()),
        ("CasePhase", words::<definition::Phase>()),
        ("CaseSort", names::<CaseSort>()),
        ("CaseTimeliness", names::<Timeliness>()),
        ("CaseTurnFilter", names::<CaseTurn>()),
        ("CaseWorksStatus", words::<WorksStatus>()),
        ("CleanUpEntryKind", names::<cleanup::Entry>()),
        ("ClockChange", names::<ClockChange>()),
        ("ConstructionEntryKind", names::<construction::Entry>()),
        ("CoordinateSystem", Crs::VARIANTS.iter().map(|crs| crs.name()).collect()),
        ("DecidedBy", words::<DecidedBy>()),
        ("DisputeEntryKind", names::<dispute::Entry>()),
        ("DisputeVerdict", words::<dispute::Verdict>()),
        ("DossierEntryKind", names::<dossier::Entry>()),
        ("DossierScope", words::<construction::Dossier>()),
        ("DuctPathEnd", words::<NoWay>()),
        ("EvidenceForm", names::<evidence::EvidenceForm>()),
        ("ExportStatus", names::<ExportStatus>()),
        ("FieldForm", names::<fields::Form>()),
        ("FieldNeed", names::<fields::Need>()),
        ("FieldShape", words::<cases::FieldShape>()),
        ("FileMediaType", FileKind::VARIANTS.iter().map(|kind| kind.media_type()).collect()),
        ("FindingWeight", words::<Weight>()),
        ("ImportFormat", with(mapping::formats(), "any")),
        ("ImportStatus", names::<ImportStatus>()),
        ("InformationEntryKind", names::<information::Entry>()),
        ("IssuedDocumentKind", words::<IssuedDocumentKind>()),
        ("JoinStatus", words::<works::JoinStatus>()),
        ("LeftOutReason", words::<LeftOut>()),
        ("LegalClass", words::<LegalClass>()),
        ("LimitExpiry", names::<limit::OnExpiry>()),
        ("LimitUnit", names::<limit::Unit>()),
        ("Locale", words::<Locale>()),
        ("NoticeAnnounced", words::<construction::Announced>()),
        ("ObjectionWeight", names::<sharing::Weight>()),
        ("OccupancyStatus", names::<OccupancyStatus>()),
        ("OrganizationKind", words::<OrganizationKind>()),
        ("OrganizationMergerStatus", names::<MergerStatus>()),
        ("PermitWay", words::<construction::Way>()),
        ("QualityFindingCode", words::<quality::Code>()),
        ("QualityFindingStatus", words::<quality::Status>()),
        ("QualitySeverity", words::<quality::Severity>()),
        ("ReferralAnswer", names::<referral::Answer>()),
        ("Role", words::<Role>()),
        ("SharingEntryKind", names::<sharing::Entry>()),
        ("SitingEntryKind", names::<siting::Entry>()),
        ("Stance", words::<Stance>()),
        ("SupportKind", names::<Support>()),
        ("TaskKind", words::<tasks::Kind>()),
        ("TaskSort", names::<TaskSort>()),
        ("TaskStatus", names::<TaskStatus>()),
        ("TimeLeftUnit", names::<limit::Left>()),
        ("TimerStatus", words::<limit::TimerStatus>()),
        ("UnknownOrganizations", names::<UnknownOrganization>()),
        ("Verification", names::<limit::Verified>()),
        ("WorksEntryKind", names::<works::Entry>()),
    ]
}

/// The members with one or several words of a list: schema, member, list.
const MEMBERS: &[(&str, &str, &str)] = &[
    ("ActionEvidence", "form", "EvidenceForm"),
    ("ActionField", "form", "FieldForm"),
    ("ActionField", "need", "FieldNeed"),
    ("ActionField", "of", "FieldShape"),
    ("ActionRoles", "roles", "Role"),
    ("ActionRoles", "stance", "Stance"),
    ("AreaLocation", "decided_by", "DecidedBy"),
    ("Asset", "confidence", "AssetConfidence"),
    ("Asset", "grade", "AssetGrade"),
    ("Asset", "lifecycle", "AssetLifecycle"),
    ("Asset", "visibility", "AssetVisibility"),
    ("AssetCorrection", "status", "AssetCorrectionStatus"),
    ("AssetPatch", "confidence", "AssetConfidence"),
    ("AssetPatch", "visibility", "AssetVisibility"),
    ("AssetPhoto", "media_type", "FileMediaType"),
    ("AssetTransfer", "status", "AssetTransferStatus"),
    ("AssetVersion", "verb", "AssetChange"),
    ("AvailableAction", "comment", "ActionComment"),
    ("CalendarChange", "kind", "CalendarChangeKind"),
    ("CalendarChange", "status", "CalendarChangeStatus"),
    ("CalendarDay", "kind", "CalendarDayKind"),
    ("Case", "decision", "CaseDecision"),
    ("Case", "decision_mode", "CaseDecisionMode"),
    ("Case", "flags", "CaseFlag"),
    ("Case", "kind", "CaseKind"),
    ("Case", "my_stances", "Stance"),
    ("Case", "phase", "CasePhase"),
    ("Case", "works_status", "CaseWorksStatus"),
    ("CaseCount", "kind", "CaseKind"),
    ("CaseCount", "phase", "CasePhase"),
    ("CaseEvent", "actor_role", "Role"),
    ("CaseEvent", "stance", "Stance"),
    ("CasePreview", "decision", "CaseDecision"),
    ("CasePreview", "decision_mode", "CaseDecisionMode"),
    ("CasePreview", "flags", "CaseFlag"),
    ("CasePreview", "issued_documents", "IssuedDocumentKind"),
    ("CasePreview", "phase", "CasePhase"),
    ("CasePreview", "works_status", "CaseWorksStatus"),
    ("CaseTimer", "status", "TimerStatus"),
    ("CaseTurn", "roles", "Role"),
    ("CaseTurn", "stance", "Stance"),
    ("Delegation", "role", "Role"),
    ("DemoMembership", "role", "Role"),
    ("Document", "media_type", "FileMediaType"),
    ("DuctPaths", "ended_because", "DuctPathEnd"),
    ("DuctShortcut", "despite", "LeftOutReason"),
    ("Export", "format", "ExportFormat"),
    ("Export", "status", "ExportStatus"),
    ("Import", "format", "ImportFormat"),
    ("Import", "mode", "ImportMode"),
    ("Import", "status", "ImportStatus"),
    ("ImportError", "weight", "FindingWeight"),
    ("ImportMapping", "format", "ImportFormat"),
    ("IssuedDocument", "kind", "IssuedDocumentKind"),
    ("LeftOut", "code", "LeftOutReason"),
    ("LegalBasis", "verified", "Verification"),
    ("Me", "locale", "Locale"),
    ("MePatch", "locale", "Locale"),
    ("MergerCase", "kind", "CaseKind"),
    ("Message", "audience", "MessageAudience"),
    ("MyMembership", "role", "Role"),
    ("NewAsset", "confidence", "AssetConfidence"),
    ("NewAsset", "visibility", "AssetVisibility"),
    ("NewCalendarChange", "kind", "CalendarChangeKind"),
    ("NewDelegation", "role", "Role"),
    ("NewExport", "crs", "CoordinateSystem"),
    ("NewOrganization", "kind", "OrganizationKind"),
    ("NewOrganization", "locale", "Locale"),
    ("NewUser", "locale", "Locale"),
    ("Notification", "legal_class", "LegalClass"),
    ("Occupancy", "status", "OccupancyStatus"),
    ("Organization", "kind", "OrganizationKind"),
    ("Organization", "locale", "Locale"),
    ("OrganizationMerger", "status", "OrganizationMergerStatus"),
    ("OrganizationPatch", "locale", "Locale"),
    ("OutboxMessage", "legal_class", "LegalClass"),
    ("OutboxMessage", "locale", "Locale"),
    ("OutboxMessage", "status", "OutboxMessageStatus"),
    ("Pack", "kinds", "CaseKind"),
    ("PreviewNotification", "legal_class", "LegalClass"),
    ("PublicDecision", "verdict", "DisputeVerdict"),
    ("PrescribedProcedure", "dossier", "DossierScope"),
    ("PrescribedProcedure", "to", "PermitWay"),
    ("PublicPermit", "kind", "CaseKind"),
    ("QualityIssue", "code", "QualityFindingCode"),
    ("QualityIssue", "severity", "QualitySeverity"),
    ("QualityIssue", "status", "QualityFindingStatus"),
    ("Referral", "answer", "ReferralAnswer"),
    ("SuggestedMapping", "format", "ImportFormat"),
    ("SupportPlace", "held_by", "SupportKind"),
    ("Task", "kind", "TaskKind"),
    ("Task", "roles", "Role"),
    ("Task", "status", "TaskStatus"),
    ("TaskChange", "status", "TaskStatus"),
    ("TaskCase", "kind", "CaseKind"),
    ("TimerExtensions", "unit", "LimitUnit"),
    ("User", "locale", "Locale"),
    ("UserMembership", "role", "Role"),
    ("UserPatch", "locale", "Locale"),
    ("Workflow", "kind", "CaseKind"),
    ("WorkflowLimit", "on_expiry", "LimitExpiry"),
    ("WorkflowLimit", "unit", "LimitUnit"),
    ("WorkflowLimit", "verified", "Verification"),
    ("WorkflowState", "phase", "CasePhase"),
];

/// The parameters with a word of a list: path, parameter, list. A parameter in [`LISTED`] takes
/// several words, separated by commas.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("/api/v1/assets", "lifecycle", "AssetLifecycle"),
    ("/api/v1/assets", "sort", "AssetSort"),
    ("/api/v1/assets/counts", "by", "AssetCountedBy"),
    ("/api/v1/assets/counts", "lifecycle", "AssetLifecycle"),
    ("/api/v1/assets/counts", "sort", "AssetSort"),
    ("/api/v1/cases", "kind", "CaseKind"),
    ("/api/v1/cases", "phase", "CasePhase"),
    ("/api/v1/cases", "sort", "CaseSort"),
    ("/api/v1/cases", "stance", "Stance"),
    ("/api/v1/cases", "turn", "CaseTurnFilter"),
    ("/api/v1/cases/counts", "by", "CaseCountedBy"),
    ("/api/v1/cases/counts", "kind", "CaseKind"),
    ("/api/v1/cases/counts", "phase", "CasePhase"),
    ("/api/v1/cases/counts", "stance", "Stance"),
    ("/api/v1/cases/counts", "turn", "CaseTurnFilter"),
    ("/api/v1/cases/{case_id}/issued-documents/{document_kind}", "lang", "Locale"),
    ("/api/v1/cases/{case_id}/issued-documents/{document_kind}", "document_kind", "IssuedDocumentKind"),
    ("/api/v1/imports/{import_id}/errors", "weight", "FindingWeight"),
    ("/api/v1/organizations", "kind", "OrganizationKind"),
    ("/api/v1/packs/{pack}/{kind}", "kind", "CaseKind"),
    ("/api/v1/packs/{pack}/{kind}/diagram.svg", "kind", "CaseKind"),
    ("/api/v1/quality/issues", "code", "QualityFindingCode"),
    ("/api/v1/search", "types", "SearchType"),
    ("/api/v1/tasks", "case_kind", "CaseKind"),
    ("/api/v1/tasks", "sort", "TaskSort"),
    ("/api/v1/tasks", "status", "TaskStatus"),
    ("/api/v1/words", "lang", "Locale"),
];

/// The parameters that take several words.
const LISTED: [(&str, &str); 13] = [
    ("/api/v1/assets", "lifecycle"),
    ("/api/v1/cases", "kind"),
    ("/api/v1/cases", "phase"),
    ("/api/v1/cases", "stance"),
    ("/api/v1/assets/counts", "by"),
    ("/api/v1/assets/counts", "lifecycle"),
    ("/api/v1/cases/counts", "by"),
    ("/api/v1/cases/counts", "kind"),
    ("/api/v1/cases/counts", "phase"),
    ("/api/v1/cases/counts", "stance"),
    ("/api/v1/search", "types"),
    ("/api/v1/tasks", "case_kind"),
    ("/api/v1/tasks", "status"),
];
/// A bound on the words of a parameter, above the length of any list.
const MOST_WORDS: u64 = 50;

/// A place in the contract with a word of a closed list. A test looks up each place.
#[derive(Debug, Clone, Copy)]
pub enum ContractField {
    /// A member of a schema.
    Member(&'static str, &'static str),
    /// A parameter of the operations of a path.
    Parameter(&'static str, &'static str),
}

/// All places with the names of their lists.
pub fn places() -> impl Iterator<Item = (ContractField, &'static str)> {
    let members = MEMBERS.iter().map(|(schema, member, list)| (ContractField::Member(schema, member), *list));
    members.chain(PARAMETERS.iter().map(|(path, name, list)| (ContractField::Parameter(path, name), *list)))
}

/// The words of each list in their order; without the lists that the framework writes.
pub fn ordered_words() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    lists().into_iter()
}

/// Adds the lists to the contract, and refers to them from their places.
pub(super) fn put(spec: &mut Value) {
    for (name, words) in lists() {
        typed::define(spec, name, json!({"type": "string", "enum": words}));
    }
    for (schema, member, list) in MEMBERS.iter().copied() {
        typed::set(spec, schema, member, &reference(list));
    }
    for (path, name, list) in PARAMETERS {
        let verbs = spec.get_mut("paths").and_then(|paths| paths.get_mut(path)).and_then(Value::as_object_mut);
        for operation in verbs.into_iter().flat_map(Map::values_mut) {
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
            for parameter in parameters.filter(|parameter| parameter.get("name") == Some(&json!(name))) {
                parameter_of(parameter, list, LISTED.contains(&(path, name)).then_some(MOST_WORDS));
            }
        }
    }
}

/// A parameter of one word, or of several words up to a number.
fn parameter_of(parameter: &mut Value, list: &str, most_words: Option<u64>) {
    let Some(parameter) = parameter.as_object_mut() else { return };
    let Some(most) = most_words else {
        parameter.insert("schema".to_owned(), reference(list));
        return;
    };
    let schema = json!({"type": "array", "items": reference(list), "maxItems": most});
    parameter.insert("schema".to_owned(), schema);
    parameter.insert("style".to_owned(), json!("form"));
    parameter.insert("explode".to_owned(), json!(false));
}
