//! Verification of a working server: between any two of its queries another process changes the
//! data that it reads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use api_app::verify;
use reqwest::Method;
use serde_json::json;
use tests::on_both_databases;
use tests::test_app::{TestApp, wanting};
use tokio::sync::mpsc;

/// Changes an existing case, and creates a new case that reserves capacity.
async fn change(test_app: &TestApp, pole: &str, draft: &str, number: usize) {
    let mut rewritten = wanting(&[pole]);
    rewritten["title"] = json!(format!("Tuyến cáp số {number}"));
    let path = format!("/sharing-requests/{draft}");
    test_app.change("planner@vnpt", &path, Method::PATCH, &path, &rewritten).await.good();
    test_app.complete("planner@viettel", "clerk@power", &[pole]).await;
}

/// One run for each query of the verification: after that query all data changes, and then the
/// verification continues.
async fn between_any_two_questions_somebody_writes(test_app: TestApp) {
    let test_app = Arc::new(test_app);
    let pole = test_app.pole("clerk@power", 60).await;
    let draft = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    let (asks, mut asked) = mpsc::unbounded_channel::<usize>();
    let (rules, reported) = std::sync::mpsc::channel::<()>();
    let writer = {
        let (test_app, pole, draft) = (Arc::clone(&test_app), pole.clone(), draft.clone());
        tokio::spawn(async move {
            while let Some(number) = asked.recv().await {
                change(&test_app, &pole, &draft, number).await;
                rules.send(()).unwrap();
            }
        })
    };
    let reported = Arc::new(Mutex::new(reported));
    let mut interrupted = 0;
    for round in 1.. {
        let question = Arc::new(AtomicUsize::new(0));
        let mut app = test_app.second_organization().await;
        let (counted, asks, reported) = (Arc::clone(&question), asks.clone(), Arc::clone(&reported));
        app.store = app.store.clone().listened(move |_, _| {
            if counted.fetch_add(1, Ordering::SeqCst) + 1 == round {
                asks.send(round).unwrap();
                tokio::task::block_in_place(|| reported.lock().unwrap().recv().unwrap());
            }
        });
        let proof = verify::all(&app, |_| {}).await.unwrap();
        assert_eq!(proof.findings, [], "somebody wrote behind question {round}");
        app.store.close().await.unwrap();
        if question.load(Ordering::SeqCst) < round {
            break;
        }
        interrupted = round;
    }
    assert!(interrupted >= 3, "it was interrupted {interrupted} times");
    drop(asks);
    writer.await.unwrap();
    let proof = verify::all(test_app.app(), |_| {}).await.unwrap();
    assert_eq!((proof.findings, proof.cases), (Vec::new(), 1 + u64::try_from(interrupted).unwrap()));
}

on_both_databases!(between_any_two_questions_somebody_writes);
