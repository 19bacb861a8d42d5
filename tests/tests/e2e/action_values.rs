//! Every list and every object that an action takes has a shape, and a value built after the schema
//! of its shape passes the reader of the engine.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::cases::{
    Action, Case, CaseRules, Draft, Facts, FieldShape, Kind, cleanup, construction, dispute, information, sharing,
    siting, works,
};
use domain::ids::{CaseId, OrganizationId};
use domain::messages::FieldProblem;
use domain::workflow::decide::{ActionRequest, OnFile};
use domain::workflow::doer::Doer;
use domain::workflow::event::Opening;
use domain::workflow::fields::{Form, ValueShape};
use domain::workflow::name::KindName;
use domain::workflow::rules::{Rules, Scene};
use domain::workflow::violation::NotAccepted;
use policies::{Policies, packs::Pack, source::Source};
use serde_json::{Map, Value, json};
use strum::VariantArray;
use uuid::Uuid;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

/// The members of the built objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Members {
    Required,
    All,
}

/// The contract, as a source of values.
struct Contract(Value);

impl Contract {
    fn read() -> Self {
        Self(serde_json::from_str(&std::fs::read_to_string(COMMITTED).unwrap()).unwrap())
    }

    fn shapes(&self) -> &Map<String, Value> {
        self.0["components"]["schemas"]["FieldValues"]["properties"].as_object().unwrap()
    }

    /// A value as a schema says.
    fn value(&self, schema: &Value, members: Members) -> Value {
        if let Some(target) = schema["$ref"].as_str() {
            return self.value(self.0.pointer(target.trim_start_matches('#')).unwrap(), members);
        }
        if let Some(part) = [&schema["allOf"][0], &schema["oneOf"][0]].into_iter().find(|part| part.is_object()) {
            return self.value(part, members);
        }
        if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
            return word.clone();
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("string"), Some("uuid")) => json!("018b0000-0000-7000-8000-000000000001"),
            (Some("string"), Some("date")) => json!("2026-09-07"),
            (Some("string"), _) if schema["pattern"].is_string() => json!("NO_SPACE"),
            (Some("string"), _) => json!("Cột bê tông"),
            (Some("integer"), _) => json!(1),
            (Some("number"), _) => json!(1.5),
            (Some("boolean"), _) => json!(true),
            (Some("array"), _) => {
                // A list of numbers is a position.
                let count = if schema["items"]["type"] == "number" { 2 } else { 1 };
                (0..count).map(|_| self.value(&schema["items"], members)).collect()
            }
            (Some("object"), _) => self.object(schema, members),
            other => unreachable!("{other:?} in {schema}"),
        }
    }

    fn object(&self, schema: &Value, members: Members) -> Value {
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let wanted = properties.filter(|(name, _)| members == Members::All || required.contains(name.as_str()));
        wanted.map(|(name, schema)| (name.clone(), self.value(schema, members))).collect()
    }
}

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

fn draft(kind: Kind) -> Draft {
    match kind {
        Kind::SharingRequest => Draft::SharingRequest(sharing::Request::default()),
        Kind::SitingApplication => Draft::SitingApplication(siting::Application::default()),
        Kind::ConstructionPermit => Draft::ConstructionPermit(construction::Works::default()),
        Kind::CommencementNotice => Draft::CommencementNotice(construction::Works::default()),
        Kind::PlannedWorks => Draft::PlannedWorks(works::Notice::default()),
        Kind::Dispute => Draft::Dispute(dispute::Claim::default()),
        Kind::InformationRequest => Draft::InformationRequest(information::Inquiry::default()),
        Kind::CleanUpCampaign => Draft::CleanUpCampaign(cleanup::Campaign::default()),
    }
}

fn case(pack: &Pack, kind: &KindName, at: DateTime<Utc>) -> Case {
    Case::opened(Opening {
        id: CaseId::new(Uuid::from_u128(1)),
        code: Some("X-1".to_owned()),
        kind: kind.clone(),
        pack: pack.id.clone(),
        state: pack.workflows[kind].initial.clone(),
        applicant: OrganizationId::new(Uuid::from_u128(2)),
        previous: None,
        content: draft(kind.as_str().parse().unwrap()).content(),
        at,
    })
}

