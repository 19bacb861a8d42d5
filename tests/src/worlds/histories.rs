//! Hidden histories: events that happen in one world and not, or differently, in the other, and the
//! viewers from whom they are hidden.

use api_store::assets::ledger::{self, FoundUse, LedgerAuthor};
use domain::ids::AssetId;
use reqwest::Method;
use serde_json::{Value, json};

use super::base::{Known, point, used};
use super::chance::Chance;
use super::viewers::Viewer;
use crate::fixtures::office;
use crate::in_process_server::Steps;
use crate::test_app::cast::VIETTEL;
use crate::test_app::{POSITION, TestApp, wanting};

/// One of the two worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

/// A kind of hidden history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum History {
    /// Nothing happens in either world: shows that the harness itself makes no difference.
    Nothing,
    /// The owner changes addresses, notes, conditions and sources.
    Attribute,
    /// The owner changes quantities within their bands.
    Number,
    /// One more tenant, within the band.
    Tenant,
    /// More assets that only their owner sees.
    Asset,
    /// Another price in an offer between others.
    Price,
    /// Another document and another message in a case between others.
    Content,
    /// A request between others, and its end.
    Case,
    /// A reservation by a third party, within the band.
    Reservation,
    /// A file that another organisation tries to import.
    Import,
    /// Another owner's decision on a quality issue.
    Issue,
}

impl History {
    pub const ALL: [Self; 11] = [
        Self::Nothing,
        Self::Attribute,
        Self::Number,
        Self::Tenant,
        Self::Asset,
        Self::Price,
        Self::Content,
        Self::Case,
        Self::Reservation,
        Self::Import,
        Self::Issue,
    ];

    /// The name in reports and settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Attribute => "attribute",
            Self::Number => "number",
            Self::Tenant => "tenant",
            Self::Asset => "asset",
            Self::Price => "price",
            Self::Content => "content",
            Self::Case => "case",
            Self::Reservation => "reservation",
            Self::Import => "import",
            Self::Issue => "issue",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|history| history.as_str() == name)
    }

    /// Whether the history is hidden from a viewer. The parties are the power company and Viettel,
    /// which are no viewers; neither are the regulator and the auditor, who see everything. The
    /// administrator sees the register, imports and the list of the outbox, but no offer, message
    /// or document: histories that change only such content are hidden from it, additional events
    /// are not.
    #[must_use]
    pub(super) fn is_hidden_from(self, viewer: &Viewer) -> bool {
        match self {
            Self::Nothing | Self::Price | Self::Content => true,
            Self::Attribute
            | Self::Number
            | Self::Tenant
            | Self::Asset
            | Self::Case
            | Self::Reservation
            | Self::Import
            | Self::Issue => !viewer.is_administrator(),
        }
    }

    /// Runs the history in a world.
    ///
    /// # Panics
    /// When the server rejects a request.
    pub async fn happen(self, test_app: &TestApp, known: &Known, side: Side, seed: u64, steps: &Steps) {
        let mut chance = Chance::of(seed);
        match (self, side) {
            (Self::Price, _) => price(test_app, known, side, &mut chance).await,
            (Self::Content, _) => content(test_app, known, side).await,
            (Self::Nothing, _)
            | (Self::Attribute | Self::Number | Self::Tenant | Self::Asset | Self::Import | Self::Issue, Side::A) => {}
            (Self::Case, _) => case(test_app, known, side).await,
            (Self::Reservation, _) => reservation(test_app, known, side).await,
            (Self::Attribute, Side::B) => attribute(test_app, known, &mut chance).await,
            (Self::Number, Side::B) => number(test_app, known, &mut chance).await,
            (Self::Tenant, Side::B) => tenant(test_app, known, steps).await,
            (Self::Asset, Side::B) => asset(test_app).await,
            (Self::Import, Side::B) => import(test_app).await,
            (Self::Issue, Side::B) => issue(test_app, known).await,
        }
    }
}

