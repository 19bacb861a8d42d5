//! Creates the background jobs of a node from the settings.

use std::sync::Arc;
use std::time::Duration;

use super::jobs::{
    Absences as AbsencesJob, Clocks, Exports as ExportJob, Imports as ImportJob, MailDelivery, Mergers, Quality,
    Recounts, Reorganisation, Sweep, Unattended,
};
use crate::job::Job;
use crate::{
    app::App,
    exports::exporter::Exporter,
    imports::importer::Importer,
    lease::{ActiveLeases, LeaseHolder},
    mail::{
        backoff::Backoff,
        deliver::Mailer,
        folder::Folder,
        server_pause::ServerPause,
        transport::{MailError, MailTransport, Smtp},
        words,
    },
    services::Services,
};

/// The mailer of this node.
///
/// # Errors
/// When the settings of the mail server are unusable.
fn mailer(app: &App, holder: impl Into<LeaseHolder>) -> Result<Mailer, MailError> {
    use secrecy::ExposeSecret;
    let smtp = &app.config.smtp;
    let transport = if smtp.url.expose_secret().is_empty() {
        MailTransport::Folder(Folder::new(app.config.data.dir.join("mail")))
    } else {
        let ca_file = (!smtp.ca_file.as_os_str().is_empty()).then_some(smtp.ca_file.as_path());
        MailTransport::smtp(&Smtp {
            url: &smtp.url,
            ca_file,
            connections: smtp.connections,
            timeout: Duration::from_secs(smtp.timeout_seconds),
        })?
    };
    let write = words::writer(app.policies.clone(), &app.config.server.public_url);
    Ok(Mailer {
        transport,
        sender: smtp.from.clone(),
        backoff: Backoff {
            first: Duration::from_mins(1),
            longest: Duration::from_hours(6),
            give_up_after: Duration::from_secs(smtp.give_up_after_hours.saturating_mul(3600)),
        },
        server: ServerPause::default(),
        lease: Duration::from_secs(smtp.timeout_seconds.saturating_mul(4)),
        batch: u64::from(smtp.connections),
        hands: usize::try_from(smtp.connections).unwrap_or(1),
        holder: holder.into(),
        leases: ActiveLeases::default(),
        render: Box::new(move |template, locale, payload| write(template, locale, payload)),
    })
}

/// The background jobs of this node. Each job can also be run once by hand.
///
/// # Errors
/// When the settings of the mail server are unusable.
pub fn jobs(app: &App, services: &Services) -> Result<Vec<Arc<dyn Job>>, MailError> {
    let holder = LeaseHolder::from(app.clock.new_id().to_string());
    let importer = importer(app, services);
    Ok(vec![
        Arc::new(Clocks { app: app.clone() }),
        Arc::new(Recounts { app: app.clone() }),
        Arc::new(Reorganisation { app: app.clone() }),
        Arc::new(Mergers { app: app.clone() }),
        Arc::new(AbsencesJob { app: app.clone() }),
        Arc::new(Unattended { app: app.clone() }),
        Arc::new(MailDelivery { app: app.clone(), mailer: Arc::new(mailer(app, &holder)?) }),
        Arc::new(ImportJob { importer, holder: holder.clone() }),
        Arc::new(ExportJob { exporter: exporter(app, services), holder: holder.clone() }),
        Arc::new(Quality { app: app.clone(), holder: holder.clone() }),
        Arc::new(Sweep {
            app: app.clone(),
            services: services.clone(),
            holder,
            keys_kept: Duration::from_secs(app.config.idempotency.retention_hours.saturating_mul(3600)),
        }),
    ])
}

#[must_use]
pub fn importer(app: &App, services: &Services) -> Importer {
    Importer {
        store: app.store.clone(),
        clock: app.clock.clone(),
        import_files: services.import_files.clone(),
        catalogue: Arc::new(app.policies.kinds.clone()),
        scratch: Arc::clone(&app.scratch),
        leases: ActiveLeases::default(),
        office: app.policies.office_hours(&app.config.packs.default),
    }
}

#[must_use]
pub fn exporter(app: &App, services: &Services) -> Exporter {
    Exporter { app: app.clone(), import_files: services.exports.clone(), leases: ActiveLeases::default() }
}
