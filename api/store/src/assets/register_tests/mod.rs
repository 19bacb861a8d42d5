//! The register on real databases.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::cases::change::CapacityClaim;
use domain::ids::{AssetId, CaseId, OrganizationId};
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, UnitCapacity, Visibility};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use domain::workflow::definition::Phase;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::assets::VersionAuthor;
use crate::assets::ledger::LedgerAuthor;
use crate::entities::{cases, organizations};
use crate::test_stores::stores;
use crate::{Store, assets};

mod bands;
mod finding;
mod ledgers;
mod statements;
mod versions;

/// A database of its own, deleted on drop (SQLite) or at the next run (PostgreSQL).
pub(crate) struct Register {
    pub(crate) store: Store,
    _folder: tempfile::TempDir,
}

pub(crate) async fn registers() -> Vec<Register> {
    let mut all = Vec::new();
    for (store, folder) in stores().await {
        let register = Register { store, _folder: folder };
        register.people().await;
        all.push(register);
    }
    all
}

pub(crate) fn organization(number: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(number))
}

pub(crate) fn asset_id(number: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(1_000 + number))
}

pub(crate) fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(1_000_000 + number))
}

pub(crate) fn instant(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_696_204_800, 0).unwrap() + TimeDelta::hours(hours)
}

pub(crate) fn hand(hours: i64) -> VersionAuthor<'static> {
    let mover = LedgerAuthor { at: instant(hours), by: None, reason: Some("survey") };
    VersionAuthor {
        mover,
        name: Some("Lan"),
        organization: None,
        today: NaiveDate::from_ymd_opt(2023, 10, 2).unwrap(),
        import: None,
    }
}

pub(crate) fn claim(asset: u128, quantity: u32) -> CapacityClaim {
    CapacityClaim { asset: asset_id(asset), unit: "position".to_owned(), quantity }
}

/// A pole of organisation 1 with three positions, on a street in Hạ Long, 11 m east of the previous
/// one.
pub(crate) fn pole(number: u128) -> Asset {
    let east = f64::from(u32::try_from(number).unwrap()) * 0.000_1;
    let capacity = UnitCapacity { nature: UnitNature::Slot, installed: 3, own_use: 1, blocked: 0, policy_reserve: 0 };
    Asset {
        id: asset_id(number),
        code: format!("QN-POL-{number:06}"),
        kind: "pole".to_owned(),
        owners: vec![Share { organization: organization(1), basis_points: 10_000, answers: true }],
        shape: Shape::point(107.08 + east, 20.95).unwrap(),
        area: None,
        area_is_nearest: false,
        address: Some("Đường Trần Hưng Đạo, Hạ Long".to_owned()),
        attributes: json!({"material": "concrete"}).as_object().unwrap().clone(),
        lifecycle: Lifecycle::InService,
        decommission_on: None,
        visibility: Visibility::Operators,
        critical: false,
        shareable: true,
        not_shareable_reason: None,
        source: None,
        observed_on: None,
        confidence: Confidence::B,
        capacity: BTreeMap::from([("position".to_owned(), capacity)]),
        version: 1,
    }
}

impl Register {
    pub(crate) async fn add(&self, new: &[Asset]) {
        let tx = self.store.begin().await.unwrap();
        assets::insert(&tx, new, hand(0)).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }

    async fn people(&self) {
        let tx = self.store.begin().await.unwrap();
        let rows = (1..=9_u128).map(|number| organizations::ActiveModel {
            id: Set(organization(number).uuid()),
            name_vi: Set(format!("Tổ chức {number}")),
            name_en: Set(format!("Organisation {number}")),
            name_folded: Set(format!("to chuc {number}")),
            kind: Set("operator".to_owned()),
            email: Set(None),
            locale: Set("vi".to_owned()),
            valid_from: Set(NaiveDate::from_ymd_opt(2020, 1, 1).unwrap()),
            valid_to: Set(None),
            successor_id: Set(None),
            jurisdiction: Set(None),
            version: Set(1),
            created_at: Set(instant(0)),
            updated_at: Set(instant(0)),
        });
        organizations::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
        let rows = (1..=80_u128).map(|number| cases::ActiveModel {
            id: Set(case(number).uuid()),
            kind: Set("sharing_request".to_owned()),
            code: Set(Some(format!("SR-{number}"))),
            pack: Set("vn-qn@2023-09-07".to_owned()),
            state: Set("submitted".to_owned()),
            phase: Set(Phase::Open.as_str().to_owned()),
            flags: Set(json!([])),
            title: Set("x".to_owned()),
            applicant_id: Set(organization(2).uuid()),
            content: Set(json!({})),
            snapshot: Set(json!({})),
            version: Set(1),
            overdue: Set(false),
            created_at: Set(instant(0)),
            updated_at: Set(instant(0)),
            ..Default::default()
        });
        cases::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }
}