/// A word that occurs only in hidden texts of the second world.
pub(super) const HIDDEN_WORD: &str = "kinoko";

async fn attribute(test_app: &TestApp, known: &Known, chance: &mut Chance) {
    let text = format!("{HIDDEN_WORD} {}", chance.below(1000));
    for pole in [&known.open_pole, &known.reserved_pole, &known.busy_pole] {
        let attributes = json!({
            "height_m": 9.5, "material": "steel", "condition": "poor", "note": text, "clearance_m": 2.5,
        });
        let change = json!({"attributes": attributes, "address": format!("Ngõ {text}"), "source": format!("Biên bản {text}"), "reason": text});
        test_app.patch("clerk@power", pole, &change).await.good();
    }
    test_app.patch("clerk@power", &known.tower, &json!({"attributes": {"height_m": 42, "note": text}})).await.good();
}

/// Free positions stay within *many* (6 and more), *some* (3 to 5) or *few* (1 and 2); budgets stay
/// available, or used up.
async fn number(test_app: &TestApp, known: &Known, chance: &mut Chance) {
    let more = u32::try_from(chance.below(3)).unwrap_or_default();
    let changes = [
        (&known.open_pole, json!([used(POSITION, 16 + more, 4), used("load_nm", 9500, 1000)])),
        (&known.busy_pole, json!([used(POSITION, 12, 7), used("load_nm", 7000, 7000)])),
        (&known.reserved_pole, json!([used(POSITION, 10, 4), used("load_nm", 8000, 0)])),
        (&known.duct, json!([used("bore", 12, 7), used("fill_mm2", 5000, 100)])),
        (&known.tower, json!([used("mounting_level", 7, 2), used("weight_kg", 5000, 1000)])),
    ];
    for (asset, capacity) in changes {
        let change = json!({"capacity": capacity, "reason": "Kiểm kê"});
        test_app.patch("clerk@power", asset, &change).await.good();
    }
}

async fn tenant(test_app: &TestApp, known: &Known, steps: &Steps) {
    api_store::database::random::seeded(steps.next_seed(), async {
        let store = &test_app.app().store;
        let tx = store.begin().await.expect("a transaction");
        let mover = LedgerAuthor { at: test_app.now(), by: None, reason: None };
        for asset in [&known.open_pole, &known.reserved_pole] {
            let asset = AssetId::new(asset.parse().expect("an id"));
            let (unit, tenant) = (POSITION.to_owned(), Some(office(VIETTEL)));
            let found = FoundUse { asset, unit, quantity: 1, tenant, note: None, import: None, since: None };
            ledger::occupy(&tx, &found, mover).await.expect("a database").expect("room");
        }
        store.commit(tx).await.expect("all of it");
    })
    .await;
}

async fn asset(test_app: &TestApp) {
    let assets = [
        ("KIN-001", "pole", point(1.5, 20.95), json!({"visibility": "secret", "capacity": [used(POSITION, 9, 0)]})),
        ("KIN-002", "pole", point(2.5, 20.95), json!({"critical": true, "capacity": [used(POSITION, 9, 0)]})),
        (
            "KIN-003",
            "tower",
            point(3.1, 20.97),
            json!({"visibility": "secret", "capacity": [used("mounting_level", 9, 0)], "attributes": {"height_m": 60}}),
        ),
    ];
    for (code, kind, geometry, more) in assets {
        let mut body =
            json!({"code": code, "kind": kind, "geometry": geometry, "address": format!("Ngõ {HIDDEN_WORD}")});
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        test_app.post("clerk@power", "/assets", &body).await.good();
    }
}

async fn price(test_app: &TestApp, known: &Known, side: Side, chance: &mut Chance) {
    let rent = 100_000 + chance.below(900) * 1000;
    let rent = if side == Side::A { rent } else { rent + 7_000 };
    let offer = json!({"rent_vnd_per_month": rent, "terms": format!("Hợp đồng {rent}")});
    test_app.perform("clerk@power", &known.viettel_case, "offer", offer).await;
}

