//! The page on which the contract can be read and tried out. Everything it needs is in the page: it works without the Internet.

use poem::{endpoint::make_sync, web::Html};

/// The page, with the contract as it is served instead of the framework's own.
#[must_use]
pub fn page(
    framework_page: &str,
    framework_spec: &str,
    contract: &str,
) -> impl poem::Endpoint<Output = Html<String>> + use<> {
    let title = "<title>Hatang: API</title>";
    // `</` would end the script in which the contract stands.
    let contract = contract.replace("</", "<\\/");
    let page = framework_page.replacen("<title>Swagger UI</title>", title, 1).replacen(framework_spec, &contract, 1);
    make_sync(move |_| Html(page.clone()))
}
