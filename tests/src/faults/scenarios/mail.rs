//! Mail servers that refuse, disconnect or stay silent at every stage: no message is given up
//! because of the server's faults.

use std::time::Duration;

use super::super::fake_smtp::{SmtpFault, Stage};
use super::super::people::People;
use super::super::test_server::TestServer;
use super::super::{Database, Effort, Row};
use super::kills::finish;

const PEOPLE: usize = 2;
const HANGS: Duration = Duration::from_mins(1);

fn says(line: &str) -> SmtpFault {
    SmtpFault::Says(line.to_owned())
}

/// Applies every fault in turn, during concurrent changes.
pub async fn servers(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "mail servers in trouble").await?;
    let mut row = Row::new("mail server: 554 greeting, 5xx before RCPT, cuts, silence", database);
    let troubles = [
        (Stage::Greeting, says("554 5.3.2 no service here")),
        (Stage::Content, SmtpFault::HangsUp),
        (Stage::Greeting, SmtpFault::Silent),
        (Stage::Hello, says("550 5.7.1 not today")),
        (Stage::Sender, says("553 5.1.8 I do not know you")),
        (Stage::Recipient, says("450 4.2.0 come back later")),
        (Stage::Data, says("451 4.3.0 come back later")),
        (Stage::Content, says("452 4.3.1 the disk is full")),
        (Stage::Greeting, SmtpFault::HangsUp),
        (Stage::Hello, SmtpFault::Silent),
        (Stage::Content, SmtpFault::Silent),
        (Stage::Taken, SmtpFault::HangsUp),
    ];
    row.rounds = effort.rounds(3, troubles.len());
    let node = server.plan.start().await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    for (stage, trouble) in troubles.iter().cycle().take(row.rounds) {
        server.smtp.trouble(*stage, trouble.clone());
        let before = server.smtp.connections();
        people.until(12, HANGS).await;
        // Waits until a delivery attempt has met the fault.
        let since = std::time::Instant::now();
        while server.smtp.connections() == before && since.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        server.smtp.work();
    }
    people.stop().await;
    let messages = server.messages(HANGS).await;
    row.lost += messages.dead;
    finish(&mut row, &server, &node).await;
    Some(row)
}
