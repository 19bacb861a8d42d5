//! The server: routes, background jobs, and an orderly end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::{Request, body::Incoming};
use poem::{
    Endpoint, EndpointExt, Response, Route,
    http::uri::Scheme,
    middleware::{CatchPanic, Compression},
    web::{LocalAddr, RemoteAddr},
};
use tokio::net::TcpListener;

use crate::{
    active_leases::ActiveLeases,
    background::{
        jobs::{
            Absences as AbsencesJob, Clocks, Exports as ExportJob, Imports as ImportJob, Letters, Mergers, Quality,
            Recounts, Reorganisation, Sweep, Unattended,
        },
        supervisor::{Job, Obstacle, Supervisor},
    },
    exports::exporter::Exporter,
    files::NoFiles,
    house::House,
    http::{
        body_rate::BodyRate, demo_clock, docs, health, intake::Intake, landing, leftover::Leftover, measure::Measure,
        ogc, origins::Neighbours, pressing::OwnPress, problem, resources, security::Security, talk::Holding, tiles,
    },
    imports::importer::Importer,
    listener::{self, Ends, Limits},
    post::{
        backoff::Backoff,
        carrier::{Carrier, NoCarrier, Smtp},
        deliver::PostRoom,
        folder::Folder,
        server_pause::ServerPause,
        words,
    },
    readiness::NotReady,
    rooms::Rooms,
    store::Store,
};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum NotServing {
    /// Documents and imports have no place.
    #[error(transparent)]
    Files(#[from] NoFiles),
    /// The address cannot be listened on.
    #[error("server.listen {0} cannot be listened on: {1}. Does another program listen there?")]
    Address(SocketAddr, std::io::Error),
    /// The listener broke.
    #[error("the listener: {0}")]
    Listener(#[from] std::io::Error),
    /// The mail server cannot be used.
    #[error(transparent)]
    Carrier(#[from] NoCarrier),
}

/// Everything that answers requests.
#[must_use]
pub fn app(house: &House, rooms: &Rooms) -> impl Endpoint<Output = Response> + use<> {
    let service = resources::service(house, rooms);
    let promise = resources::promise(&service);
    let contract = promise.text().to_owned();
    let docs = docs::page(&service.swagger_ui_html(), &service.spec(), &contract);
    let house = house.clone();
    let clock = house.clock.clone();
    let origins = house.config.http.allow_origins.clone();
    let (data, json_bytes) = (&house.config.data, house.config.server.body_limit_bytes);
    // A form around a file takes some room of its own.
    let file_bytes = data.document_limit_bytes.max(data.import_limit_bytes).saturating_add(json_bytes);
    let connections = &house.config.connections;
    let least_bytes = connections.body_window_seconds.saturating_mul(connections.min_body_bytes_per_second);
    let body_rate = BodyRate { window: Duration::from_secs(connections.body_window_seconds), least_bytes };
    let mut routes = Route::new()
        .nest("/api/v1", service)
        .nest("/ogc", ogc::routes(&house, rooms.gate.clone()))
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
        .nest("/tiles", tiles::routes(&house))
        .at("/cases/:id", poem::get(landing::letter_link))
        .at("/assets/:id", poem::get(landing::letter_link))
        .at("/organizations/:id", poem::get(landing::letter_link))
        .at("/", poem::get(landing::landing));
    if let Some(clock) = house.demo_clock.clone() {
        routes = routes.at("/demo/clock", poem::post(demo_clock::advance).data(clock));
    }
    routes
        .with(Intake { promise, json_bytes, file_bytes })
        .with(Compression::new())
        .with(OwnPress)
        .with(CatchPanic::new().with_handler(problem::Panicked))
        .with(body_rate)
        .with(Measure { house: house.clone() })
        .data(house)
        .with(Holding { new_id: move || clock.new_id() })
        .with(Neighbours { origins })
        .with(Leftover)
        .with(Security)
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
    let write = words::writer(house.policies.clone(), &house.config.server.public_url);
    Ok(PostRoom {
        carrier,
        sender: smtp.from.clone(),
        backoff: Backoff {
            first: Duration::from_mins(1),
            longest: Duration::from_hours(6),
            give_up_after: Duration::from_secs(smtp.give_up_after_hours.saturating_mul(3600)),
        },
        server: ServerPause::default(),
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
        Arc::new(Mergers { house: house.clone() }),
        Arc::new(AbsencesJob { house: house.clone() }),
        Arc::new(Unattended { house: house.clone() }),
        Arc::new(Letters { house: house.clone(), room: Arc::new(post_room(house, &holder)?) }),
        Arc::new(ImportJob { importer, holder: holder.clone() }),
        Arc::new(ExportJob { exporter: exporter(house, rooms), holder: holder.clone() }),
        Arc::new(Quality { house: house.clone(), holder: holder.clone() }),
        Arc::new(Sweep {
            house: house.clone(),
            rooms: rooms.clone(),
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
        scratch: Arc::clone(&house.scratch),
        leases: ActiveLeases::default(),
    }
}

/// What writes files of the register.
#[must_use]
pub fn exporter(house: &House, rooms: &Rooms) -> Exporter {
    Exporter { house: house.clone(), depot: rooms.exports.clone(), leases: ActiveLeases::default() }
}

/// Serves until `stop` is ready; then stops accepting, finishes what is in hand and returns. `ready` is told the address once the
/// port is bound and every part of the server is made.
///
/// # Errors
/// When the address cannot be listened on, or the jobs cannot start.
pub async fn serve(
    house: House,
    stop: impl Future<Output = ()> + Send,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), NotServing> {
    let wanted = house.config.server.listen;
    let listener = TcpListener::bind(wanted).await.map_err(|why| NotServing::Address(wanted, why))?;
    let bound = listener.local_addr()?;
    run(house, listener, stop, || ready(bound)).await
}

/// As [`serve`], on a listener that is open already.
///
/// # Errors
/// When the jobs cannot start, or the listener breaks.
pub async fn serve_on(
    house: House,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), NotServing> {
    run(house, listener, stop, || {}).await
}

async fn run(
    house: House,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
    ready: impl FnOnce(),
) -> Result<(), NotServing> {
    let rooms = Rooms::open(&house)?;
    let app = Arc::new(app(&house, &rooms).boxed());
    let answer = move |request: Request<Incoming>, ends: Ends| {
        let app = Arc::clone(&app);
        let addresses = (LocalAddr(ends.local.into()), RemoteAddr(ends.peer.into()));
        let request = (request, addresses.0, addresses.1, Scheme::HTTP).into();
        async move { app.get_response(request).await.into() }
    };
    let clock = house.clone();
    let wrong_clock: Obstacle = Arc::new(move || clock.wrong_clock().map(|ahead| NotReady::Clock(ahead).to_string()));
    let jobs = Supervisor::start(jobs(&house, &rooms)?, &house.bell, &wrong_clock);
    let measuring = tokio::spawn(measure_time(house.store.clone()));
    let (grace, limits) = (house.config.shutdown_grace(), Limits::from(&house.config.connections));
    ready();
    let served = listener::serve(listener, answer, limits, house.metrics.clone(), stop, grace).await;
    jobs.stop(grace).await;
    measuring.abort();
    if let Err(why) = house.store.close().await {
        tracing::warn!(%why, "the database was not closed in order");
    }
    Ok(served?)
}

/// How often the database is asked for the time.
const TIME_EVERY: Duration = Duration::from_secs(1);

/// Keeps the clock of this node at the database's.
async fn measure_time(store: Store) {
    loop {
        tokio::time::sleep(TIME_EVERY).await;
        if let Err(why) = store.measure_time().await {
            tracing::debug!(%why, "the database was not asked for the time");
        }
    }
}
