//! The OGC landing page.

use serde_json::{Value, json};

use super::links::{HTML, JSON, OPENAPI, Site};

/// Describes the service and links to its parts.
#[must_use]
pub fn landing(site: &Site) -> Value {
    let [own, page] = site.itself("/", JSON);
    let definition = site.say("Định nghĩa API", "API definition");
    json!({
        "title": site.say("Hạ tầng: dịch vụ bản đồ", "Hatang: map service"),
        "description": site.say(
            "Hạ tầng viễn thông thụ động, đơn vị hành chính, công trình sắp thi công và giấy phép, theo OGC API – Features.",
            "Passive telecom infrastructure, administrative units, planned works and permits, as OGC API – Features.",
        ),
        "links": [
            own,
            page,
            site.link("/api", "service-desc", OPENAPI, definition),
            site.link("/api?f=html", "service-doc", HTML, definition),
            site.link("/conformance", "conformance", JSON, site.say("Các lớp tuân thủ", "What it conforms to")),
            site.link("/collections", "data", JSON, site.say("Các bộ dữ liệu", "Collections")),
        ],
    })
}
