//! The worker against a real database file: who has a letter, what becomes of one that cannot be delivered, what is proved later.

#![expect(clippy::disallowed_methods, reason = "ids and names that nobody else has")]

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Role, Seat};
use domain::ids::{OrganizationId, OutboxId};
use domain::notice::LegalClass;
use domain::text::Locale;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;
use uuid::Uuid;

use super::backoff::Backoff;
use super::carrier::Carrier;
use super::deliver::{Faces, PostRoom, run_once};
use super::folder::Folder;
use crate::background::supervisor::Ran;
use crate::store::outbox::{self, Claim, NewLetter, Outcome, Recipient, Settled, Wanted};
use crate::store::rows::{memberships, organizations, users};
use crate::store::test_stores::stores;
use crate::store::{Store, tasks};

struct House {
    folder: tempfile::TempDir,
    store: Store,
    now: Mutex<DateTime<Utc>>,
}

impl House {
    async fn all() -> Vec<Self> {
        let now = DateTime::from_timestamp(1_694_000_000, 0).unwrap();
        stores().await.into_iter().map(|(store, folder)| Self { folder, store, now: Mutex::new(now) }).collect()
    }

    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn wait(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    fn mail(&self) -> std::path::PathBuf {
        self.folder.path().join("mail")
    }

    fn letters_out(&self) -> usize {
        std::fs::read_dir(self.mail()).map_or(0, Iterator::count)
    }

    async fn write(&self, letters: Vec<NewLetter>) {
        let tx = self.store.begin().await.unwrap();
        outbox::enqueue(&tx, self.now(), letters).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }

    async fn claim(&self, letter: Uuid, holder: &str) -> Claim {
        let tx = self.store.begin().await.unwrap();
        let claim = outbox::claim(&tx, letter, holder, self.now(), self.now() + TimeDelta::seconds(60)).await.unwrap();
        self.store.commit(tx).await.unwrap();
        claim
    }

    async fn work(&self, room: &PostRoom) -> Ran {
        run_once(&self.store, room, || self.now(), Uuid::now_v7).await.unwrap()
    }

    async fn letter(&self, id: u128) -> crate::store::rows::outbox::Model {
        outbox::find(&self.store.read().clone(), Uuid::from_u128(id)).await.unwrap().unwrap()
    }

    async fn regulator(&self) -> OrganizationId {
        let (at, day) = (self.now(), self.now().date_naive());
        let tx = self.store.begin().await.unwrap();
        let office = Uuid::from_u128(100);
        organizations::ActiveModel {
            id: Set(office),
            name_vi: Set("Sở".to_owned()),
            name_en: Set("Department".to_owned()),
            name_folded: Set("so".to_owned()),
            kind: Set("regulator".to_owned()),
            email: Set(None),
            locale: Set("vi".to_owned()),
            valid_from: Set(day),
            valid_to: Set(None),
            successor_id: Set(None),
            jurisdiction: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        users::ActiveModel {
            id: Set(Uuid::from_u128(101)),
            email: Set("officer@sotttt.example".to_owned()),
            name: Set("Officer".to_owned()),
            name_folded: Set("officer".to_owned()),
            password_hash: Set(String::new()),
            locale: Set("vi".to_owned()),
            active: Set(true),
            failed_logins: Set(0),
            locked_until: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        memberships::ActiveModel {
            id: Set(Uuid::from_u128(102)),
            user_id: Set(Uuid::from_u128(101)),
            organization_id: Set(office),
            role: Set(Role::RegulatorOfficer.as_str().to_owned()),
            valid_from: Set(day),
            valid_to: Set(None),
            created_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        self.store.commit(tx).await.unwrap();
        OrganizationId::new(office)
    }
}

fn room(mail: &Path, holder: &str) -> PostRoom {
    PostRoom {
        carrier: Carrier::Folder(Folder::new(mail)),
        sender: "Hatang <hatang@quangninh.example>".parse().unwrap(),
        backoff: Backoff { first: Duration::from_secs(30), longest: Duration::from_hours(1), attempts: 3 },
        lease: Duration::from_mins(1),
        batch: 8,
        hands: 2,
        holder: holder.to_owned(),
        render: Box::new(|letter, locale, payload| {
            let text = format!("{letter} {} {payload}", locale.as_str());
            Ok(Faces { subject: letter.to_owned(), html: format!("<p>{text}</p>"), text })
        }),
    }
}

fn letter(id: u128, class: LegalClass) -> NewLetter {
    let to = Recipient {
        organization: None,
        user: None,
        name: "Planner".to_owned(),
        address: "planner@viettel.example".to_owned(),
        locale: Locale::Vi,
    };
    NewLetter {
        id: OutboxId::new(Uuid::from_u128(id)),
        case: None,
        letter: "sharing.offered".to_owned(),
        class,
        to,
        payload: json!({"n": id}),
    }
}

#[tokio::test]
async fn one_cause_writes_one_letter_however_often_it_is_run() {
    for house in House::all().await {
        house.write(vec![letter(1, LegalClass::Information)]).await;
        house.write(vec![letter(1, LegalClass::Information), letter(2, LegalClass::Information)]).await;
        let all = outbox::list(house.store.read(), &Wanted { limit: 10, ..Wanted::default() }).await.unwrap();
        assert_eq!(all.len(), 2);
    }
}

#[tokio::test]
async fn a_letter_is_with_one_node_at_a_time_and_passes_on_when_that_node_dies() {
    for house in House::all().await {
        house.write(vec![letter(1, LegalClass::Information)]).await;
        let id = Uuid::from_u128(1);
        assert!(matches!(house.claim(id, "north").await, Claim::Started(row) if row.attempts == 1));
        assert!(matches!(house.claim(id, "south").await, Claim::HeldBy { holder, .. } if holder == "north"));
        house.wait(61);
        assert!(matches!(house.claim(id, "south").await, Claim::Started(row) if row.attempts == 2));
        let sent = Outcome::Sent { at: house.now(), receipt: "ok".to_owned() };
        let tx = house.store.begin().await.unwrap();
        assert_eq!(outbox::settle(&tx, id, "north", &sent, None).await.unwrap(), Settled::LeaseLost);
        assert_eq!(outbox::settle(&tx, id, "south", &sent, None).await.unwrap(), Settled::Done);
        house.store.commit(tx).await.unwrap();
        house.wait(61);
        assert_eq!(house.claim(id, "north").await, Claim::AlreadySettled);
    }
}

#[tokio::test]
async fn a_delivered_letter_keeps_what_it_said() {
    for house in House::all().await {
        house.write(vec![letter(1, LegalClass::Legal)]).await;
        let room = room(&house.mail(), "north");
        assert_eq!(house.work(&room).await, Ran::Worked);
        assert_eq!(house.work(&room).await, Ran::Idle);
        let row = house.letter(1).await;
        assert_eq!((row.status.as_str(), row.attempts, row.sent_at), ("sent", 1, Some(house.now())));
        assert!(row.rendered.unwrap().get("text").unwrap().as_str().unwrap().contains("\"n\":1"));
        assert_eq!(house.letters_out(), 1);
    }
}

#[tokio::test]
async fn many_workers_deliver_each_letter_once() {
    for house in House::all().await {
        house.write((1..=40).map(|id| letter(id, LegalClass::Information)).collect()).await;
        let rooms: Vec<PostRoom> = (0..4).map(|node| room(&house.mail(), &format!("node{node}"))).collect();
        let work = rooms.iter().map(|room| async { while house.work(room).await == Ran::Worked {} });
        futures_util::future::join_all(work).await;
        let all = outbox::list(house.store.read(), &Wanted { limit: 100, ..Wanted::default() }).await.unwrap();
        assert!(all.iter().all(|row| row.status == "sent" && row.attempts == 1));
        assert_eq!(house.letters_out(), 40);
    }
}

#[tokio::test]
async fn a_failed_letter_waits_says_the_same_again_and_dies_into_a_task() {
    for house in House::all().await {
        let office = house.regulator().await;
        house.write(vec![letter(1, LegalClass::Legal), letter(2, LegalClass::Information)]).await;
        std::fs::write(house.mail(), b"in the way").unwrap();
        let mut room = room(&house.mail(), "north");
        assert_eq!(house.work(&room).await, Ran::Worked);
        assert_eq!(house.work(&room).await, Ran::Idle, "it waits before it is tried again");
        let said = house.letter(1).await.rendered;
        room.render = Box::new(|_, _, _| Err("the template is gone".to_owned()));
        for _ in 0..2 {
            house.wait(3600);
            house.work(&room).await;
        }
        let row = house.letter(1).await;
        assert_eq!((row.status.as_str(), row.attempts, row.rendered), ("dead", 3, said));
        assert!(row.last_error.unwrap().contains("mail"), "the carrier failed, not the template");
        let queue = tasks::Queue {
            seats: vec![Seat { organization: office, role: Role::RegulatorOfficer }],
            limit: 10,
            ..tasks::Queue::default()
        };
        let open = tasks::queue(house.store.read(), &queue).await.unwrap();
        assert_eq!(open.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), ["undelivered_letter"]);

        std::fs::remove_file(house.mail()).unwrap();
        let tx = house.store.begin().await.unwrap();
        assert!(outbox::revive(&tx, row.id, house.now()).await.unwrap());
        assert!(!outbox::revive(&tx, row.id, house.now()).await.unwrap());
        house.store.commit(tx).await.unwrap();
        assert_eq!(house.work(&room).await, Ran::Worked);
        assert_eq!(house.letter(1).await.status, "sent");
    }
}

#[tokio::test]
async fn who_has_no_address_is_given_up_at_once() {
    for house in House::all().await {
        let office = house.regulator().await;
        let mut nobody = letter(1, LegalClass::Legal);
        nobody.to.address = String::new();
        house.write(vec![nobody]).await;
        house.work(&room(&house.mail(), "north")).await;
        assert_eq!((house.letter(1).await.status.as_str(), house.letter(1).await.attempts), ("dead", 1));
        let other = tasks::Queue {
            seats: vec![Seat { organization: office, role: Role::Admin }],
            limit: 10,
            ..tasks::Queue::default()
        };
        assert!(
            tasks::queue(house.store.read(), &other).await.unwrap().is_empty(),
            "the task is for the regulator's roles"
        );
    }
}

#[tokio::test]
async fn a_letter_that_kills_its_carriers_is_given_up() {
    for house in House::all().await {
        house.write(vec![letter(1, LegalClass::Information)]).await;
        for _ in 0..3 {
            assert!(matches!(house.claim(Uuid::from_u128(1), "doomed").await, Claim::Started(_)));
            house.wait(61);
        }
        house.work(&room(&house.mail(), "north")).await;
        assert_eq!((house.letter(1).await.status.as_str(), house.letters_out()), ("dead", 0));
    }
}
