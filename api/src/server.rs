//! The server: routes, background jobs, and an orderly end.

use std::sync::Arc;
use std::time::Duration;

use poem::{
    Endpoint, EndpointExt, Response, Route,
    listener::{Acceptor, Listener, TcpListener},
    middleware::{CatchPanic, Compression},
};
use poem_openapi::OpenApiService;

use crate::{
    background::{
        jobs::{
            Clocks, Exports as ExportJob, Imports as ImportJob, Letters, Recounts, Reorganisation, Sweep, Unattended,
        },
        supervisor::{Job, Supervisor},
    },
    documents::{
        shelf::{Allowance, Shelf},
        sniff::FileKind,
    },
    exports::exporter::Exporter,
    house::House,
    http::{
        along_route::AlongRoute, areas::Areas, asset_surveys::AssetSurveys, asset_transfers::AssetTransfers,
        asset_versions::AssetVersions, assets::Assets, auth::Auth, calendars::Calendars, cases::Cases,
        commencement_notices::CommencementNotices, construction_permits::ConstructionPermits, delegations::Delegations,
        demo_clock, disputes::Disputes, docs, documents::Documents, exports::Exports, health,
        import_mappings::Mappings, imports::Imports, information_requests::InformationRequests, intake::Intake,
        landing, measure::Measure, messages::Messages, notifications::Notifications, occupancies::Occupancies,
        organizations::Organizations, outbox::Outbox, packs::Packs, papers::PapersOfCases, planned_works::PlannedWorks,
        problem, promise::Promise, public::Public, security::Security, sharing_requests::SharingRequests,
        siting_applications::SitingApplications, talk::Holding, tasks::Tasks, users::Users,
    },
    imports::{depot::Depot, importer::Importer},
    people::gate::Gate,
    post::{
        backoff::Backoff,
        carrier::{Carrier, NoCarrier, Smtp},
        deliver::PostRoom,
        folder::Folder,
        words::{self, Write},
    },
};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum NotServing {
    /// The folder for documents or imports cannot be used.
    #[error("data.dir: {0}")]
    Folder(#[from] std::io::Error),
    /// The mail server cannot be used.
    #[error(transparent)]
    Carrier(#[from] NoCarrier),
}

/// The rooms with files of their own.
#[derive(Debug, Clone)]
pub struct Rooms {
    /// Documents.
    pub shelf: Shelf,
    /// Files to import.
    pub depot: Depot,
    /// Files that were exported.
    pub exports: Depot,
}

impl Rooms {
    /// Opens them in the data folder.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(house: &House) -> Result<Self, std::io::Error> {
        let data = &house.config.data.dir;
        Ok(Self {
            shelf: Shelf::in_folder(&data.join("documents"))?,
            depot: Depot::in_folder(&data.join("imports"))?,
            exports: Depot::in_folder(&data.join("exports"))?,
        })
    }
}

type Apis = (
    (Auth, Organizations, Users, Areas, Calendars, Packs, Tasks),
    (
        Cases,
        SharingRequests,
        SitingApplications,
        ConstructionPermits,
        CommencementNotices,
        PlannedWorks,
        PapersOfCases,
        Public,
    ),
    (Disputes, InformationRequests, Delegations),
    (Documents, Messages, Notifications, Outbox, Imports, Mappings, Exports),
    (Assets, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies),
);

/// The service as promised in `openapi/openapi.json`.
#[must_use]
pub fn service(house: &House, rooms: &Rooms) -> OpenApiService<Apis, ()> {
    let data = &house.config.data;
    let documents = Documents {
        shelf: rooms.shelf.clone(),
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: FileKind::ALL.to_vec() },
    };
    let imports = Imports { depot: rooms.depot.clone(), limit_bytes: data.import_limit_bytes };
    let mappings = Mappings { depot: rooms.depot.clone(), limit_bytes: data.import_limit_bytes };
    let exports = Exports { depot: rooms.exports.clone() };
    let apis = (
        (
            Auth { gate: Gate::new(house.config.session.logins_per_minute) },
            Organizations,
            Users,
            Areas,
            Calendars,
            Packs,
            Tasks,
        ),
        (
            Cases,
            SharingRequests,
            SitingApplications,
            ConstructionPermits,
            CommencementNotices,
            PlannedWorks,
            PapersOfCases,
            Public,
        ),
        (Disputes, InformationRequests, Delegations),
        (documents, Messages, Notifications { write: writer(house) }, Outbox, imports, mappings, exports),
        (Assets, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies),
    );
    OpenApiService::new(apis, "Hatang", env!("CARGO_PKG_VERSION"))
        .description(
            "Register of passive telecom infrastructure, and the procedures by which it is shared and permitted.",
        )
        .url_prefix("/api/v1")
}