async fn content(test_app: &TestApp, known: &Known, side: Side) {
    let case = &known.viettel_case;
    let word = if side == Side::A { "alfa-alfa" } else { HIDDEN_WORD };
    let path = format!("/cases/{case}/documents?kind=route_plan&name=drawings.pdf");
    let ask = test_app.ask("planner@viettel", Method::POST, &path).header("Content-Type", "application/octet-stream");
    crate::test_client::answered(ask.body(format!("%PDF-1.7 {word}"))).await.expect("an answer").good();
    let message = json!({"body": format!("Giá đề nghị: {word}"), "audience": "parties"});
    test_app.post("planner@viettel", &format!("/cases/{case}/messages"), &message).await.good();
}

/// The series of codes (`SR-2023-000007`) has no gaps, so that a code reveals the number of earlier
/// requests. Others therefore open as many in the first world; only their further course is hidden.
async fn case(test_app: &TestApp, known: &Known, side: Side) {
    let case = test_app.draft("planner@viettel", &wanting(&[&known.open_pole])).await;
    test_app.draft("planner@viettel", &wanting(&[&known.busy_pole])).await;
    if side == Side::A {
        return;
    }
    test_app.perform("planner@viettel", &case, "submit", json!({})).await;
    test_app.document("planner@viettel", &case, "route_plan").await;
    let message = json!({"body": format!("Về việc {HIDDEN_WORD}"), "audience": "parties"});
    test_app.post("clerk@power", &format!("/cases/{case}/messages"), &message).await.good();
    test_app.perform("planner@viettel", &case, "withdraw", json!({})).await;
}

/// Both worlds get the same number of requests, as in [`case`].
async fn reservation(test_app: &TestApp, known: &Known, side: Side) {
    for pole in [&known.open_pole, &known.reserved_pole] {
        if side == Side::A {
            test_app.draft("planner@viettel", &wanting(&[pole])).await;
        } else {
            test_app.complete("planner@viettel", "clerk@power", &[pole]).await;
        }
    }
}

async fn import(test_app: &TestApp) {
    let feature = json!({
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [107.081, 20.95]},
        "properties": {"code": "KIN-009", "kind": "pole", "attachment_position_installed": 4, "owner": office_name()},
    });
    let file = json!({"type": "FeatureCollection", "features": [feature]}).to_string();
    let path = "/imports?mapping=hatang-export&mode=dry_run&file_name=kinoko.geojson";
    let ask = test_app.ask("clerk@power", Method::POST, path).header("Content-Type", "application/octet-stream");
    crate::test_client::answered(ask.body(file)).await.expect("an answer").good();
}

fn office_name() -> &'static str {
    "Công ty Điện lực Quảng Ninh"
}

async fn issue(test_app: &TestApp, known: &Known) {
    let path = format!("/quality/issues/{}", known.power_issue);
    let why = json!({"reason": format!("Hai cột đôi {HIDDEN_WORD}")});
    test_app.change("clerk@power", &path, Method::POST, &format!("{path}/dismiss"), &why).await.good();
}

/// Decisions of others that the viewers are notified of, the same in both worlds: a request is
/// confirmed, an offer is made, an inquiry is answered, and the lighting company changes the public
/// data of its pole.
pub(super) async fn apply_step(test_app: &TestApp, known: &Known) {
    test_app.perform("clerk@power", &known.vnpt_filed, "confirm_complete", json!({})).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("clerk@power", &known.vnpt_complete, "offer", offer).await;
    test_app.perform("clerk@power", &known.vnpt_inquiry, "answer", json!({})).await;
    test_app
        .patch("clerk@lighting", &known.lighting_pole, &json!({"lifecycle": "restricted", "reason": "Sửa chữa"}))
        .await
        .good();
}
