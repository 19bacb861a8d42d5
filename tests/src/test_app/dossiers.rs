//! Dossiers for the authorities of the test province: sites to approve, works to permit, and the
//! deciding authorities.

use api_store::areas::{area_write, office_write};
use serde_json::{Value, json};

use super::TestApp;

/// A place in Bãi Cháy: in the city of Hạ Long until 30 June 2025, a ward of its own from then on.
pub const BAI_CHAY: [f64; 2] = [107.05, 20.96];
/// A place in the district Tiên Yên that later belongs to the commune Điền Xá.
pub const DIEN_XA: [f64; 2] = [107.29, 21.42];
/// A place in the district Tiên Yên that later belongs to the commune Tiên Yên.
pub const TIEN_YEN: [f64; 2] = [107.40, 21.34];
/// A place in the protected zone of the bay.
pub const IN_THE_BAY: [f64; 2] = [107.12, 20.85];

/// The request body for a mast at a place.
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

/// The request body for the works of a mast at an approved place.
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
    /// Adds the administrative units and authorities of the province.
    ///
    /// # Panics
    /// When the database rejects the data.
    pub async fn with_offices(self) -> Self {
        let app = self.app();
        let tx = app.store.begin().await.expect("a transaction");
        let now = self.now();
        area_write::install(&tx, &app.policies.areas, now).await.expect("the units");
        office_write::install(&tx, &app.policies.offices, now).await.expect("the offices");
        app.store.commit(tx).await.expect("all of it");
        self
    }

    /// Creates a draft of a kind with this content and the documents that such a case needs;
    /// returns its id.
    ///
    /// # Panics
    /// When the server rejects the request.
    pub async fn dossier(&self, planner: &str, resource: &str, body: &Value) -> String {
        let case = self.post(planner, &format!("/{resource}"), body).await.good().text("/id").to_owned();
        let documents: &[&str] = match resource {
            "siting-applications" => &["location_map", "land_paper"],
            "commencement-notices" => &["drawings", "foundation_drawings", "land_paper"],
            _ => &["drawings", "land_paper"],
        };
        for kind in documents {
            self.document(planner, &case, kind).await;
        }
        case
    }

    /// Files a siting application for a mast; returns its id.
    pub async fn filed_site(&self, planner: &str, place: [f64; 2]) -> String {
        let case = self.dossier(planner, "siting-applications", &mast(place)).await;
        self.perform(planner, &case, "submit", json!({})).await;
        case
    }

    /// Files a siting application and has it approved; returns its id.
    pub async fn approved_site(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let case = self.filed_site(planner, place).await;
        let (reviewer, lead) = (format!("reviewer@{office}"), format!("lead@{office}"));
        self.perform(&reviewer, &case, "accept_intake", json!({})).await;
        self.perform(&reviewer, &case, "recommend", json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"}))
            .await;
        self.perform(&lead, &case, "approve", json!({})).await;
        case
    }

    /// Files a permit application for works at an approved place, accepted by the Department of
    /// Construction; returns its id.
    pub async fn accepted_permit(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let site = self.approved_site(planner, office, place).await;
        let case = self.dossier(planner, "construction-permits", &works(place, &site)).await;
        self.perform(planner, &case, "submit", json!({})).await;
        self.perform("intake@soxaydung", &case, "accept", json!({})).await;
        case
    }

    /// Obtains a permit from the Department of Construction; returns its id.
    pub async fn granted_permit(&self, planner: &str, office: &str, place: [f64; 2]) -> String {
        let case = self.accepted_permit(planner, office, place).await;
        let grounds = json!({"proposal": "grant", "grounds": "Đủ điều kiện theo Điều 44"});
        self.perform("officer@soxaydung", &case, "draft_decision", grounds).await;
        self.perform("approver@soxaydung", &case, "grant", json!({})).await;
        case
    }
}
