//! Commencement notices while they are drafts: for works that need no permit, but a notice with the papers of one.

use domain::cases::Kind;
use poem::{Request, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
    payload::Json,
    types::ToJSON,
};
use uuid::Uuid;

use super::{
    caller::Caller,
    drafts::{self, Drafted, Filing},
    problem::Problem,
    request::{self, Headers},
    works_body::WorksDraft,
};
use crate::house::House;

const KIND: Kind = Kind::CommencementNotice;

/// The resource.
#[derive(Debug)]
pub struct CommencementNotices;

#[OpenApi]
impl CommencementNotices {
    /// Open a draft
    #[oai(path = "/commencement-notices", method = "post", operation_id = "commencement_notice.create")]
    async fn create(
        &self,
        house: Data<&House>,
        request: &Request,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] idempotency_key: Header<Option<String>>,
        body: Json<WorksDraft>,
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

    /// A commencement notice
    #[oai(path = "/commencement-notices/:case_id", method = "get", operation_id = "commencement_notice.get")]
    async fn get(&self, house: Data<&House>, caller: Caller, case_id: Path<Uuid>) -> Result<Drafted, Problem> {
        Ok(drafts::get(&house, &caller.0, KIND, case_id.0).await?)
    }

    /// Rewrite a draft; what is absent stays
    #[oai(path = "/commencement-notices/:case_id", method = "patch", operation_id = "commencement_notice.edit")]
    async fn edit(
        &self,
        house: Data<&House>,
        request: &Request,
        caller: Caller,
        case_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<WorksDraft>,
    ) -> Result<Drafted, Problem> {
        let headers = Headers { if_match: if_match.0, idempotency_key: None };
        let call = request::call(request, caller.0.clone(), headers, "")?;
        Ok(drafts::edit(&house, &call, &caller.0, KIND, case_id.0, &body.0).await?)
    }
}
