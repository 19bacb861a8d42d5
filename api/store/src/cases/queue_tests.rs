//! Task queues on real databases: visibility and assignment of tasks, documents bound by a
//! decision, and readers of messages.

use std::collections::BTreeSet;

use domain::access::{Membership, Role};
use domain::ids::{DocumentId, TaskId, UserId};
use domain::text::Localized;
use domain::workflow::name::DocumentKind;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::assets::register_tests::{Register, case, instant, organization, registers};
use crate::cases::documents::{self, NewDocument};
use crate::cases::messages::{self, Audience};
use crate::cases::task_queue::{self, Queue, QueuePage, TaskSort};
use crate::cases::tasks::{self, Kind, NewTask};
use crate::entities::status::TaskStatus;
use crate::entities::{self, users};

fn user(number: u128) -> UserId {
    UserId::new(Uuid::from_u128(9_000 + number))
}

async fn people(register: &Register) {
    let tx = register.store.begin().await.unwrap();
    let rows = (1..=16_u128).map(|number| users::ActiveModel {
        id: Set(user(number).uuid()),
        email: Set(format!("p{number}@x.example")),
        name: Set(format!("P{number}")),
        name_folded: Set(format!("p{number}")),
        password_hash: Set(String::new()),
        locale: Set("vi".to_owned()),
        active: Set(true),
        failed_logins: Set(0),
        locked_until: Set(None),
        version: Set(1),
        created_at: Set(instant(0)),
        updated_at: Set(instant(0)),
    });
    users::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
    register.store.commit(tx).await.unwrap();
}

fn task(number: u128, office: u128, roles: &[Role], due: Option<i64>) -> NewTask {
    NewTask {
        id: TaskId::new(Uuid::from_u128(number)),
        kind: Kind::Turn,
        case: Some(case(number)),
        title: Localized { vi: "Việc".to_owned(), en: "Task".to_owned() },
        organization: organization(office),
        roles: roles.to_vec(),
        area: None,
        due_at: due.map(instant),
    }
}

async fn open(register: &Register, new: Vec<NewTask>) {
    let tx = register.store.begin().await.unwrap();
    tasks::open(&tx, instant(0), new).await.unwrap();
    register.store.commit(tx).await.unwrap();
}

fn membership(office: u128, role: Role) -> Vec<Membership> {
    vec![Membership { organization: organization(office), role }]
}

async fn queue(register: &Register, queue: &Queue) -> Vec<u128> {
    page(register, queue, QueuePage { limit: 10, ..QueuePage::default() }).await
}

async fn page(register: &Register, queue: &Queue, page: QueuePage) -> Vec<u128> {
    let rows = task_queue::page(register.store.read(), queue, &page).await.unwrap();
    rows.into_iter().map(|row| row.id.as_u128()).collect()
}

#[tokio::test]
async fn an_office_sees_its_tasks_by_role_and_urgency() {
    for register in registers().await {
        let clerk = [Role::OwnerClerk, Role::OwnerManager];
        open(
            &register,
            vec![
                task(1, 1, &clerk, None),
                task(2, 1, &clerk, Some(9)),
                task(3, 1, &[Role::OwnerManager], Some(1)),
                task(4, 2, &clerk, Some(0)),
                task(5, 1, &clerk, Some(3)),
            ],
        )
        .await;
        let mine = Queue { memberships: membership(1, Role::OwnerClerk), ..Queue::default() };
        assert_eq!(
            queue(&register, &mine).await,
            [5, 2, 1],
            "due first, without date last, not the manager's, not theirs"
        );
        let from = |place, id| {
            let after = Some((tasks::place_in_time(place), Uuid::from_u128(id)));
            QueuePage { after, limit: 10, ..QueuePage::default() }
        };
        assert_eq!(page(&register, &mine, from(Some(instant(3)), 5)).await, [2, 1]);
        assert!(page(&register, &mine, from(None, 1)).await.is_empty());
        let newest = QueuePage { sort: TaskSort::NewestFirst, limit: 2, after: None };
        assert_eq!(page(&register, &mine, newest).await, [5, 2], "opened at one instant: the last id first");
        let due = |queue| {
            let register = &register;
            async move { self::queue(register, &queue).await }
        };
        assert_eq!(due(Queue { due_until: Some(instant(3)), ..mine.clone() }).await, [5]);
        assert_eq!(due(Queue { overdue: Some((true, instant(9))), ..mine.clone() }).await, [5, 2]);
        assert_eq!(due(Queue { overdue: Some((false, instant(3))), ..mine.clone() }).await, [2, 1]);
        let worded = |word: &str| Queue { words: vec![word.to_owned()], ..mine.clone() };
        assert_eq!(due(worded("vie")).await, [5, 2, 1]);
        assert!(due(worded("iec")).await.is_empty(), "a word is found by its beginning");
        assert!(due(Queue { statuses: vec![TaskStatus::Done], ..mine.clone() }).await.is_empty());
        assert_eq!(task_queue::total(register.store.read(), &mine, 2).await.unwrap(), 2, "no more than asked");
        assert!(
            queue(&register, &Queue { memberships: Vec::new(), ..mine }).await.is_empty(),
            "no membership, no task"
        );
        let found =
            tasks::find(register.store.read(), &membership(1, Role::OwnerClerk), TaskId::new(Uuid::from_u128(3))).await;
        assert!(found.unwrap().is_none(), "a list and a single read agree");
    }
}

