//! Who asks: the person behind the bearer token of a request.

use domain::access::Actor;
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;
use sha2::{Digest, Sha256};

use super::problem::Early;
use crate::failure::Failure;
use crate::house::House;
use crate::store::sessions;

/// A person who is logged in.
#[derive(Debug, SecurityScheme)]
#[oai(rename = "bearer", ty = "bearer", checker = "who")]
pub struct Caller(pub Actor);

async fn who(request: &Request, bearer: Bearer) -> poem::Result<Actor> {
    let house = request.data::<House>().ok_or_else(|| Early(Failure::internal("the house is not in the request")))?;
    let found =
        sessions::who(house.store.read(), &token_hash(&bearer.token), house.clock.now(), |now| house.local_date(now))
            .await
            .map_err(|failure| Early(failure.into()))?;
    found.ok_or_else(|| Early(Failure::Unauthenticated).into())
}

/// What is kept of a token: its hash, so that a stolen database opens no session.
#[must_use]
pub fn token_hash(token: &str) -> String {
    format!("{:x}", Sha256::digest(token.as_bytes()))
}
