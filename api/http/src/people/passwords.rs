//! Passwords of people who are not logged in: a forgotten password, and the link of a message.

use std::sync::Arc;

use poem::{Request, web::Data};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use secrecy::SecretString;
use tracing::Instrument;

use crate::people::login_body::address;
use crate::problem::Problem;
use crate::request_context;
use api_app::error::chain;
use api_app::{
    app::App,
    command_pipeline::{RequestContext, execute},
    people::{
        login::token_hash,
        login_rate_limiter::LoginRateLimiter,
        password_token::{RequestReset, SetPassword},
    },
};

/// The address of the account with a forgotten password.
#[derive(Debug, Object)]
struct PasswordReset {
    email: String,
}

/// The token of a link, and a new password of at least 12 characters.
#[derive(Object)]
struct NewPassword {
    token: String,
    new_password: String,
}

#[derive(Debug, ApiResponse)]
enum Accepted {
    /// The request is accepted, whether or not there is such an account.
    #[oai(status = 202)]
    Accepted,
}

#[derive(Debug, ApiResponse)]
enum PasswordSet {
    /// The password is set.
    #[oai(status = 204)]
    Done,
}

/// Handlers of passwords.
#[derive(Debug)]
pub struct Passwords {
    /// Rate limiter of login attempts, which counts these requests too.
    pub login_limiter: Arc<LoginRateLimiter>,
}

#[expect(clippy::unused_async, reason = "an operation is async whether or not it waits")]
#[OpenApi]
impl Passwords {
    /// Request a password reset
    ///
    /// Sends a message with a link to the address if an account has it. The answer is the same if
    /// none has.
    #[oai(path = "/auth/password-reset", method = "post", operation_id = "password_reset.create")]
    async fn reset(&self, app: Data<&App>, http: &Request, body: Json<PasswordReset>) -> Result<Accepted, Problem> {
        let Some(command) = RequestReset::of(&body.0.email) else { return Ok(Accepted::Accepted) };
        self.login_limiter.pass(&address(http), command.email())?;
        let app = app.0.clone();
        let request_id = request_context::request_id().unwrap_or_default();
        // After the answer: its time must not show whether there is an account.
        let sending = async move {
            if let Err(why) = execute(&app, &RequestContext::of_system(&request_id), command).await {
                tracing::error!(error = chain(&why), "a link after a forgotten password was not sent");
            }
        };
        tokio::spawn(sending.in_current_span());
        Ok(Accepted::Accepted)
    }

    /// Set a password by a link
    ///
    /// Takes the token of the link in an invitation or after a forgotten password. A token can be
    /// used once. All sessions of the account end.
    #[oai(path = "/auth/password", method = "post", operation_id = "auth.set_password")]
    async fn set(&self, app: Data<&App>, http: &Request, body: Json<NewPassword>) -> Result<PasswordSet, Problem> {
        let NewPassword { token, new_password } = body.0;
        self.login_limiter.pass(&address(http), &token_hash(&token))?;
        let command = SetPassword::checked(&app, &token, SecretString::from(new_password)).await?;
        let request_id = request_context::request_id().unwrap_or_default();
        execute(&app, &RequestContext::of_system(&request_id), command).await?;
        Ok(PasswordSet::Done)
    }
}