#[tokio::test]
async fn of_many_who_reach_for_a_task_one_gets_it() {
    for register in registers().await {
        people(&register).await;
        open(&register, vec![task(1, 1, &[Role::OwnerClerk], None)]).await;
        let seen =
            tasks::find(register.store.read(), &membership(1, Role::OwnerClerk), TaskId::new(Uuid::from_u128(1))).await;
        let seen = seen.unwrap().unwrap();
        let reach = (1..=16).map(|number| {
            let (store, seen) = (register.store.clone(), seen.clone());
            async move {
                let tx = store.begin().await.unwrap();
                let got = tasks::hand_over(&tx, &seen, user(number)).await.unwrap();
                store.commit(tx).await.unwrap();
                got
            }
        });
        let got = futures_util::future::join_all(reach).await;
        assert_eq!(got.into_iter().filter(|got| *got).count(), 1);
    }
}

#[tokio::test]
async fn a_turn_stays_with_its_holder_until_it_is_over() {
    for register in registers().await {
        people(&register).await;
        open(&register, vec![task(1, 1, &[Role::OwnerClerk], Some(5))]).await;
        let clerk = membership(1, Role::OwnerClerk);
        let seen = tasks::find(register.store.read(), &clerk, TaskId::new(Uuid::from_u128(1))).await.unwrap().unwrap();
        let tx = register.store.begin().await.unwrap();
        assert!(tasks::hand_over(&tx, &seen, user(1)).await.unwrap());
        let same = NewTask {
            id: TaskId::new(Uuid::from_u128(50)),
            due_at: Some(instant(9)),
            ..task(1, 1, &[Role::OwnerClerk], None)
        };
        let other = NewTask {
            id: TaskId::new(Uuid::from_u128(51)),
            case: Some(case(1)),
            ..task(2, 2, &[Role::OperatorPlanner], None)
        };
        tasks::turn(&tx, instant(1), case(1), vec![same, other.clone()]).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let held = tasks::find(register.store.read(), &clerk, TaskId::new(Uuid::from_u128(1))).await.unwrap().unwrap();
        assert_eq!(
            (held.claimed_by, held.due_at, held.status),
            (Some(user(1).uuid()), Some(instant(9)), TaskStatus::Claimed)
        );

        let tx = register.store.begin().await.unwrap();
        tasks::turn(&tx, instant(2), case(1), vec![other]).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let over = tasks::find(register.store.read(), &clerk, TaskId::new(Uuid::from_u128(1))).await.unwrap().unwrap();
        assert!(!tasks::is_unfinished(&over));
        let theirs = Queue { memberships: membership(2, Role::OperatorPlanner), ..Queue::default() };
        assert_eq!(queue(&register, &theirs).await, [51], "theirs was there and was not opened twice");
    }
}

fn document(number: u128, kind: &str, name: &str, content: &str) -> NewDocument {
    NewDocument {
        id: DocumentId::new(Uuid::from_u128(number)),
        case: case(1),
        kind: DocumentKind::new(kind).unwrap(),
        name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 7,
        sha256: content.to_owned(),
        by: user(1),
    }
}

#[tokio::test]
async fn a_decision_binds_the_newest_version_of_each_document() {
    for register in registers().await {
        people(&register).await;
        let db = register.store.read();
        assert_eq!(documents::on_file(db, case(1)).await.unwrap().hash, None);
        let mut hashes = BTreeSet::new();
        let documents = [
            document(1, "route_plan", "a.pdf", "aa"),
            document(2, "licence", "l.pdf", "bb"),
            document(3, "route_plan", "a.pdf", "cc"),
        ];
        for (version, new) in [1, 1, 2].into_iter().zip(documents) {
            let tx = register.store.begin().await.unwrap();
            assert_eq!(documents::add(&tx, instant(0), new).await.unwrap().version, version);
            register.store.commit(tx).await.unwrap();
            hashes.insert(documents::on_file(db, case(1)).await.unwrap().hash.unwrap());
        }
        assert_eq!(hashes.len(), 3, "every change of the set is another hash");
        let on_file = documents::on_file(db, case(1)).await.unwrap();
        assert_eq!((on_file.kinds.len(), on_file.ids.len()), (2, 3));
        assert!(documents::find(db, case(2), DocumentId::new(Uuid::from_u128(1))).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_internal_word_stays_in_its_office() {
    for register in registers().await {
        people(&register).await;
        for (number, office, audience) in
            [(1, 1, Audience::Parties), (2, 1, Audience::Internal), (3, 2, Audience::Internal)]
        {
            let tx = register.store.begin().await.unwrap();
            let message = entities::messages::Model {
                id: Uuid::from_u128(number),
                case_id: case(1).uuid(),
                author_user: user(1).uuid(),
                author_organization: organization(office).uuid(),
                audience: audience.as_str().to_owned(),
                body: "…".to_owned(),
                at: instant(0),
            };
            messages::add(&tx, message).await.unwrap();
            register.store.commit(tx).await.unwrap();
        }
        for (office, expected) in [(1, vec![1, 2]), (2, vec![1, 3]), (3, vec![1])] {
            let readers = BTreeSet::from([organization(office)]);
            let read = messages::of_case(register.store.read(), case(1), &readers, None, 10).await.unwrap();
            assert_eq!(read.iter().map(|message| message.id.as_u128()).collect::<Vec<_>>(), expected);
        }
    }
}
