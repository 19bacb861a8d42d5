//! Dossiers before the authorities of the town: places to be approved, works to be permitted, and the offices that decide.

use api_store::areas::{area_write, office_write};
use serde_json::{Value, json};

use super::TestApp;

/// A place in Bãi Cháy: of the city of Hạ Long until 30 June 2025, a ward of its own from then on.
pub const BAI_CHAY: [f64; 2] = [107.05, 20.96];
/// A place in the district Tiên Yên that goes to the commune Điền Xá.
pub const DIEN_XA: [f64; 2] = [107.29, 21.42];
/// A place in the district Tiên Yên that goes to the commune Tiên Yên.
pub const TIEN_YEN: [f64; 2] = [107.40, 21.34];
/// A place in the protected zone of the bay.
pub const IN_THE_BAY: [f64; 2] = [107.12, 20.85];

/// What to send for a mast at a place.
#[must_use]
pub fn mast(place: [f64; 2]) -> Value {
    json!({
        "title": "Trạm BTS QN-0412",
        "purpose": "Phủ sóng 4G, 5G",
        "asset_kind": "tower",
        "place": {"type": "Point", "coordinates": place},
        "height_m": 42,
        "settlement": "urban",
    })
}

/// What to send for the works of a mast at a place that was approved.
#[must_use]
pub fn works(place: [f64; 2], site: &str) -> Value {
    json!({
        "title": "Xây dựng trạm BTS QN-0412",
        "work": "telecom_passive",
        "class": "II",
        "asset_kind": "tower",
        "place": {"type": "Point", "coordinates": place},
        "height_m": 42,
        "settlement": "urban",
        "in_plan": true,
        "siting_case_id": site,
    })
}

impl TestApp {
    /// Puts the units and offices of the province into the register.
    ///
    /// # Panics
    /// When the database does not take them.
    pub async fn with_offices(self) -> Self {
        let app = self.app();
        let tx = app.store.begin().await.expect("a transaction");
        let now = self.now();
        area_write::install(&tx, &app.policies.areas, now).await.expect("the units");
        office_write::install(&tx, &app.policies.offices, now).await.expect("the offices");
        app.store.commit(tx).await.expect("all of it");
        self
    }

    /// A draft of a kind with this content and the papers that such a case needs; its id.
    ///
    /// # Panics
    /// When it is not taken.
    pub async fn dossier(&self, planner: &str, resource: &str, body: &Value) -> String {
        let case = self.post(planner, &format!("/{resource}"), body).await.good().text("/id").to_owned();
        let papers: &[&str] = match resource {
            "siting-applications" => &["location_map", "land_paper"],
            "commencement-notices" => &["drawings", "foundation_drawings", "land_paper"],
            _ => &["drawings", "land_paper"],
        };
        for kind in papers {
            self.paper(planner, &case, kind).await;
        }
        case
    }

    /// A siting application for a mast, filed; its id.
    pub async fn filed_site(&self, planner: &str, place: [f64; 2]) -> String {
        let case = self.dossier(planner, "siting-applications", &mast(place)).await;
        self.perform(planner, &case, "submit", json!({})).await;
        case
    }

    /// A siting application that was approved; its id.
    pub async fn approved_site(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let case = self.filed_site(planner, place).await;
        let (reviewer, lead) = (format!("reviewer@{office}"), format!("lead@{office}"));
        self.perform(&reviewer, &case, "accept_intake", json!({})).await;
        self.perform(&reviewer, &case, "recommend", json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"}))
            .await;
        self.perform(&lead, &case, "approve", json!({})).await;
        case
    }

    /// A permit application of works at an approved place, filed and accepted by the Department of Construction; its id.
    pub async fn accepted_permit(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let site = self.approved_site(planner, office, place).await;
        let case = self.dossier(planner, "construction-permits", &works(place, &site)).await;
        self.perform(planner, &case, "submit", json!({})).await;
        self.perform("intake@soxaydung", &case, "accept", json!({})).await;
        case
    }

    /// A permit that was granted by the Department of Construction; its id.
    pub async fn granted_permit(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let case = self.accepted_permit(planner, office, place).await;
        let grounds = json!({"proposal": "grant", "grounds": "Đủ điều kiện theo Điều 44"});
        self.perform("officer@soxaydung", &case, "draft_decision", grounds).await;
        self.perform("approver@soxaydung", &case, "grant", json!({})).await;
        case
    }
}
