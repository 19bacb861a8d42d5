//! The installation as its clients must know it before anybody is logged in.

use chrono::{DateTime, Utc};
use domain::ids::{OrganizationId, UserId};
use domain::text::Locale;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use crate::maps::basemap;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;
use api_app::{config, demo, reads};

/// The installation.
#[derive(Debug, Object)]
struct Installation {
    name_vi: String,
    name_en: String,
    /// Version of the server.
    version: String,
    /// IANA time zone of the default rule pack, in which legal days begin.
    time_zone: String,
    /// Time by the server's clock.
    now: DateTime<Utc>,
    /// Whether the clock is that of a demo, which an administrator can put forward.
    demo_clock: bool,
    /// Rule packs under which new cases are filed.
    default_pack: String,
    /// Greatest size of a document.
    document_limit_bytes: u64,
    /// Greatest size of a file to import.
    import_limit_bytes: u64,
    /// Where people find help.
    help_contact: Option<String>,
    /// Ways to log in besides e-mail address and password.
    login_providers: Vec<LoginProvider>,
    /// Background maps of the browser app.
    map: MapSettings,
    /// Accounts that a demo offers; empty otherwise.
    demo_accounts: Vec<DemoAccount>,
}

/// Background maps of an installation.
#[derive(Debug, Object)]
struct MapSettings {
    /// File of the installation.
    basemap: Option<Basemap>,
    sources: Vec<MapSource>,
}

/// Background map in a file of the server.
#[derive(Debug, Object)]
struct Basemap {
    /// Path of the `PMTiles` file, which is read in ranges.
    url: String,
    attribution: String,
}

/// Background map of another server.
#[derive(Debug, Object)]
struct MapSource {
    id: String,
    title: String,
    kind: MapSourceKind,
    /// Template of the address of a tile or a picture.
    url: String,
    attribution: String,
    min_zoom: u8,
    max_zoom: u8,
}

/// How a map of another server is asked for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum MapSourceKind {
    Xyz,
    Wmts,
    Wms,
}

/// A service at which users log in.
#[derive(Debug, Object)]
struct LoginProvider {
    id: String,
    title: String,
    /// Address at which the login begins.
    url: String,
}

/// An account of the demo.
#[derive(Debug, Object)]
struct DemoAccount {
    email: String,
    name: String,
    memberships: Vec<DemoMembership>,
}

/// Role of a demo account in an organisation.
#[derive(Debug, Object)]
struct DemoMembership {
    organization_name: String,
    role: String,
}

#[derive(Debug)]
pub struct Meta;

#[OpenApi]
impl Meta {
    /// Get the installation
    ///
    /// Readable without authentication.
    #[oai(path = "/meta", method = "get", operation_id = "meta.get")]
    async fn get(&self, app: Data<&App>) -> Result<Json<Installation>, Problem> {
        let (config, pack) = (&app.config, &app.config.packs.default);
        let time_zone = app.policies.office_hours(pack).map(|office| office.timezone.to_string());
        Ok(Json(Installation {
            name_vi: config.server.name_vi.clone(),
            name_en: config.server.name_en.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            time_zone: time_zone.unwrap_or_else(|| "UTC".to_owned()),
            now: app.clock.now(),
            demo_clock: app.demo_clock.is_some(),
            default_pack: pack.clone(),
            document_limit_bytes: config.data.document_limit_bytes,
            import_limit_bytes: config.data.import_limit_bytes,
            help_contact: Some(config.server.help_contact.clone()).filter(|contact| !contact.is_empty()),
            login_providers: Vec::new(),
            map: MapSettings::of(&config.map),
            demo_accounts: demo_accounts(&app).await?,
        }))
    }
}

impl MapSettings {
    fn of(map: &config::Map) -> Self {
        let has_file = !map.basemap.as_os_str().is_empty();
        Self {
            basemap: has_file
                .then(|| Basemap { url: basemap::PATH.to_owned(), attribution: map.basemap_attribution.clone() }),
            sources: map.source.iter().map(MapSource::of).collect(),
        }
    }
}

impl MapSource {
    fn of(source: &config::MapSource) -> Self {
        Self {
            id: source.id.clone(),
            title: match request_context::locale() {
                Locale::Vi => source.title_vi.clone(),
                Locale::En => source.title_en.clone(),
            },
            kind: match source.kind {
                config::MapSourceKind::Xyz => MapSourceKind::Xyz,
                config::MapSourceKind::Wmts => MapSourceKind::Wmts,
                config::MapSourceKind::Wms => MapSourceKind::Wms,
            },
            url: source.url.clone(),
            attribution: source.attribution.clone(),
            min_zoom: source.min_zoom,
            max_zoom: source.max_zoom,
        }
    }
}

/// The accounts of a demo that can log in, with the memberships of the day: after a day of
/// succession they are in the successor.
async fn demo_accounts(app: &App) -> Result<Vec<DemoAccount>, AppError> {
    if app.demo_clock.is_none() {
        return Ok(Vec::new());
    }
    let (read, today) = (app.store.read(), app.local_date(app.clock.now()));
    let mut accounts = Vec::new();
    for login in demo::logins() {
        let Some(row) = reads::users::by_email(read, login.email).await?.filter(|row| row.active) else { continue };
        let Some(actor) = app.principals.person(read, UserId::new(row.id), today).await? else { continue };
        let offices: Vec<OrganizationId> = actor.organizations().difference(&actor.carried_on).copied().collect();
        let names = reads::organizations::names(read, &offices).await?;
        let memberships = actor.memberships.iter().filter_map(|membership| {
            let name = names.get(&membership.organization)?.get(request_context::locale()).to_owned();
            Some(DemoMembership { organization_name: name, role: membership.role.as_str().to_owned() })
        });
        accounts.push(DemoAccount { email: row.email, name: row.name, memberships: memberships.collect() });
    }
    Ok(accounts)
}
