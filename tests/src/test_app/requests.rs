//! Sharing requests: drafted, filed and continued by the responsible people.

use reqwest::Method;
use serde_json::{Value, json};

use super::{POSITION, TestApp};
use crate::test_client::{TestResponse, answered};

/// The request body of a draft that asks for one position on each asset.
#[must_use]
pub fn wanting(assets: &[&str]) -> Value {
    let elements: Vec<Value> =
        assets.iter().map(|id| json!({"asset_id": id, "units": [{"unit": POSITION, "quantity": 1}]})).collect();
    json!({
        "title": "Tuyến cáp Trần Hưng Đạo",
        "purpose": "FTTH",
        "elements": elements,
        "equipment": {"description": "Cáp quang ADSS 24 sợi", "weight_kg": 4.5},
    })
}

impl TestApp {
    /// Creates a draft with this content; returns its id.
    ///
    /// # Panics
    /// When the server rejects the request.
    pub async fn draft(&self, planner: &str, body: &Value) -> String {
        self.post(planner, "/sharing-requests", body).await.good().text("/id").to_owned()
    }

    /// Files a request for one position on each asset; returns its id.
    pub async fn filed(&self, planner: &str, assets: &[&str]) -> String {
        let case = self.draft(planner, &wanting(assets)).await;
        self.perform(planner, &case, "submit", json!({})).await;
        case
    }

    /// Files a request that the owner confirms, so that its capacity is reserved.
    pub async fn complete(&self, planner: &str, owner: &str, assets: &[&str]) -> String {
        let case = self.filed(planner, assets).await;
        self.perform(owner, &case, "confirm_complete", json!({})).await;
        case
    }

    /// A case as a person sees it.
    pub async fn case(&self, who: &str, case: &str) -> Value {
        self.get(who, &format!("/cases/{case}")).await
    }

    /// Performs an action on a case in its current version, and returns any answer.
    pub async fn attempt(&self, who: &str, case: &str, action: &str, data: Value) -> TestResponse {
        let body = json!({"data": data, "comment": "Theo thỏa thuận"});
        let preview = self.preview_before(who, case, action, &body).await;
        let path = format!("/cases/{case}/actions/{action}");
        let answer = self.change(who, &format!("/cases/{case}"), Method::POST, &path, &body).await;
        if let Some(preview) = preview {
            self.compare(action, &preview, &answer);
        }
        answer
    }

    /// Performs an action that the server accepts; returns the case after it.
    ///
    /// # Panics
    /// When the server rejects the action.
    pub async fn perform(&self, who: &str, case: &str, action: &str, data: Value) -> Value {
        let answer = self.attempt(who, case, action, data).await;
        assert!(answer.status.is_success(), "{action} by {who}: {} {}", answer.status, answer.body);
        answer.body
    }

    /// The history entries of a case, oldest first.
    pub async fn trail(&self, who: &str, case: &str) -> Vec<Value> {
        let trail = self.get(who, &format!("/cases/{case}/history")).await;
        trail["items"].as_array().cloned().unwrap_or_default()
    }

    /// Uploads a document; returns its id.
    ///
    /// # Panics
    /// When the server rejects the request.
    pub async fn document(&self, who: &str, case: &str, kind: &str) -> String {
        let path = format!("/cases/{case}/documents?kind={kind}&name={kind}.pdf");
        let ask = self.ask(who, Method::POST, &path).header("Content-Type", "application/octet-stream");
        let sent = format!("%PDF-1.7 {kind} of {case} by {who}");
        answered(ask.body(sent)).await.expect("an answer").good().text("/id").to_owned()
    }

    /// Runs requests of these operators for one position each until the operators are tenants of
    /// the asset; returns their cases. Days pass.
    pub async fn tenants(&self, operators: &[&str], owner: &str, asset: &str) -> Vec<String> {
        let mut cases = Vec::new();
        for operator in operators {
            let (planner, manager) = (format!("planner@{operator}"), format!("manager@{operator}"));
            let case = self.complete(&planner, owner, &[asset]).await;
            self.perform(owner, &case, "offer", json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"}))
                .await;
            self.perform(&manager, &case, "accept", json!({})).await;
            self.perform(owner, &case, "no_make_ready", json!({})).await;
            let entry = json!({"crew": format!("Đội 1 {operator}"), "entry_on": self.in_days(3)});
            self.perform(&planner, &case, "log_entry", entry).await;
            cases.push(case);
        }
        self.days(3).await;
        for (operator, case) in operators.iter().zip(&cases) {
            let planner = format!("planner@{operator}");
            self.document(&planner, case, "as_built").await;
            let built = json!({"finished_on": self.in_days(0), "summary": "Đã treo cáp ADSS 24"});
            self.perform(&planner, case, "report_attached", built).await;
            self.perform(owner, case, "accept_as_built", json!({})).await;
        }
        cases
    }
}
