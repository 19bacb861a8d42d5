//! Two data sets that differ only in hidden data give a viewer the same answers, byte for byte.
//! `make worlds` is the long form.
#![expect(clippy::panic, clippy::print_stdout, reason = "the report is to be read; tests may stop where they are")]

use tests::test_db::TestDb;
use tests::worlds::{Base, Contract, History, Report, RunParameters, run_worlds};

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// The histories that `WORLDS_HISTORY` names, for example `number+tenant price`. `each` stands for
/// every kind alone and the usual mixtures.
fn histories() -> Vec<Vec<History>> {
    let known = |name: &str| History::named(name).unwrap_or_else(|| panic!("WORLDS_HISTORY: no history {name}"));
    let named = std::env::var("WORLDS_HISTORY").unwrap_or_default();
    if !named.is_empty() && named != "each" {
        return named.split_whitespace().map(|mixture| mixture.split('+').map(known).collect()).collect();
    }
    // These histories change content without adding any, so they are hidden from the administrator
    // as well. In a mixture with the others the administrator would not be compared.
    let content = vec![History::Price, History::Content];
    let mixture = History::ALL.into_iter().filter(|one| *one != History::Nothing && !content.contains(one)).collect();
    let mixtures = vec![mixture, content];
    let alone = History::ALL.into_iter().map(|history| vec![history]);
    if named == "each" { alone.chain(mixtures).collect() } else { mixtures }
}

async fn viewers_receive_the_same(test_db: TestDb) {
    let seed = number("WORLDS_SEED", 1);
    let mixtures = histories();
    let calls = usize::try_from(number("WORLDS_CALLS", 600)).unwrap_or(600) / mixtures.len();
    let contract = Contract::committed();
    let base = Base::build(test_db, seed).await;
    let mut report = Report::default();
    for (number, histories) in (0..).zip(mixtures) {
        let plan = RunParameters { histories, seed: seed.wrapping_add(number), calls };
        report.add(run_worlds(&base, &contract, &plan).await);
    }
    println!("{report}");
    let total = report.total();
    assert!(report.faults.is_empty(), "{} difference(s):\n{report}", report.faults.len());
    assert!(
        total.good * 10 >= total.calls * 3,
        "{} of {} calls succeeded: refusals are tested",
        total.good,
        total.calls
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_receive_the_same_in_both_worlds_on_sqlite() {
    viewers_receive_the_same(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_receive_the_same_in_both_worlds_on_postgres() {
    if let Some(test_db) = TestDb::postgres("two worlds") {
        viewers_receive_the_same(test_db).await;
    }
}
