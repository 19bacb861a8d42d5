//! Tests the register's commands against a complete [`App`] without a server.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Membership, Role};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::place::Shape;
use domain::registry::asset::Lifecycle;
use domain::text::Locale;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::content::{CapacityInput, Said};
use super::view::AssetView;
use super::{ChangeLifecycle, Create, Edit, Remove, view};
use crate::app::App;
use crate::command_pipeline::{Caller, Command, RequestContext, execute};
use crate::config::Config;
use crate::error::AppError;
use crate::register_cases::Survey;
use api_store::assets;
use api_store::database::clock::MovableClock;
use api_store::entities::{organizations, users};
use api_store::visibility::AssetVisibility;

mod hands;
mod life;
mod transfer;

/// Power company, VNPT, Viettel.
const POWER: u128 = 1;
const VNPT: u128 = 2;
const VIETTEL: u128 = 3;

struct World {
    app: App,
    clock: Arc<MovableClock>,
    _folder: tempfile::TempDir,
}

fn organization(number: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A person with a role in an organisation; the number of the organisation is the number of the
/// person.
fn person(number: u128, role: Role) -> RequestContext {
    let memberships = vec![Membership { organization: organization(number), role }];
    let user = UserId::new(Uuid::from_u128(100 + number));
    let actor =
        Actor { user, name: format!("person {number}"), locale: Locale::En, memberships, carried_on: BTreeSet::new() };
    RequestContext { caller: Caller::Person(actor), if_match: None, idempotency: None, request_id: "test".to_owned() }
}

fn clerk() -> RequestContext {
    person(POWER, Role::OwnerClerk)
}

fn seeing(request: RequestContext, version: u64) -> RequestContext {
    RequestContext { if_match: Some(version), ..request }
}

fn pole(code: &str) -> Create {
    Create {
        kind: "pole".to_owned(),
        shape: Shape::point(107.08, 20.95).unwrap(),
        lifecycle: Lifecycle::InService,
        owner: None,
        said: Said {
            code: Some(code.to_owned()),
            address: Some(Some("Trần Hưng Đạo".to_owned())),
            attributes: json!({"height_m": 10.5, "material": "concrete"}).as_object().cloned(),
            capacity: Some(vec![CapacityInput {
                unit: "attachment_position".to_owned(),
                installed: 6,
                own_use: 0,
                blocked: 0,
                policy_reserve: 0,
            }]),
            ..Said::default()
        },
    }
}

impl World {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::with(&[("data.dir", folder.path().to_str().unwrap())]).unwrap();
        let at: DateTime<Utc> = "2023-10-02T02:00:00Z".parse().unwrap();
        let clock = Arc::new(MovableClock::at(at));
        std::fs::File::create(folder.path().join("hatang.db")).unwrap();
        let app = App::open(config, clock.clone()).await.unwrap();
        app.store.migrate().await.unwrap();
        let world = Self { app, clock, _folder: folder };
        world.people(at).await;
        world
    }

    async fn people(&self, at: DateTime<Utc>) {
        let tx = self.app.store.begin().await.unwrap();
        let names = [(POWER, "Điện lực"), (VNPT, "VNPT"), (VIETTEL, "Viettel")];
        let rows = names.map(|(number, name)| organizations::ActiveModel {
            id: Set(organization(number).uuid()),
            name_vi: Set(name.to_owned()),
            name_en: Set(name.to_owned()),
            name_folded: Set(domain::text::fold(name)),
            kind: Set("operator".to_owned()),
            email: Set(Some(format!("office{number}@hatang.example"))),
            locale: Set("vi".to_owned()),
            valid_from: Set(day("2020-01-01")),
            valid_to: Set(None),
            successor_id: Set(None),
            jurisdiction: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
        organizations::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
        let rows = names.map(|(number, name)| users::ActiveModel {
            id: Set(Uuid::from_u128(100 + number)),
            email: Set(format!("p{number}@hatang.example")),
            name: Set(name.to_owned()),
            name_folded: Set(name.to_owned()),
            password_hash: Set("x".to_owned()),
            locale: Set("vi".to_owned()),
            active: Set(true),
            failed_logins: Set(0),
            locked_until: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
        users::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
        self.app.store.commit(tx).await.unwrap();
    }

    async fn does<D: Command>(&self, request: RequestContext, command: D) -> Result<D::Output, AppError> {
        execute(&self.app, &request, command).await.map(|done| done.answer)
    }

    fn lens<'a>(&'a self, visibility: &'a AssetVisibility, locale: Locale) -> view::AssetReader<'a> {
        view::AssetReader { visibility, locale, kinds: &self.app.policies.kinds, free_min: None }
    }

    /// The view that a caller has of an asset.
    async fn sees(&self, request: &RequestContext, asset: Uuid) -> Option<AssetView> {
        let Caller::Person(actor) = &request.caller else { return None };
        let visibility = super::queries::visibility(&self.app, actor).await.unwrap();
        let read = self.app.store.read();
        let found = assets::find(read, AssetId::new(asset), &visibility).await.unwrap()?;
        view::views(read, vec![found], self.lens(&visibility, actor.locale)).await.unwrap().pop()
    }
}

fn rule<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> String {
    match outcome {
        Err(AppError::Refused(refusal)) => refusal.rule().to_owned(),
        other => format!("{other:?}"),
    }
}

fn faults<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> BTreeSet<String> {
    match outcome {
        Err(AppError::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
        other => BTreeSet::from([format!("{other:?}")]),
    }
}
