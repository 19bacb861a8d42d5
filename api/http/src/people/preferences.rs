//! What the current user has chosen in the browser app.

use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::problem::Problem;
use crate::request::{CommandRequest, Unconditional};
use api_app::reads::preferences;
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    people::{account::RESOURCE, preferences::PutPreferences},
    read_scope::read_scope,
};

/// Preferences of the current user in the browser app.
#[derive(Debug, Object)]
struct Preferences {
    /// Members that the app defines; at most 16 KiB as JSON.
    values: Value,
}

#[derive(Debug)]
pub struct OwnPreferences;

#[OpenApi]
impl OwnPreferences {
    /// Get the current user's preferences
    #[oai(path = "/me/preferences", method = "get", operation_id = "preference.get")]
    async fn get(&self, app: Data<&App>, caller: Caller) -> Result<Json<Preferences>, Problem> {
        read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let values = preferences::of(app.store.read(), caller.0.user).await?;
        Ok(Json(Preferences { values: values.unwrap_or_else(|| json!({})) }))
    }

    /// Update the current user's preferences
    ///
    /// Replaces all of them. The last call wins.
    #[oai(path = "/me/preferences", method = "put", operation_id = "preference.update")]
    async fn put(
        &self,
        app: Data<&App>,
        request: CommandRequest<Unconditional>,
        body: Json<Preferences>,
    ) -> Result<Json<Preferences>, Problem> {
        execute(&app, &request.context, PutPreferences { values: body.0.values.clone() }).await?;
        Ok(body)
    }
}
