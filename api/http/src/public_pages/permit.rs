//! The verification of an issued document by its number, as its QR code asks for it.

use domain::workflow::definition::Phase;
use minijinja::context;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::template::{Listing, day, failed, locale, page};
use crate::cases::public::{self, PublicPermit};
use api_app::app::App;
use api_app::issued_documents::slug;

/// The field of the form.
#[derive(Debug, Deserialize)]
struct Asked {
    number: Option<String>,
}

/// The form; with a number, leads to its page.
#[handler]
pub(super) fn form(
    request: &Request,
    Data(app): Data<&App>,
    Query(Asked { number }): Query<Asked>,
) -> poem::Result<Response> {
    match number.map(|number| slug(number.trim())).filter(|number| !number.is_empty()) {
        None => page(app, locale(request), (StatusCode::OK, "verify.html"), Listing::Unlisted, context! {}),
        Some(number) => {
            let lang = locale(request).as_str();
            let place: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
            let address = format!("/verify/{}?lang={lang}", place.replace('+', "%20"));
            Ok(Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, address).finish())
        }
    }
}

/// What was issued under a number, and whether it is in force.
#[handler]
pub(super) async fn verify(request: &Request, app: Data<&App>, number: Path<String>) -> poem::Result<Response> {
    let locale = locale(request);
    let wanted = slug(&number.0);
    match public::permit_by_slug(&app, &wanted, locale).await {
        Ok(Some((permit, phase))) => {
            let PublicPermit {
                number,
                title,
                holder,
                issuer,
                issued_on,
                conditions,
                address,
                state_title,
                valid_until,
                ..
            } = permit;
            let content = context! {
                in_force => phase == Phase::InForce,
                number, title, holder, issuer, conditions, address, state_title,
                issued => day(locale, issued_on),
                until => valid_until.map(|until| day(locale, until)),
            };
            page(&app, locale, (StatusCode::OK, "permit.html"), Listing::Unlisted, content)
        }
        Ok(None) => {
            let content = context! { asked => number.0 };
            page(&app, locale, (StatusCode::NOT_FOUND, "permit.html"), Listing::Unlisted, content)
        }
        Err(why) => failed(&app, locale, &why),
    }
}
