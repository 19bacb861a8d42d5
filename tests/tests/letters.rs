//! Letters over real SMTP: encrypted, logged in, tried again, given up.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make up their ids")]

use std::sync::Mutex;
use std::time::Duration;

use api::background::supervisor::Ran;
use api::post::backoff::Backoff;
use api::post::carrier::{Carrier, Smtp};
use api::post::deliver::{Faces, PostRoom, run_once};
use api::store::outbox::{NewLetter, Recipient, enqueue, find};
use api::store::{Store, rows::outbox::Model};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use mail_parser::MessageParser;
use secrecy::SecretString;
use serde_json::json;
use tests::post_office::{PostOffice, USER};
use uuid::Uuid;

struct House {
    folder: tempfile::TempDir,
    store: Store,
    now: Mutex<DateTime<Utc>>,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}", folder.path().join("hatang.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        Self { folder, store, now: Mutex::new(DateTime::from_timestamp(1_694_000_000, 0).unwrap()) }
    }

    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn room(&self, office: &PostOffice) -> PostRoom {
        let authority = self.folder.path().join("authority.pem");
        std::fs::write(&authority, office.authority()).unwrap();
        let url = SecretString::from(office.url());
        let smtp = Smtp { url: &url, authorities: Some(&authority), connections: 2, patience: Duration::from_secs(5) };
        PostRoom {
            carrier: Carrier::smtp(&smtp).unwrap(),
            sender: "Hatang <hatang@quangninh.example>".parse().unwrap(),
            backoff: Backoff { first: Duration::from_secs(30), longest: Duration::from_hours(1), attempts: 4 },
            lease: Duration::from_mins(1),
            batch: 8,
            hands: 2,
            holder: "north".to_owned(),
            render: Box::new(|_, _, payload| {
                let subject = format!("Hồ sơ {}: yêu cầu bổ sung", payload["code"].as_str().unwrap());
                Ok(Faces { text: format!("{subject}.\n"), html: format!("<p>{subject}.</p>"), subject })
            }),
        }
    }

    async fn write(&self, ids: impl IntoIterator<Item = u128>) {
        let letters = ids.into_iter().map(|id| NewLetter {
            id: OutboxId::new(Uuid::from_u128(id)),
            case: None,
            letter: "sharing.supplement_requested".to_owned(),
            class: LegalClass::Legal,
            to: Recipient {
                organization: None,
                user: None,
                name: "Nguyễn Thị Đào".to_owned(),
                address: "planner@viettel.example".to_owned(),
                locale: Locale::Vi,
            },
            payload: json!({"code": format!("SR-2023-{id:06}")}),
        });
        let tx = self.store.begin().await.unwrap();
        enqueue(&tx, self.now(), letters.collect()).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }

    async fn work(&self, room: &PostRoom) -> Ran {
        run_once(&self.store, room, || self.now(), Uuid::now_v7).await.unwrap()
    }

    async fn work_an_hour_later(&self, room: &PostRoom) -> Ran {
        *self.now.lock().unwrap() += TimeDelta::hours(1);
        self.work(room).await
    }

    async fn letter(&self, id: u128) -> Model {
        find(self.store.read(), Uuid::from_u128(id)).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_letter_travels_encrypted_logged_in_and_readable() {
    let (house, office) = (House::open().await, PostOffice::open().await);
    house.write([1]).await;
    assert_eq!(house.work(&house.room(&office)).await, Ran::Worked);
    let arrived = office.arrived();
    let [letter] = arrived.as_slice() else { panic!("{arrived:?}") };
    assert_eq!((letter.login.as_deref(), letter.encrypted), (Some(USER), true));
    assert_eq!(
        (letter.from.as_str(), letter.to.as_slice()),
        ("hatang@quangninh.example", ["planner@viettel.example".to_owned()].as_slice())
    );
    let read = MessageParser::default().parse(letter.message.as_bytes()).unwrap();
    assert_eq!(read.subject(), Some("Hồ sơ SR-2023-000001: yêu cầu bổ sung"));
    assert_eq!(read.body_text(0).unwrap().trim_end(), "Hồ sơ SR-2023-000001: yêu cầu bổ sung.");
    assert_eq!(read.body_html(0).unwrap(), "<p>Hồ sơ SR-2023-000001: yêu cầu bổ sung.</p>");
    assert_eq!(read.message_id().unwrap(), format!("{}@quangninh.example", Uuid::from_u128(1)));
    let row = house.letter(1).await;
    assert_eq!((row.status.as_str(), row.receipt.as_deref()), ("sent", Some("2.0.0 taken")));
}

#[tokio::test]
async fn later_is_tried_again_and_never_is_given_up() {
    let (house, office) = (House::open().await, PostOffice::open().await);
    let room = house.room(&office);
    house.write([1]).await;
    office.refuse("451 4.3.0 come back later");
    house.work(&room).await;
    let row = house.letter(1).await;
    assert_eq!((row.status.as_str(), row.attempts), ("queued", 1));
    assert!(row.last_error.unwrap().contains("come back later"));
    house.work_an_hour_later(&room).await;
    assert_eq!((house.letter(1).await.status.as_str(), office.arrived().len()), ("sent", 1));

    house.write([2]).await;
    office.refuse("550 5.1.1 nobody of that name");
    house.work(&room).await;
    let row = house.letter(2).await;
    assert_eq!((row.status.as_str(), row.attempts), ("dead", 1));
    assert!(row.last_error.unwrap().contains("nobody of that name"));
}

#[tokio::test]
async fn a_server_that_is_down_comes_back_to_all_its_letters() {
    let house = House::open().await;
    let office = PostOffice::open().await;
    let (room, address) = (house.room(&office), office.address());
    drop(office);
    house.write(1..=20).await;
    while house.work(&room).await == Ran::Worked {}
    assert_eq!((house.letter(1).await.status.as_str(), house.letter(20).await.attempts), ("queued", 1));
    let office = PostOffice::open_at(address).await;
    let room = house.room(&office);
    while house.work_an_hour_later(&room).await == Ran::Worked {}
    let arrived = office.arrived();
    assert_eq!(arrived.len(), 20);
    assert!(arrived.iter().all(|letter| letter.connection <= 2), "connections are kept and shared");
}

#[tokio::test]
async fn a_login_that_is_refused_is_our_trouble_and_not_the_letters() {
    let (house, office) = (House::open().await, PostOffice::open().await);
    let mut room = house.room(&office);
    let url = SecretString::from(office.url().replace(USER, "stranger"));
    let authority = house.folder.path().join("authority.pem");
    let smtp = Smtp { url: &url, authorities: Some(&authority), connections: 1, patience: Duration::from_secs(5) };
    room.carrier = Carrier::smtp(&smtp).unwrap();
    house.write([1]).await;
    house.work(&room).await;
    let row = house.letter(1).await;
    assert_eq!(row.status, "queued", "{:?}", row.last_error);
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_no_letter() {
    let (house, office) = (House::open().await, PostOffice::open().await);
    let mut room = house.room(&office);
    let url = SecretString::from(office.url());
    room.carrier =
        Carrier::smtp(&Smtp { url: &url, authorities: None, connections: 1, patience: Duration::from_secs(5) })
            .unwrap();
    house.write([1]).await;
    house.work(&room).await;
    assert_eq!((house.letter(1).await.status.as_str(), office.arrived().len()), ("queued", 0));
}
