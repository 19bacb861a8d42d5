//! A browser of a person: requests with the session cookie, as a page of the server sends them.

use api_app::people::password;
use api_store::entities::users;
use reqwest::{Method, RequestBuilder};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;
use serde_json::json;

use super::TestApp;
use crate::test_client::{TestClient, TestResponse, answered};

/// The password of everybody who has chosen one.
pub const PASSWORD: &str = "mật khẩu: 2023/10";

/// A browser that is logged in.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Name and value of the session cookie.
    pub cookie: String,
    client: TestClient,
}

impl Browser {
    /// A request to the API from a page of the server.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.own(self.client.ask(method, path))
    }

    /// A request outside the API from a page of the server.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.own(self.client.bare(method, path))
    }

    /// A request to the API from a page with other headers, or from none.
    pub fn ask_from(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> RequestBuilder {
        let ask = self.client.ask(method, path).header("Cookie", &self.cookie);
        headers.iter().fold(ask, |ask, (name, value)| ask.header(*name, *value))
    }

    fn own(&self, ask: RequestBuilder) -> RequestBuilder {
        ask.header("Cookie", &self.cookie).header("Sec-Fetch-Site", "same-origin")
    }
}

/// The name and value of the cookie that an answer sets.
#[must_use]
pub fn cookie_of(answer: &TestResponse) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

impl TestApp {
    /// Gives a person [`PASSWORD`].
    ///
    /// # Panics
    /// When the database rejects it.
    pub async fn has_password(&self, who: &str) {
        let hash = password::hash(SecretString::from(PASSWORD)).await.expect("a hash");
        let store = &self.app().store;
        let tx = store.begin().await.expect("a transaction");
        let change = users::Entity::update_many().col_expr(users::Column::PasswordHash, Expr::value(hash));
        change.filter(users::Column::Email.eq(format!("{who}.example"))).exec(&tx).await.expect("the change");
        store.commit(tx).await.expect("the change");
    }

    /// Logs a person with [`PASSWORD`] in.
    ///
    /// # Panics
    /// When the login is refused.
    pub async fn logged_in(&self, who: &str) -> Browser {
        let body = json!({"email": format!("{who}.example"), "password": PASSWORD});
        let ask = self.ask_as_public(Method::POST, "/auth/session").header("Sec-Fetch-Site", "same-origin");
        let answer = answered(ask.json(&body)).await.expect("an answer").good();
        Browser { cookie: cookie_of(&answer), client: self.client().clone() }
    }

    /// Gives a person [`PASSWORD`] and logs them in.
    ///
    /// # Panics
    /// As [`TestApp::has_password`] and [`TestApp::logged_in`].
    pub async fn browser(&self, who: &str) -> Browser {
        self.has_password(who).await;
        self.logged_in(who).await
    }
}
