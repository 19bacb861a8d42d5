//! The pages for the public, as a phone without script opens them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use api_app::services::Services;
use api_http::browser_app::{AppFile, BrowserApp, Content};
use api_http::endpoint::endpoint_with;
use poem::http::HeaderValue;
use poem::{Endpoint, Request};
use reqwest::{Method, Response, StatusCode};
use tests::test_app::TestApp;
use tests::test_app::dossiers::BAI_CHAY;

tests::on_both_databases!(
    an_issued_document_is_verified_by_its_number,
    a_case_is_looked_up_by_code_and_secret_in_a_form,
    a_code_of_before_leads_a_browser_to_the_page,
    a_number_with_markup_is_shown_as_text,
);

/// The most that a public page may weigh, in bytes.
const MOST_BYTES: usize = 20_000;

async fn open(test_app: &TestApp, path: &str) -> Response {
    let ask = test_app.client().bare(Method::GET, path).header("Accept", "text/html,application/xhtml+xml;q=0.9");
    ask.header("Accept-Language", "vi-VN,vi;q=0.9").send().await.unwrap()
}

/// The text of a page that loads nothing, runs nothing and is stored nowhere.
async fn page(answer: Response, status: StatusCode) -> String {
    assert_eq!(answer.status(), status);
    let said = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!((said("cache-control"), said("x-robots-tag")), ("no-store", "noindex"));
    assert!(said("content-security-policy").contains("default-src 'none'"));
    let text = answer.text().await.unwrap().replace("&#x2f;", "/");
    assert!(text.len() <= MOST_BYTES, "{} bytes", text.len());
    for loaded in ["<script", "<link", "<img", "@import", "url("] {
        assert!(!text.contains(loaded), "{loaded} in {text}");
    }
    text
}

async fn an_issued_document_is_verified_by_its_number(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await;
    let shown = page(open(&test_app, "/verify/000001-2023-CTDD").await, StatusCode::OK).await;
    for said in [
        "CÒN HIỆU LỰC",
        "000001/2023/CTĐĐ",
        "VNPT Quảng Ninh",
        "UBND thành phố Hạ Long",
        "02/10/2023",
        "<html lang=\"vi\">",
    ] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    let shown = page(open(&test_app, "/verify/000001-2023-CTDD?lang=en").await, StatusCode::OK).await;
    assert!(shown.contains("IN FORCE") && shown.contains("2 October 2023") && shown.contains("<html lang=\"en\">"));
    for unknown in ["000002-2023-CTDD", "000001-2023-GPXD", "nonsense"] {
        let shown = page(open(&test_app, &format!("/verify/{unknown}")).await, StatusCode::NOT_FOUND).await;
        assert!(shown.contains("KHÔNG TÌM THẤY") && shown.contains(unknown), "{shown}");
    }
    // The number as it is printed, typed into the form, leads to the page.
    let shown =
        page(open(&test_app, "/verify?number=000001%2F2023%2FCT%C4%90%C4%90&lang=vi").await, StatusCode::OK).await;
    assert!(shown.contains("CÒN HIỆU LỰC"));
    let form = page(open(&test_app, "/verify").await, StatusCode::OK).await;
    assert!(form.contains("name=\"number\"") && form.contains("Kiểm tra giấy tờ"));
}

