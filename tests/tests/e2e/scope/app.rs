//! A random world on a running server: persons with the right roles advance the cases to their
//! states.

use std::collections::BTreeSet;

use api_store::assets::ledger::{self, FoundUse, LedgerAuthor};
use api_store::entities::status::{OccupancyStatus, TaskStatus};
use api_store::entities::{case_elements, cases, occupancies, tasks as task_rows};
use api_store::{assets, cases::tasks};
use domain::access::Role;
use domain::ids::AssetId;
use domain::organization::OrganizationKind;
use domain::registry::asset::{Asset, Visibility};
use domain::registry::owners::Share;
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::fixtures::{POSITION, Person, office, pole, request_for, settle};
use tests::in_process_server::{InProcessServer, monday};
use tests::test_client::TestClient;
use tests::test_db::TestDb;
use uuid::Uuid;

use super::world::{
    ADMINISTRATOR, AssetPlan, CasePlan, DISTRICT, OPERATORS, OWNERS, REGULATOR, TheAsset, TheCase, TheTask, World,
};

pub(crate) struct ScopeFixture {
    pub(crate) client: TestClient,
    pub(crate) assets: Vec<TheAsset>,
    plans: Vec<Asset>,
    in_process: InProcessServer,
}

impl ScopeFixture {
    pub(crate) async fn build(world: &World, test_db: TestDb) -> Self {
        let in_process = InProcessServer::open(test_db).await;
        let plans: Vec<Asset> = (1_u128..).zip(&world.assets).map(|(number, plan)| built(number, plan)).collect();
        settle(&in_process.app.store, monday(), &offices(), &people(world), &plans).await;
        let mut test_app = Self { client: in_process.client(), assets: Vec::new(), plans, in_process };
        test_app.occupy(world).await;
        for plan in &world.cases {
            test_app.file(world, plan).await;
        }
        test_app.in_process.clock.advance(chrono::TimeDelta::minutes(1));
        test_app.take_out(world).await;
        test_app.assets = test_app.as_they_are(world).await;
        test_app
    }

    async fn occupy(&self, world: &World) {
        let store = &self.in_process.app.store;
        let tx = store.begin().await.unwrap();
        let mover = LedgerAuthor { at: monday(), by: None, reason: None };
        for (asset, plan) in self.plans.iter().zip(&world.assets) {
            let Some(tenant) = plan.tenant else { continue };
            let (unit, tenant) = (POSITION.to_owned(), Some(office(tenant)));
            let found = FoundUse { asset: asset.id, unit, quantity: 1, tenant, note: None, import: None, since: None };
            ledger::occupy(&tx, &found, mover).await.unwrap().unwrap();
        }
        store.commit(tx).await.unwrap();
    }

    /// Drafts and files a planned case, as far as the server permits.
    async fn file(&self, world: &World, plan: &CasePlan) {
        let asset = plan.asset.index(self.plans.len());
        let applicant = format!("driver{}", plan.applicant);
        let body = request_for(&[self.plans[asset].id]);
        let draft = self.client.post(&applicant, "/sharing-requests", None, &body).await.unwrap();
        if draft.status == StatusCode::UNPROCESSABLE_ENTITY {
            // A request for a hidden asset gets the same errors as one for an unknown asset.
            let nothing = request_for(&[AssetId::new(Uuid::from_u128(4711))]);
            let nothing = self.client.post(&applicant, "/sharing-requests", None, &nothing).await.unwrap();
            assert_eq!(nothing.body["errors"], draft.body["errors"]);
            return;
        }
        let draft = draft.good();
        let id = draft.text("/id").to_owned();
        let mut version = draft.version();
        for step in &plan.steps {
            let (who, data) = match *step {
                "submit" | "withdraw" => (applicant.clone(), json!({})),
                "request_supplement" => (
                    format!("driver{}", world.assets[asset].owner),
                    json!({"items": [{"item": "Bản vẽ", "reason": "thiếu"}]}),
                ),
                _ => (format!("driver{}", world.assets[asset].owner), json!({})),
            };
            let answer = self.client.take(&who, (&id, version), step, &data).await.unwrap();
            match answer.status {
                StatusCode::OK => version = answer.version(),
                StatusCode::CONFLICT => return,
                other => panic!("{step} by {who}: {other} {}", answer.body),
            }
        }
    }

    /// Deletes assets that the world marks as deleted, if they were never used.
    async fn take_out(&self, world: &World) {
        let store = &self.in_process.app.store;
        for (asset, plan) in self.plans.iter().zip(&world.assets) {
            if !plan.deleted || assets::was_used(store.read(), asset.id).await.unwrap() {
                continue;
            }
            let who = format!("driver{}", plan.owner);
            let path = format!("/assets/{}", asset.id);
            let wish = tests::test_client::ChangeRequest { version: Some(1), key: None };
            let gone = self.client.send(&who, reqwest::Method::DELETE, &path, wish, &Value::Null).await.unwrap();
            assert!([StatusCode::NO_CONTENT, StatusCode::CONFLICT].contains(&gone.status), "{}", gone.body);
        }
    }