/// Everything that answers requests.
#[must_use]
pub fn app(house: &House, rooms: &Rooms) -> impl Endpoint<Output = Response> + use<> {
    let service = service(house, rooms);
    let promise = promise(&service);
    let contract = promise.text().to_owned();
    let docs = docs::page(&service.swagger_ui_html(), &service.spec(), &contract);
    let house = house.clone();
    let clock = house.clock.clone();
    let (data, json_bytes) = (&house.config.data, house.config.server.body_limit_bytes);
    // A form around a file takes some room of its own.
    let file_bytes = data.document_limit_bytes.max(data.import_limit_bytes).saturating_add(json_bytes);
    let mut routes = Route::new()
        .nest("/api/v1", service)
        .at("/docs", poem::get(docs))
        .at(
            "/openapi.json",
            poem::endpoint::make_sync(move |_| {
                Response::builder().content_type("application/json").body(contract.clone())
            }),
        )
        .at("/healthz", poem::get(health::healthz))
        .at("/readyz", poem::get(health::readyz))
        .at("/metrics", poem::get(health::metrics))
        .at("/cases/:id", poem::get(landing::case_link))
        .at("/", poem::get(landing::landing));
    if let Some(clock) = house.demo_clock.clone() {
        routes = routes.at("/demo/clock", poem::post(demo_clock::advance).data(clock));
    }
    routes
        .with(Intake { promise, json_bytes, file_bytes })
        .with(Compression::new())
        .with(CatchPanic::new().with_handler(problem::Panicked))
        .with(Measure { house: house.clone() })
        .data(house)
        .with(Holding { new_id: move || clock.new_id() })
        .with(Security)
}

/// The contract as it is committed in `openapi/openapi.json` and served.
#[must_use]
pub fn promise(service: &OpenApiService<Apis, ()>) -> Promise {
    Promise::of(&service.spec())
}

/// Writes letters from the templates of the policies.
#[must_use]
pub fn writer(house: &House) -> Arc<Write> {
    words::writer(house.policies.clone(), &house.config.server.public_url)
}

/// The post room of this node.
///
/// # Errors
/// When the mail server's settings cannot be used.
pub fn post_room(house: &House, holder: &str) -> Result<PostRoom, NoCarrier> {
    use secrecy::ExposeSecret;
    let smtp = &house.config.smtp;
    let carrier = if smtp.url.expose_secret().is_empty() {
        Carrier::Folder(Folder::new(house.config.data.dir.join("mail")))
    } else {
        let authorities = (!smtp.authorities.as_os_str().is_empty()).then_some(smtp.authorities.as_path());
        Carrier::smtp(&Smtp {
            url: &smtp.url,
            authorities,
            connections: smtp.connections,
            patience: Duration::from_secs(smtp.patience_seconds),
        })?
    };
    let write = writer(house);
    Ok(PostRoom {
        carrier,
        sender: smtp.from.clone(),
        backoff: Backoff { first: Duration::from_mins(1), longest: Duration::from_hours(6), attempts: smtp.attempts },
        lease: Duration::from_secs(smtp.patience_seconds.saturating_mul(4)),
        batch: u64::from(smtp.connections),
        hands: usize::try_from(smtp.connections).unwrap_or(1),
        holder: holder.to_owned(),
        render: Box::new(move |letter, locale, payload| write(letter, locale, payload)),
    })
}

/// The background jobs of this node, each of which can also be run once by hand.
///
/// # Errors
/// When the mail server's settings cannot be used.
pub fn jobs(house: &House, rooms: &Rooms) -> Result<Vec<Arc<dyn Job>>, NotServing> {
    let holder = house.clock.new_id().to_string();
    let importer = importer(house, rooms);
    Ok(vec![
        Arc::new(Clocks { house: house.clone() }),
        Arc::new(Recounts { house: house.clone() }),
        Arc::new(Reorganisation { house: house.clone() }),
        Arc::new(Unattended { house: house.clone() }),
        Arc::new(Letters { house: house.clone(), room: Arc::new(post_room(house, &holder)?) }),
        Arc::new(ImportJob { importer, holder: holder.clone() }),
        Arc::new(ExportJob { exporter: exporter(house, rooms), holder: holder.clone() }),
        Arc::new(Sweep {
            house: house.clone(),
            shelf: rooms.shelf.clone(),
            holder,
            keys_kept: Duration::from_secs(house.config.idempotency.kept_hours.saturating_mul(3600)),
        }),
    ])
}

/// What reads files into the register.
#[must_use]
pub fn importer(house: &House, rooms: &Rooms) -> Importer {
    Importer {
        store: house.store.clone(),
        clock: house.clock.clone(),
        depot: rooms.depot.clone(),
        catalogue: Arc::new(house.policies.kinds.clone()),
        scratch: house.config.data.dir.join("scratch"),
    }
}

/// What writes files of the register.
#[must_use]
pub fn exporter(house: &House, rooms: &Rooms) -> Exporter {
    Exporter { house: house.clone(), depot: rooms.exports.clone() }
}

/// Serves until `stop` is ready; then stops accepting, finishes what is in hand and returns.
///
/// # Errors
/// When the address cannot be listened on, or the jobs cannot start.
pub async fn serve(house: House, stop: impl Future<Output = ()> + Send) -> Result<(), NotServing> {
    let listener = TcpListener::bind(house.config.server.listen.to_string());
    let acceptor = listener.into_acceptor().await?;
    serve_on(house, acceptor, stop).await
}

/// As [`serve`], on a listener that is open already.
///
/// # Errors
/// When the jobs cannot start, or the listener breaks.
pub async fn serve_on(
    house: House,
    acceptor: impl Acceptor + 'static,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), NotServing> {
    let rooms = Rooms::open(&house)?;
    let jobs = Supervisor::start(jobs(&house, &rooms)?, &house.bell);
    let grace = house.config.shutdown_grace();
    let served = poem::Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(app(&house, &rooms), stop, Some(grace))
        .await;
    jobs.stop(grace).await;
    if let Err(why) = house.store.close().await {
        tracing::warn!(%why, "the database was not closed in order");
    }
    Ok(served?)
}
