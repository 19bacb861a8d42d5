//! Interactive documentation of the contract. The page contains all its assets and works without
//! Internet access.

use std::sync::OnceLock;

use poem::{endpoint::make_sync, web::Html};

/// The documentation page as the framework renders it.
pub struct FrameworkPage {
    pub html: String,
    /// OpenAPI document embedded in `html`.
    pub spec: String,
}

/// Serves the documentation page with the served contract in place of the framework's document. The
/// page is rendered on the first request, because rendering takes longer than building all other
/// routes.
#[must_use]
pub fn page(
    render: impl Fn() -> FrameworkPage + Send + Sync,
    contract: String,
) -> impl poem::Endpoint<Output = Html<String>> {
    let rendered = OnceLock::new();
    make_sync(move |_| Html(rendered.get_or_init(|| with_contract(&render(), &contract)).clone()))
}

fn with_contract(page: &FrameworkPage, contract: &str) -> String {
    let title = "<title>Hatang: API</title>";
    // `</` would end the script element that contains the contract.
    let contract = contract.replace("</", "<\\/");
    page.html.replacen("<title>Swagger UI</title>", title, 1).replacen(&page.spec, &contract, 1)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use poem::{Endpoint, Request};

    use super::*;

    #[tokio::test]
    async fn the_page_is_rendered_once_and_holds_the_contract() {
        let rendered = AtomicUsize::new(0);
        let render = || {
            rendered.fetch_add(1, Ordering::Relaxed);
            FrameworkPage { html: "<title>Swagger UI</title><script>{}</script>".to_owned(), spec: "{}".to_owned() }
        };
        let page = page(render, r#"{"a": "</script>"}"#.to_owned());
        assert_eq!(rendered.load(Ordering::Relaxed), 0);
        for _ in 0..2 {
            let Html(text) = page.call(Request::default()).await.unwrap();
            assert_eq!(text, r#"<title>Hatang: API</title><script>{"a": "<\/script>"}</script>"#);
        }
        assert_eq!(rendered.load(Ordering::Relaxed), 1);
    }
}
