//! The server suggests a mapping for an unknown file, and this mapping reads the file.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::answered;

use super::register_of;

const CLERK: &str = "clerk@power";
const FILE: &str = "Mã cột;Loại;X;Y;Chiều cao (m);Vật liệu;Số vị trí;Địa chỉ;Ngày khảo sát;Màu sơn\n\
    QN-1;Cột;2318074,8;430358,5;8,5;concrete;4;\"12 Trần Phú; Hạ Long\";05/03/2023;xanh\n\
    QN-2;Cột;2381226,6;522128,8;12;steel;6;;06/03/2023;\n";

async fn suggested(test_app: &TestApp, file: &str) -> tests::test_client::TestResponse {
    let sent = test_app
        .ask(CLERK, Method::POST, "/import-mappings/suggest?name=khao-sat")
        .header("content-type", "application/octet-stream")
        .body(file.to_owned());
    answered(sent).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_of_vietnam_is_understood() {
    let test_app = TestApp::on_sqlite().await;
    let found = suggested(&test_app, FILE).await.good();
    let mapping = &found.body["mapping"];
    assert_eq!((found.text("/format"), mapping["delimiter"].as_str()), ("csv", Some(";")));
    assert_eq!(mapping["crs"], "EPSG:5899", "north is called X there");
    let metres = &mapping["asset"]["position"]["metres"];
    assert_eq!((&metres["easting"]["column"], &metres["northing"]["column"]), (&json!("Y"), &json!("X")));
    assert_eq!(mapping["asset"]["observed_on"]["date"], "dd/mm/yyyy");
    assert_eq!(found.body["unplaced_columns"], json!(["Màu sơn"]));

    // The suggested mapping imports the file without changes.
    let form = reqwest::multipart::Form::new()
        .part("file", reqwest::multipart::Part::text(FILE).file_name("khao-sat.csv"))
        .text("mapping", found.text("/toml").to_owned());
    let batch =
        answered(test_app.ask(CLERK, Method::POST, "/imports?mode=commit").multipart(form)).await.unwrap().good();
    let ended = super::ended(&test_app, CLERK, &format!("/imports/{}", batch.text("/id"))).await;
    let errors: Value = test_app.get(CLERK, &format!("/imports/{}/errors", batch.text("/id"))).await;
    assert_eq!((&ended["status"], &ended["rows_failed"]), (&json!("done"), &json!(0)), "{ended} {errors}");
    let register = register_of(&test_app, CLERK).await;
    let one = &register["QN-1"];
    assert_eq!(one["properties"]["height_m"], 8.5);
    assert_eq!(one["properties"]["attachment_position_installed"], 4);
    let place = one["geometry"]["coordinates"][0].as_f64().unwrap();
    assert!((place - 107.0822).abs() < 1e-5, "{place}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_file_of_ours_is_said_to_be_none() {
    let test_app = TestApp::on_sqlite().await;
    let answer = suggested(&test_app, "<html></html>").await;
    assert_eq!((answer.status, answer.text("/errors/0/pointer")), (StatusCode::UNPROCESSABLE_ENTITY, "/file"));
}
