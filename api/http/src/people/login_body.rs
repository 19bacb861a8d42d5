//! The body of a login, and the origin of its request.

use poem::Request;
use poem::http::header;
use poem_openapi::Object;
use secrecy::SecretString;

use crate::request_context;
use api_app::people::login::Credentials;

/// Credentials of a user.
#[derive(Object)]
pub(super) struct Login {
    email: String,
    password: String,
}

impl Login {
    /// The credentials with the origin of their request.
    pub(super) fn credentials(self, request: &Request) -> Credentials {
        Credentials {
            address: address(request),
            email: self.email,
            password: SecretString::from(self.password),
            user_agent: request.header(header::USER_AGENT).map(str::to_owned),
            request_id: request_context::request_id().unwrap_or_default(),
        }
    }
}

/// The network address of the client, which the login rate limiter counts.
pub(super) fn address(request: &Request) -> String {
    request.remote_addr().as_socket_addr().map(|address| address.ip().to_string()).unwrap_or_default()
}
