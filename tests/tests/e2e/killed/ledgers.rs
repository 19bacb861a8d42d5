//! Consistency checks of the database: histories against audits and letters, ledgers against
//! occupancies.

use std::collections::{BTreeMap, BTreeSet};

use api_store::Store;
use api_store::entities::status::{OccupancyStatus, WaitStatus};
use api_store::entities::{
    asset_capacity, audit, capacity_entries, case_history, cases, occupancies, outbox, wait_list,
};
use api_store::notices::outbox::{OutboxFilter, list};
use mail_parser::MessageParser;
use sea_orm::EntityTrait;
use tests::fake_smtp::Arrived;
use uuid::Uuid;

use super::people::Observed;

/// The rows that changes write.
#[derive(Debug)]
pub(crate) struct Books {
    cases: Vec<cases::Model>,
    trail: Vec<case_history::Model>,
    audit: Vec<audit::Model>,
    messages: Vec<outbox::Model>,
    ledgers: Vec<asset_capacity::Model>,
    entries: Vec<capacity_entries::Model>,
    held: Vec<occupancies::Model>,
    waiting: Vec<wait_list::Model>,
}

impl Books {
    pub(crate) async fn read(store: &Store) -> Self {
        let db = store.read();
        Self {
            cases: cases::Entity::find().all(db).await.unwrap(),
            trail: case_history::Entity::find().all(db).await.unwrap(),
            audit: audit::Entity::find().all(db).await.unwrap(),
            messages: Self::messages(store).await,
            ledgers: asset_capacity::Entity::find().all(db).await.unwrap(),
            entries: capacity_entries::Entity::find().all(db).await.unwrap(),
            held: occupancies::Entity::find().all(db).await.unwrap(),
            waiting: wait_list::Entity::find().all(db).await.unwrap(),
        }
    }

    /// All letters of the outbox.
    pub(crate) async fn messages(store: &Store) -> Vec<outbox::Model> {
        list(store.read(), &OutboxFilter { limit: 1_000_000, ..OutboxFilter::default() }).await.unwrap()
    }

    /// The number of accepted commands.
    pub(crate) fn steps(&self) -> usize {
        self.trail.len()
    }

    /// Asserts that no change is stored in part.
    pub(crate) fn hold_together(&self) {
        self.each_step_is_whole();
        self.each_ledger_is_right();
    }

    /// Asserts that each confirmed version, or a later one, is stored.
    pub(crate) fn know(&self, observed: &Observed) {
        let stored: BTreeMap<String, u64> =
            self.cases.iter().map(|case| (case.id.to_string(), u64::try_from(case.version).unwrap())).collect();
        for (case, version) in &observed.accepted {
            assert!(stored.get(case).is_some_and(|stored| stored >= version), "{case} at {version} was confirmed");
        }
    }

    fn each_step_is_whole(&self) {
        for case in &self.cases {
            let trail: Vec<_> = self.trail.iter().filter(|step| step.case_id == case.id).collect();
            assert_eq!(i64::try_from(trail.len()).unwrap(), case.version, "one step a version: {}", case.code_or_id());
            // Each step of a person has one audit row. Steps that the server took in the same
            // change have none of their own.
            let people = trail.iter().filter(|step| step.actor_name != "hatang");
            let audited =
                self.audit.iter().filter(|entry| entry.resource_id == Some(case.id) && entry.user_id.is_some());
            assert_eq!(people.count(), audited.count(), "one audit a step: {}", case.code_or_id());
            let observed = |action: &str| match action {
                "submit" | "confirm_complete" | "promote" => 2,
                "withdraw" => WITHDRAWAL,
                _ => 0,
            };
            let due: usize = trail.iter().map(|step| observed(&step.action)).sum();
            let messages = self.messages.iter().filter(|message| message.case_id == Some(case.id));
            let steps: Vec<_> = trail.iter().map(|step| step.action.as_str()).collect();
            assert_eq!(messages.count(), due, "the letters of {steps:?}, once each: {}", case.code_or_id());
        }
    }

    fn each_ledger_is_right(&self) {
        for ledger in &self.ledgers {
            let held = |status: OccupancyStatus| -> i64 {
                let own = self.held.iter().filter(|one| one.asset_id == ledger.asset_id && one.unit == ledger.unit);
                own.filter(|one| one.status == status).map(|one| one.quantity).sum()
            };
            assert_eq!(
                (ledger.reserved, ledger.active),
                (held(OccupancyStatus::Reserved), held(OccupancyStatus::Active)),
                "{ledger:?}"
            );
            let entered: i64 = self
                .entries
                .iter()
                .filter(|entry| entry.asset_id == ledger.asset_id && entry.unit == ledger.unit)
                .map(|entry| entry.reserved_delta)
                .sum();
            assert_eq!(ledger.reserved, entered, "the entries give the ledger");
            assert!(ledger.reserved + ledger.active <= ledger.installed, "{ledger:?}");
        }
        // A case that holds a position does not wait for one, and a withdrawn case does neither.
        let state: BTreeMap<Uuid, &str> = self.cases.iter().map(|case| (case.id, case.state.as_str())).collect();
        let holders: BTreeSet<_> = self
            .held
            .iter()
            .filter(|one| one.status == OccupancyStatus::Reserved)
            .filter_map(|one| one.case_id)
            .collect();
        for holder in &holders {
            assert_ne!(state.get(holder), Some(&"withdrawn"), "{holder} holds a place");
        }
        for waits in self.waiting.iter().filter(|row| row.status == WaitStatus::Waiting) {
            assert!(!holders.contains(&waits.case_id), "{} holds what it waits for", waits.case_id);
            assert_ne!(state.get(&waits.case_id), Some(&"withdrawn"), "{} waits", waits.case_id);
        }
    }
}

/// The letters about a withdrawal: one for the owner, and the receipt for the applicant.
const WITHDRAWAL: usize = 2;

/// The letters that arrived, without duplicates, by their ids in the server.
pub(crate) fn distinct(arrived: &[Arrived]) -> BTreeSet<String> {
    let id = |message: &Arrived| {
        let message = MessageParser::default().parse(message.message.as_bytes()).unwrap();
        message.message_id().unwrap().split('@').next().unwrap().to_owned()
    };
    arrived.iter().map(id).collect()
}