    /// The assets, with their tenants and the holders of reservations.
    async fn as_they_are(&self, world: &World) -> Vec<TheAsset> {
        let db = self.in_process.app.store.read();
        let held = occupancies::Entity::find().all(db).await.unwrap();
        let rows = api_store::entities::assets::Entity::find().all(db).await.unwrap();
        let on = |asset: &Asset, statuses: &[OccupancyStatus]| {
            held.iter()
                .filter(|one| one.asset_id == asset.id.uuid() && statuses.contains(&one.status))
                .filter_map(|one| one.tenant_id.map(|tenant| tenant.as_u128()))
                .collect()
        };
        let one = |(asset, plan): (&Asset, &AssetPlan)| TheAsset {
            id: asset.id.uuid(),
            owner: plan.owner,
            co_owner: plan.co_owner,
            tenants: on(asset, &[OccupancyStatus::Reserved, OccupancyStatus::Active]),
            active: on(asset, &[OccupancyStatus::Active]),
            hidden: plan.critical || plan.visibility == Visibility::Secret,
            deleted: rows.iter().any(|row| row.id == asset.id.uuid() && row.deleted_at.is_some()),
        };
        self.plans.iter().zip(&world.assets).map(one).collect()
    }

    pub(crate) async fn all_cases(&self) -> Vec<TheCase> {
        let db = self.in_process.app.store.read();
        let rows = cases::Entity::find().all(db).await.unwrap();
        let elements = case_elements::Entity::find().all(db).await.unwrap();
        let one = |row: &cases::Model| {
            let element = elements.iter().find(|element| element.case_id == row.id).unwrap();
            let asset = self.assets.iter().find(|asset| asset.id == element.asset_id).unwrap();
            TheCase {
                id: row.id,
                applicant: row.applicant_id.as_u128(),
                owner: asset.owner,
                // The applicant is not also a co-owner in its own case.
                co_owners: asset.co_owner.into_iter().filter(|office| *office != row.applicant_id.as_u128()).collect(),
                filed: row.filed_at.is_some(),
            }
        };
        rows.iter().map(one).collect()
    }

    pub(crate) async fn all_tasks(&self) -> Vec<TheTask> {
        let rows = task_rows::Entity::find().all(self.in_process.app.store.read()).await.unwrap();
        let open = rows.iter().filter(|row| row.status == TaskStatus::Open || row.status == TaskStatus::Claimed);
        open.map(|row| TheTask {
            id: row.id,
            office: row.organization_id.as_u128(),
            roles: tasks::roles(row).into_iter().collect(),
        })
        .collect()
    }

    /// Whether the roles of a person forbid such resources, so that the list is forbidden as well.
    pub(crate) async fn is_closed_to(&self, who: &str, path: &str) -> bool {
        self.client.read(who, path).await.unwrap().status == StatusCode::FORBIDDEN
    }

    /// The whole list, page by page; empty if it is forbidden.
    pub(crate) async fn listed(&self, who: &str, path: &str, limit: u64) -> Result<Vec<Uuid>, String> {
        let mut ids: Vec<Uuid> = Vec::new();
        let mut cursor = String::new();
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.client.read(who, &format!("{path}{joint}limit={limit}{cursor}")).await.unwrap();
            if page.status == StatusCode::FORBIDDEN {
                return Ok(Vec::new());
            }
            if page.status != StatusCode::OK {
                return Err(format!("{path}: {} {}", page.status, page.body));
            }
            let items = page.body["items"].as_array().unwrap();
            ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().parse::<Uuid>().unwrap()));
            let Some(next) = page.body["next_cursor"].as_str() else { break };
            // Hidden items must not create additional pages.
            if items.len() != usize::try_from(limit).unwrap() || ids.len() > 1_000 {
                return Err(format!("{path}: {} of {limit} on a page that is not the last", items.len()));
            }
            cursor = format!("&cursor={next}");
        }
        let distinct: BTreeSet<&Uuid> = ids.iter().collect();
        if distinct.len() == ids.len() { Ok(ids) } else { Err(format!("{path}: twice in {ids:?}")) }
    }

    /// The assets along the street on which all poles are.
    pub(crate) async fn along_the_street(&self, who: &str) -> BTreeSet<Uuid> {
        let route = json!({"type": "LineString", "coordinates": [[107.04, 20.95], [107.06, 20.95]]});
        let body = json!({"route": route, "buffer_m": 100.0});
        let found = self.client.post(who, "/assets/along-route", None, &body).await.unwrap().good();
        let items = found.body["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| {
                item.pointer("/asset/id").or_else(|| item.get("id")).unwrap().as_str().unwrap().parse().unwrap()
            })
            .collect()
    }
}

fn offices() -> Vec<(u128, OrganizationKind)> {
    let operators = OPERATORS.map(|number| (number, OrganizationKind::Operator));
    let owners = OWNERS.map(|number| (number, OrganizationKind::Owner));
    let others = [
        (REGULATOR, OrganizationKind::Regulator),
        (DISTRICT, OrganizationKind::Committee),
        (ADMINISTRATOR, OrganizationKind::Administrator),
    ];
    operators.into_iter().chain(owners).chain(others).collect()
}

/// The persons of the world, and one person in each organisation that advances the cases.
fn people(world: &World) -> Vec<Person> {
    let drivers = OPERATORS
        .map(|number| (number, Role::OperatorManager))
        .into_iter()
        .chain(OWNERS.map(|number| (number, Role::OwnerManager)))
        .map(|(number, role)| Person::new(&format!("driver{number}"), number, role));
    let others = world.people.iter().enumerate();
    let others =
        others.map(|(number, somebody)| Person { login: format!("person{number}"), memberships: somebody.0.clone() });
    drivers.chain(others).collect()
}

fn built(number: u128, plan: &AssetPlan) -> Asset {
    let mut asset = pole(number, plan.owner, 3);
    if let Some(co_owner) = plan.co_owner {
        asset.owners = vec![
            Share { organization: office(plan.owner), basis_points: 6_000, answers: true },
            Share { organization: office(co_owner), basis_points: 4_000, answers: false },
        ];
    }
    asset.critical = plan.critical;
    asset.visibility = plan.visibility;
    asset.lifecycle = plan.lifecycle;
    asset.decommission_on = None;
    asset
}
