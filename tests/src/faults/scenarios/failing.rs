//! The n-th write, sync or truncation of the database's files fails, for every kind of change and n
//! = 1, 2, 3 …

use std::time::Duration;

use super::super::faulty_disk::{DiskError, DiskFault, FaultyDisk, Lasting, Operation, Remainder};
use super::super::people::{Habits, Person};
use super::super::test_server::{CLERK, TestServer};
use super::super::{Database, Effort, Row};
use super::kills::finish;

/// A change whose calls fail one after the other.
#[derive(Debug, Clone, Copy)]
enum FailingCall {
    Asset,
    AssetEdit,
    Draft,
    Document,
    Submit,
    Message,
    ConfirmComplete,
    Read,
    Withdraw,
    Organization,
    OrganizationEdit,
    Subscription,
    Login,
}

const SHORT: [FailingCall; 4] =
    [FailingCall::Asset, FailingCall::Submit, FailingCall::OrganizationEdit, FailingCall::Login];
const LONG: [FailingCall; 13] = [
    FailingCall::Asset,
    FailingCall::AssetEdit,
    FailingCall::Draft,
    FailingCall::Document,
    FailingCall::Submit,
    FailingCall::Message,
    FailingCall::ConfirmComplete,
    FailingCall::Read,
    FailingCall::Withdraw,
    FailingCall::Organization,
    FailingCall::OrganizationEdit,
    FailingCall::Subscription,
    FailingCall::Login,
];

/// The n-th write of each change fails.
pub async fn writes(database: Database, effort: Effort) -> Option<Row> {
    let fault = DiskFault::once(Operation::Write, 0);
    let mut row = Row::new("the n-th write fails once (EIO)", database);
    each(&mut row, fault, effort).await;
    Some(row)
}

/// The n-th write of each change stores its first half, and it and all later ones report a full
/// disk.
pub async fn half_writes(database: Database, effort: Effort) -> Option<Row> {
    let (error, lasting, remainder) = (DiskError::Full, Lasting::FromThenOn, Remainder::Half);
    let fault = DiskFault { error, lasting, remainder, ..DiskFault::once(Operation::Write, 0) };
    let mut row = Row::new("from the n-th write on all fail, the first half written (ENOSPC)", database);
    each(&mut row, fault, effort).await;
    Some(row)
}

/// The n-th sync of each change fails.
pub async fn syncs(database: Database, effort: Effort) -> Option<Row> {
    let fault = DiskFault::once(Operation::Sync, 0);
    let mut row = Row::new("the n-th fsync fails once (EIO)", database);
    each(&mut row, fault, effort).await;
    Some(row)
}

async fn each(row: &mut Row, fault: DiskFault, effort: Effort) {
    let server = TestServer::open(row.database, "a disk that fails").await.expect("SQLite");
    let disk = FaultyDisk::under("hatang.db", server.folder());
    let plan = disk.hold(server.plan.clone());
    let mut node = plan.start().await;
    let habits = Habits { time_limit: Duration::from_secs(20), ..Habits::at(&[node.address().to_owned()]) };
    let (calls, furthest) = match effort {
        Effort::Short => (&SHORT[..], 6),
        Effort::Long => (&LONG[..], 80),
        Effort::Rounds(rounds) => (&LONG[..], rounds),
    };
    let (mut fired, mut deepest) = (0, 0);
    for call in calls {
        for nth in 1..=furthest {
            let fault = DiskFault { nth: u64::try_from(nth).unwrap_or(1), ..fault };
            row.rounds += 1;
            match one(&server, &disk, &habits, *call, fault).await {
                // The change had fewer calls than `nth`.
                Some(0) => break,
                Some(_) => fired += 1,
                None => {
                    row.wrong(format!("{call:?}, call {nth}: what comes before the change does not work any more"));
                    break;
                }
            }
            deepest = deepest.max(nth);
        }
        // A restart proves that the server's state equals the state on disk.
        node.kill();
        node = plan.start().await;
    }
    row.note(format!("{fired} faults fired, up to the {deepest}th call"));
    finish(row, &server, &node).await;
}

/// Prepares a change, arms the disk, and performs the change; returns the number of failed calls.
/// `None` when the preparation was refused.
async fn one(
    server: &TestServer,
    disk: &FaultyDisk,
    habits: &Habits,
    call: FailingCall,
    fault: DiskFault,
) -> Option<u64> {
    let person = Person::new(&server.ledger, habits, 0);
    let case = match call {
        FailingCall::AssetEdit | FailingCall::Draft => person.asset().await?,
        FailingCall::Document | FailingCall::Submit => draft(&person).await?,
        FailingCall::Message | FailingCall::ConfirmComplete => filed(&person).await?,
        FailingCall::Withdraw => {
            let case = filed(&person).await?;
            person.perform(CLERK, &case, "confirm_complete").await?;
            case
        }
        FailingCall::OrganizationEdit => person.organization().await?,
        FailingCall::Read => {
            filed(&person).await?;
            String::new()
        }
        FailingCall::Asset | FailingCall::Organization | FailingCall::Subscription | FailingCall::Login => {
            String::new()
        }
    };
    disk.arm(fault);
    let lasting = fault.lasting == Lasting::FromThenOn;
    let change = async {
        match call {
            FailingCall::Asset => drop(person.asset().await),
            FailingCall::AssetEdit => drop(person.edit_asset(&case).await),
            FailingCall::Draft => drop(person.draft(&case).await),
            FailingCall::Document => drop(person.document(&case).await),
            FailingCall::Submit => drop(person.act_as_planner(&case, "submit").await),
            FailingCall::Message => drop(person.message(&case).await),
            FailingCall::ConfirmComplete => drop(person.perform(CLERK, &case, "confirm_complete").await),
            FailingCall::Read => drop(person.mark_read().await),
            FailingCall::Withdraw => drop(person.act_as_planner(&case, "withdraw").await),
            FailingCall::Organization => drop(person.organization().await),
            FailingCall::OrganizationEdit => drop(person.edit_organization(&case).await),
            FailingCall::Subscription => drop(person.subscribe().await),
            FailingCall::Login => person.log_in().await,
        }
    };
    let healing = async {
        // A permanent disk failure is repaired shortly after it began.
        while lasting && disk.failures() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if lasting {
            tokio::time::sleep(Duration::from_millis(150)).await;
            disk.disarm();
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = change => {}
        () = healing => {}
    }
    disk.disarm();
    Some(disk.failures())
}

async fn draft(person: &Person) -> Option<String> {
    let asset = person.asset().await?;
    person.draft(&asset).await
}

async fn filed(person: &Person) -> Option<String> {
    let case = draft(person).await?;
    person.act_as_planner(&case, "submit").await?;
    Some(case)
}