/// The faults of the form that the effects of an action find in the values of its fields.
fn faults_of_effects(
    policies: &Policies,
    pack: &Pack,
    kind: &KindName,
    action: &Action,
    data: Map<String, Value>,
) -> Vec<String> {
    let at = DateTime::UNIX_EPOCH;
    let sent: Vec<String> = data.keys().map(|name| format!("/data/{name}")).collect();
    let command = ActionRequest { action: action.id.clone(), comment: None, data, on_file: OnFile::default() };
    let (case, facts) = (case(pack, kind, at), Facts::empty(policies.kinds.overload));
    let law = policies.law(&pack.id, kind).unwrap();
    let scene = Scene { law, case: &case, facts: &facts, command: &command, doer: &Doer::System, at };
    let refused = action.effects.iter().filter_map(|effect| CaseRules::run(*effect, &scene).err());
    let faults = refused.flat_map(|refused| match refused {
        NotAccepted::Invalid(faults) => faults,
        NotAccepted::Refused(_) | NotAccepted::NotYours(_) => Vec::new(),
    });
    let is_of_form = |code: &str| ["wrong_type", "unknown_field", "missing", "unreadable"].contains(&code);
    let is_in = |place: &str, field: &String| place == field || place.starts_with(&format!("{field}/"));
    faults
        .filter(|fault| is_of_form(fault.message.code()) && sent.iter().any(|field| is_in(&fault.pointer, field)))
        .map(|fault| format!("{} {}", fault.pointer, fault.message))
        .collect()
}

#[test]
fn the_contract_has_a_value_for_each_shape() {
    let contract = Contract::read();
    let known: BTreeSet<&str> = contract.shapes().keys().map(String::as_str).collect();
    assert_eq!(known, FieldShape::VARIANTS.iter().map(|shape| shape.as_str()).collect());
    for shape in FieldShape::VARIANTS {
        for members in [Members::Required, Members::All] {
            let value = contract.value(&contract.shapes()[shape.as_str()], members);
            assert_eq!(shape.fault(&value, "/data/x"), None, "{shape}: {value}");
        }
    }
}

#[test]
fn every_list_and_object_of_every_action_is_read_as_its_shape_says() {
    let (policies, contract) = (shipped(), Contract::read());
    let mut met = BTreeSet::new();
    for pack in policies.packs.values() {
        for (kind, workflow) in &pack.workflows {
            for action in &workflow.actions {
                for members in [Members::Required, Members::All] {
                    let mut data = Map::new();
                    for field in &action.fields {
                        let at = format!("{} {kind} {} {}", pack.id, action.id, field.id);
                        let needs_shape = matches!(field.form, Form::List | Form::Object);
                        assert!(!needs_shape || field.of.is_some(), "{at} has no shape");
                        let Some(shape) = field.of else { continue };
                        met.insert(shape);
                        let value = contract.value(&contract.shapes()[shape.as_str()], members);
                        data.insert(field.id.to_string(), value);
                    }
                    for field in action.fields.iter().filter(|field| field.of.is_some()) {
                        assert_eq!(field.faults(&data), None, "{} {kind} {} {}", pack.id, action.id, field.id);
                    }
                    let wrong = faults_of_effects(&policies, pack, kind, action, data);
                    assert!(wrong.is_empty(), "{} {kind} {}: {wrong:?}", pack.id, action.id);
                }
            }
        }
    }
    assert_eq!(met.len(), FieldShape::VARIANTS.len(), "only {met:?} are in use");
}

#[test]
fn the_engine_refuses_a_value_of_another_shape_at_its_place() {
    let wrong = json!([{"item": "Bản vẽ", "reason": "thiếu"}, {"item": "Bản vẽ", "why": "thiếu"}]);
    let fault = FieldShape::Gap.fault(&wrong, "/data/items").unwrap();
    assert_eq!(fault.pointer, "/data/items/1/why");
    assert!(fault.message.is(FieldProblem::UnknownField { known: Vec::new() }), "{}", fault.message);
}
