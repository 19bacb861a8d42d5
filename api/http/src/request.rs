//! Extractors of commands: the caller, the version in `If-Match` and the idempotency key.

use std::marker::PhantomData;

use domain::access::Actor;
use domain::messages::FieldProblem;
use poem::http::{HeaderName, header};
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::caller::{self, Caller};
use crate::etag::version;
use crate::parameter_set::{Parameter, ParameterSet};
use crate::problem::early;
use crate::{fingerprint, request_context};
use api_app::command_pipeline::{self, RequestContext};
use api_app::error::AppError;
use api_app::reads::idempotency::IdempotencyKey;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Headers of a command; the contract lists them for each operation.
pub trait CommandHeaders: Send {
    /// Header names in the contract.
    const NAMES: &'static [&'static str];
}

/// The command requires the version that the caller saw.
#[derive(Debug)]
pub struct IfMatch;

/// The command can be repeated under an idempotency key.
#[derive(Debug)]
pub struct Key;

/// The command requires a version and can be repeated under an idempotency key.
#[derive(Debug)]
pub struct IfMatchAndKey;

/// The command has neither: nothing of others can be overwritten, and a repetition changes nothing.
#[derive(Debug)]
pub struct Unconditional;

impl CommandHeaders for Unconditional {
    const NAMES: &'static [&'static str] = &[];
}

impl CommandHeaders for IfMatch {
    const NAMES: &'static [&'static str] = &["If-Match"];
}

impl CommandHeaders for Key {
    const NAMES: &'static [&'static str] = &["Idempotency-Key"];
}

impl CommandHeaders for IfMatchAndKey {
    const NAMES: &'static [&'static str] = &["If-Match", "Idempotency-Key"];
}

/// A command of a person; a body, if any, is read as a whole.
#[derive(Debug)]
pub struct CommandRequest<H> {
    pub actor: Actor,
    /// Context for the command pipeline, with the key bound to the whole request.
    pub context: RequestContext,
    headers: PhantomData<H>,
}

impl<'a, H: CommandHeaders> ApiExtractor<'a> for CommandRequest<H> {
    const TYPES: &'static [ApiExtractorType] = COMMAND_TYPES;
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Caller as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Caller as ApiExtractor>::security_schemes()
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(in_contract(H::NAMES))
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let caller = <Caller as ApiExtractor>::from_request(request, body, ExtractParamOptions::default()).await?;
        let command = CommandHeaderValues::read(request, H::NAMES).map_err(early)?;
        let digest = match command.key {
            Some(_) => body_digest(request, body).await.map_err(early)?,
            None => String::new(),
        };
        let actor = caller.0;
        Ok(Self { context: command.context(actor.clone(), request, &digest), actor, headers: PhantomData })
    }
}

/// A command of a person that uploads a file. The file is streamed to storage; the digest computed
/// there is the digest of the body, so the file is read once.
#[derive(Debug)]
pub struct UploadRequest<'a> {
    pub actor: Actor,
    request: &'a Request,
    command: CommandHeaderValues,
}

impl UploadRequest<'_> {
    /// The context for the command pipeline, once the digest of the body is known.
    #[must_use]
    pub fn context(&self, body_sha256: &str) -> RequestContext {
        self.command.clone().context(self.actor.clone(), self.request, body_sha256)
    }
}

impl<'a> ApiExtractor<'a> for UploadRequest<'a> {
    const TYPES: &'static [ApiExtractorType] = COMMAND_TYPES;
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Caller as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Caller as ApiExtractor>::security_schemes()
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(in_contract(Key::NAMES))
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let caller = <Caller as ApiExtractor>::from_request(request, body, ExtractParamOptions::default()).await?;
        let command = CommandHeaderValues::read(request, Key::NAMES).map_err(early)?;
        Ok(Self { actor: caller.0, request, command })
    }
}

const COMMAND_TYPES: &[ApiExtractorType] = &[ApiExtractorType::SecurityScheme, ApiExtractorType::Parameter];

/// The headers as one parameter of the framework; `contract::sets` expands it.
fn in_contract(names: &[&'static str]) -> MetaSchemaRef {
    let header = |name: &&'static str| Parameter { name, schema: String::schema_ref(), ..Parameter::default() };
    ParameterSet(names.iter().map(header).collect()).schema()
}

async fn body_digest(request: &Request, body: &mut RequestBody) -> Result<String, AppError> {
    let limit_bytes = caller::app(request)?.config.server.body_limit_bytes;
    fingerprint::of_body(body, limit_bytes).await
}

/// Header values of a command.
#[derive(Debug, Clone)]
struct CommandHeaderValues {
    if_match: Option<u64>,
    key: Option<String>,
}

impl CommandHeaderValues {
    fn read(request: &Request, names: &[&str]) -> Result<Self, AppError> {
        let takes = |header: &HeaderName| names.iter().any(|name| name.eq_ignore_ascii_case(header.as_str()));
        let read = |header: &HeaderName| {
            let value = request.headers().get(header).filter(|_| takes(header))?;
            // Values outside ASCII are rejected below.
            Some(value.to_str().map_or_else(|_error| "\u{fffd}".to_owned(), str::to_owned))
        };
        let if_match = read(&header::IF_MATCH).map(|tag| version(&tag)).transpose()?;
        let key = read(&IDEMPOTENCY_KEY).map(checked_key).transpose()?;
        Ok(Self { if_match, key })
    }

    fn context(self, actor: Actor, request: &Request, body_sha256: &str) -> RequestContext {
        let bound = |key| IdempotencyKey { key, request_sha256: fingerprint::of_request(request, body_sha256) };
        RequestContext {
            caller: command_pipeline::Caller::Person(actor),
            if_match: self.if_match,
            idempotency: self.key.map(bound),
            request_id: request_context::request_id().unwrap_or_default(),
        }
    }
}

fn checked_key(key: String) -> Result<String, AppError> {
    if (1..=200).contains(&key.len()) && key.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(key);
    }
    Err(AppError::invalid("Idempotency-Key", FieldProblem::VisibleAscii { most: 200.into() }))
}
