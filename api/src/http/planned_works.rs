//! Planned works while they are drafts; from the day they are published they are moved by the actions of a case.

use chrono::NaiveDate;
use domain::cases::Kind;
use poem::{Request, web::Data};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
    payload::Json,
    types::ToJSON,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    caller::Caller,
    drafts::{self, Drafted, Filing},
    problem::Problem,
    request::{self, Headers},
};
use crate::house::House;

const KIND: Kind = Kind::PlannedWorks;

/// What is planned. A draft may be incomplete; what must be there is asked for when it is published.
#[derive(Debug, Object)]
struct NoticeDraft {
    /// A line that says what it is.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Which elements are involved, in words.
    #[oai(validator(max_length = 5000))]
    description: Option<String>,
    /// Where: a GeoJSON geometry in longitude and latitude.
    place: Option<Value>,
    /// The streets.
    #[oai(validator(max_length = 500))]
    address: Option<String>,
    starts_on: Option<NaiveDate>,
    duration_days: Option<u32>,
    /// When the final project is to be filed.
    final_project_on: Option<NaiveDate>,
    /// Whom to ask.
    #[oai(validator(max_length = 500))]
    contact: Option<String>,
    /// Whether public money pays for it.
    publicly_financed: Option<bool>,
    /// Why a street is dug that was closed only lately.
    #[oai(validator(max_length = 2000))]
    justification: Option<String>,
    /// For which of my organisations; needed only when I may file for several.
    applicant_id: Option<Uuid>,
    /// The earlier case that it follows. What is absent here is taken over from it.
    previous_case_id: Option<Uuid>,
    /// The family of rule packs, `vn-qn`; that of the house when absent.
    pack: Option<String>,
}

/// The resource.
#[derive(Debug)]
pub struct PlannedWorks;

#[OpenApi]
impl PlannedWorks {
    /// Open a draft
    #[oai(path = "/planned-works", method = "post", operation_id = "planned_works.create")]
    async fn create(
        &self,
        house: Data<&House>,
        request: &Request,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] idempotency_key: Header<Option<String>>,
        body: Json<NoticeDraft>,
    ) -> Result<Drafted, Problem> {
        let headers = Headers { if_match: None, idempotency_key: idempotency_key.0 };
        let call = request::call(request, caller.0.clone(), headers, &body.0.to_json_string())?;
        let filing = Filing {
            applicant_id: body.0.applicant_id,
            previous_case_id: body.0.previous_case_id,
            pack: body.0.pack.clone(),
        };
        Ok(drafts::open(&house, &call, &caller.0, KIND, &body.0, filing).await?)
    }

    /// Planned works
    #[oai(path = "/planned-works/:case_id", method = "get", operation_id = "planned_works.get")]
    async fn get(&self, house: Data<&House>, caller: Caller, case_id: Path<Uuid>) -> Result<Drafted, Problem> {
        Ok(drafts::get(&house, &caller.0, KIND, case_id.0).await?)
    }

    /// Rewrite a draft; what is absent stays
    #[oai(path = "/planned-works/:case_id", method = "patch", operation_id = "planned_works.edit")]
    async fn edit(
        &self,
        house: Data<&House>,
        request: &Request,
        caller: Caller,
        case_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<NoticeDraft>,
    ) -> Result<Drafted, Problem> {
        let headers = Headers { if_match: if_match.0, idempotency_key: None };
        let call = request::call(request, caller.0.clone(), headers, "")?;
        Ok(drafts::edit(&house, &call, &caller.0, KIND, case_id.0, &body.0).await?)
    }
}
