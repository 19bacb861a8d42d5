//! The background jobs of a node, made from the settings.

use std::sync::Arc;
use std::time::Duration;

use super::jobs::{
    Absences as AbsencesJob, Clocks, Exports as ExportJob, Imports as ImportJob, Letters, Mergers, Quality, Recounts,
    Reorganisation, Sweep, Unattended,
};
use crate::job::Job;
use crate::{
    exports::exporter::Exporter,
    house::House,
    imports::importer::Importer,
    lease::{ActiveLeases, LeaseHolder},
    post::{
        backoff::Backoff,
        carrier::{Carrier, MailError, Smtp},
        deliver::PostRoom,
        folder::Folder,
        server_pause::ServerPause,
        words,
    },
    rooms::Rooms,
};

/// The post room of this node.
///
/// # Errors
/// When the mail server's settings cannot be used.
fn post_room(house: &House, holder: impl Into<LeaseHolder>) -> Result<PostRoom, MailError> {
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
        holder: holder.into(),
        leases: ActiveLeases::default(),
        render: Box::new(move |letter, locale, payload| write(letter, locale, payload)),
    })
}

/// The background jobs of this node, each of which can also be run once by hand.
///
/// # Errors
/// When the mail server's settings cannot be used.
pub fn jobs(house: &House, rooms: &Rooms) -> Result<Vec<Arc<dyn Job>>, MailError> {
    let holder = LeaseHolder::from(house.clock.new_id().to_string());
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
        office: house.policies.office_hours(&house.config.packs.default),
    }
}

/// What writes files of the register.
#[must_use]
pub fn exporter(house: &House, rooms: &Rooms) -> Exporter {
    Exporter { house: house.clone(), depot: rooms.exports.clone(), leases: ActiveLeases::default() }
}
