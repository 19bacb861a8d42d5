//! A request to the map service: caller, base address and response format.

use std::sync::Arc;

use domain::access::Actor;
use domain::messages::FieldProblem;
use poem::Request;
use poem::http::{Uri, header};
use secrecy::SecretString;

use super::reply::Form;
use crate::caller::{self, Credential};
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;
use api_app::ogc::collection::Collection;
use api_app::ogc::document::links::Site;
use api_app::ogc::fetch::Reader;
use api_app::ogc::query_params::Parameters;
use api_app::ogc::schema::{Schema, Schemas};
use api_app::people::basic_auth::BasicAuth;
use api_app::people::login::Credentials;
use api_app::reads::change_versions::{Changes, Version};

/// A request after parsing.
#[derive(Debug)]
pub(super) struct OgcRequest {
    pub(super) app: App,
    /// Queryable properties of each collection.
    schemas: Arc<Schemas>,
    /// Authenticated person, if any.
    actor: Option<Actor>,
    /// Base address and language.
    pub(super) site: Site,
    /// The query parameters after parsing.
    pub(super) parameters: Parameters,
    /// The format of the response.
    pub(super) form: Form,
}

impl OgcRequest {
    /// Parses a request that accepts the given parameters.
    pub(super) async fn of(request: &Request, known: impl Fn(&str) -> bool) -> Result<Self, AppError> {
        let actor = who(request).await?;
        let parameters = Parameters::read(request.original_uri().query().unwrap_or_default(), known)?;
        Self::by(request, actor, parameters)
    }

    /// Authenticates a request without parsing its parameters.
    pub(super) async fn without_parameters(request: &Request) -> Result<Self, AppError> {
        Self::by(request, who(request).await?, Parameters::default())
    }

    /// Builds a request from parsed parameters, and reads a change version in the statement that
    /// authenticates the caller.
    pub(super) async fn with(
        request: &Request,
        parameters: Parameters,
        changes: Changes,
    ) -> Result<(Self, Version), AppError> {
        let (actor, version) = who_with(request, changes).await?;
        Ok((Self::by(request, actor, parameters)?, version))
    }

    fn by(request: &Request, actor: Option<Actor>, parameters: Parameters) -> Result<Self, AppError> {
        let app = caller::app(request)?.clone();
        let form = form(request, &parameters)?;
        let site = Site { base: base(request, &app.config.server.public_url), locale: request_context::locale() };
        Ok(Self { app, schemas: Arc::clone(schemas(request)?), actor, site, parameters, form })
    }

    /// Queryable properties of a collection.
    pub(super) fn schema(&self, collection: Collection) -> &Schema {
        self.schemas.of(collection)
    }

    /// The reader of the request.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { app: &self.app, schemas: &self.schemas, actor: self.actor.as_ref(), locale: self.site.locale }
    }
}

/// Queryable properties of each collection.
pub(super) fn schemas(request: &Request) -> Result<&Arc<Schemas>, AppError> {
    request.data().ok_or_else(|| AppError::internal("no schemas in the request"))
}

/// Authenticates by bearer token or HTTP Basic. A request without credentials is anonymous; invalid
/// credentials are an error.
async fn who(request: &Request) -> Result<Option<Actor>, AppError> {
    match caller::credential(request)? {
        Credential::Basic { email, password } => {
            admitted(request, caller::app(request)?, (email, password)).await.map(Some)
        }
        Credential::Bearer(_) | Credential::Unreadable => caller::of(request).await.map(Some),
        // A browser keeps the cookie of an ended session: its reader is anonymous.
        Credential::Cookie(token) => caller::behind(request, token).await,
        Credential::None => Ok(None),
    }
}

/// Authenticates the caller and reads a change version.
async fn who_with(request: &Request, changes: Changes) -> Result<(Option<Actor>, Version), AppError> {
    match caller::credential(request)? {
        Credential::Bearer(_) | Credential::Unreadable => {
            let (actor, version) = caller::with_changes(request, changes).await?;
            return Ok((Some(actor), version));
        }
        Credential::Cookie(_) => match caller::with_changes(request, changes.clone()).await {
            Ok((actor, version)) => return Ok((Some(actor), version)),
            Err(AppError::Unauthenticated) => {}
            Err(other) => return Err(other),
        },
        Credential::Basic { .. } | Credential::None => {}
    }
    let actor = who(request).await?;
    Ok((actor, changes.read(caller::app(request)?.store.read()).await?))
}

/// Authenticates an e-mail address and password.
async fn admitted(request: &Request, app: &App, (email, password): (String, SecretString)) -> Result<Actor, AppError> {
    let authenticator =
        request.data::<Arc<BasicAuth>>().ok_or_else(|| AppError::internal("no authenticator in the request"))?;
    let address = request.remote_addr().as_socket_addr().map(|address| address.ip().to_string()).unwrap_or_default();
    let request_id = request_context::request_id().unwrap_or_default();
    authenticator.admit(app, Credentials { address, email, password, user_agent: None, request_id }).await
}

/// Base address of the service: the public URL, or the `Host` header while the public URL is a
/// loopback address.
fn base(request: &Request, public_url: &str) -> String {
    let public = public_url.trim_end_matches('/');
    let own: Option<Uri> = public.parse().ok();
    let at_home =
        own.as_ref().and_then(Uri::host).is_some_and(|host| matches!(host, "127.0.0.1" | "localhost" | "[::1]"));
    let asked = request.header(header::HOST).filter(|host| {
        host.len() <= 255 && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte))
    });
    match asked {
        Some(host) if at_home => format!("http://{host}/ogc"),
        Some(_) | None => format!("{public}/ogc"),
    }
}

/// Response format: the `f` parameter, otherwise the preference in `Accept`.
fn form(request: &Request, parameters: &Parameters) -> Result<Form, AppError> {
    match parameters.get("f") {
        Some("json") => return Ok(Form::Json),
        Some("html") => return Ok(Form::Html),
        Some(_) => return Err(AppError::invalid("f", FieldProblem::one_of(&["json", "html"]))),
        None => {}
    }
    let accepted = request.header(header::ACCEPT).unwrap_or_default();
    let weigh = |kinds: fn(&str) -> bool| {
        let weights = accepted.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let kind = parts.next().filter(|kind| kinds(kind))?;
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            (!kind.is_empty()).then_some(weight)
        });
        weights.fold(0.0_f32, f32::max)
    };
    let html = weigh(|kind| matches!(kind, "text/html" | "application/xhtml+xml"));
    let json = weigh(|kind| kind == "application/json" || kind.ends_with("+json"));
    Ok(if html > json { Form::Html } else { Form::Json })
}
