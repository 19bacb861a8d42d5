//! Results on paper, as PDF.

use domain::ids::CaseId;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::Path,
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{caller::Caller, problem::Problem};
use crate::{
    cases::reading,
    failure::Failure,
    house::House,
    papers::{self, Paper},
};

/// A paper that the case has.
#[derive(Debug, Object)]
struct PaperView {
    /// `receipt`, `supplement`, `not_accepted`, `apology`, `siting_approval`, `permit`, `adjustment`, `notice_receipt` or `refusal`.
    paper: String,
    /// Where it is.
    href: String,
}

/// The papers that the case has.
#[derive(Debug, Object)]
struct PaperList {
    items: Vec<PaperView>,
}

#[derive(Debug, ApiResponse)]
enum Printed {
    /// The paper.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Binary<Vec<u8>>, #[oai(header = "Content-Disposition")] String),
}

/// The resource.
#[derive(Debug)]
pub struct PapersOfCases;

#[OpenApi]
impl PapersOfCases {
    /// The papers that were issued in a case
    #[oai(path = "/cases/:case_id/papers", method = "get", operation_id = "paper.list")]
    async fn list(&self, house: Data<&House>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<PaperList>, Problem> {
        let kept = reading::one(&house, &caller.0, CaseId::new(case_id.0)).await?;
        let items = papers::of(&kept).into_iter().map(|paper| PaperView {
            paper: paper.as_str().to_owned(),
            href: format!("/api/v1/cases/{}/papers/{}", kept.case.id, paper.as_str()),
        });
        Ok(Json(PaperList { items: items.collect() }))
    }

    /// A paper, as PDF; the same to the byte each time
    #[oai(path = "/cases/:case_id/papers/:paper", method = "get", operation_id = "paper.get")]
    async fn get(
        &self,
        house: Data<&House>,
        caller: Caller,
        case_id: Path<Uuid>,
        paper: Path<String>,
    ) -> Result<Printed, Problem> {
        let kept = reading::one(&house, &caller.0, CaseId::new(case_id.0)).await?;
        let paper = Paper::named(&paper.0).ok_or(Failure::NotFound)?;
        let content = papers::content(&house, &kept, paper).await?.ok_or(Failure::NotFound)?;
        let policies = house.policies.clone();
        let printed = tokio::task::spawn_blocking(move || papers::print(&policies, paper, &content));
        let bytes = printed.await.map_err(Failure::internal)??;
        let name = format!("inline; filename=\"{}-{}.pdf\"", kept.case.code, paper.as_str());
        Ok(Printed::Pdf(Binary(bytes), name))
    }
}