async fn a_case_is_looked_up_by_code_and_secret_in_a_form(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let known = test_app.get("planner@vnpt", &format!("/cases/{case}/look-up")).await;
    let (code, secret) = (known["code"].as_str().unwrap(), known["secret"].as_str().unwrap());
    let form = page(open(&test_app, &format!("/look-up?code={code}")).await, StatusCode::OK).await;
    assert!(form.contains("method=\"post\"") && form.contains(&format!("value=\"{code}\"")), "{form}");
    let send = |code: &str, secret: &str| {
        let ask = test_app.client().bare(Method::POST, "/look-up?lang=vi").form(&[("code", code), ("secret", secret)]);
        async move { ask.send().await.unwrap() }
    };
    let shown = page(send(&format!(" {code} "), secret).await, StatusCode::OK).await;
    for said in [code, "Đã nộp", "UBND thành phố Hạ Long", "02/10/2023", "000.00.01.H49-231002-0001"] {
        assert!(shown.contains(said), "{said} in {shown}");
    }
    assert!(!shown.contains("VNPT") && !shown.contains(secret), "no names, and the secret is not repeated: {shown}");
    let wrong = page(send(code, "AAAAAAAAAA").await, StatusCode::NOT_FOUND).await;
    let unknown = page(send("SA-1999-000001", "AAAAAAAAAA").await, StatusCode::NOT_FOUND).await;
    assert_eq!(
        wrong.replace(code, "…"),
        unknown.replace("SA-1999-000001", "…"),
        "one answer for all that is not known"
    );
    assert!(
        wrong.contains("Không tìm thấy hồ sơ") && wrong.contains(&format!("value=\"{code}\"")),
        "nothing is typed twice"
    );
}

async fn a_code_of_before_leads_a_browser_to_the_page(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.approved_site("planner@vnpt", "halong", BAI_CHAY).await;
    let shown = open(&test_app, "/api/v1/public/permits/000001-2023-CTDD").await;
    assert_eq!(shown.url().path(), "/verify/000001-2023-CTDD");
    assert!(page(shown, StatusCode::OK).await.contains("CÒN HIỆU LỰC"));
    let program = test_app.client().bare(Method::GET, "/api/v1/public/permits/000001-2023-CTDD");
    let answer = program.header("Accept", "*/*").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
}

async fn a_number_with_markup_is_shown_as_text(test_app: TestApp) {
    let shown = page(open(&test_app, "/verify/%3Cb%3E1%3C%2Fb%3E").await, StatusCode::NOT_FOUND).await;
    assert!(!shown.contains("<b>") && shown.contains("&lt;b&gt;1"), "{shown}");
    let form = page(open(&test_app, "/look-up?code=%22%3E%3Cb%3E").await, StatusCode::OK).await;
    assert!(!form.contains("<b>"), "{form}");
}

#[tokio::test]
async fn the_home_page_is_for_visitors_and_leads_people_to_their_work() {
    let test_app = TestApp::on_sqlite().await;
    let services = Services::open(test_app.app()).unwrap();
    let file = AppFile {
        path: "index.html",
        media_type: "text/html; charset=utf-8",
        hash: "aa",
        content: Content::Plain(b"the app"),
        brotli: None,
    };
    let endpoint = endpoint_with(test_app.app(), &services, BrowserApp(vec![file].leak()));
    let ask = |headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(Request::builder().uri_str("/"), |ask, (name, value)| ask.header(*name, *value));
        endpoint.get_response(request.finish())
    };
    for (language, said) in [("vi", "Tra cứu hồ sơ"), ("en", "Look up a case")] {
        let answer = ask(&[("Accept-Language", language)]).await;
        assert_eq!((answer.status(), answer.headers().contains_key("x-robots-tag")), (StatusCode::OK, false));
        let text = answer.into_body().into_string().await.unwrap().replace("&#x2f;", "/");
        assert!(text.contains(said) && text.len() <= MOST_BYTES && !text.contains("<script"), "{text}");
        assert!(!text.contains("noindex"), "search engines list it");
        for link in ["/look-up", "/verify", "/works", "/permits", "/decisions", "/open-data", "/login"] {
            assert!(text.contains(&format!("href=\"{link}")), "{link}");
        }
    }
    let led = ask(&[("Authorization", "Bearer planner@vnpt")]).await;
    assert_eq!((led.status(), &led.headers()["location"]), (StatusCode::SEE_OTHER, &HeaderValue::from_static("/work")));
    assert_eq!(ask(&[("Authorization", "Bearer nobody")]).await.status(), StatusCode::OK);
}
