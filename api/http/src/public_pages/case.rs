//! The look-up of a case. The secret travels in the body of a form, so that no address, log or
//! history contains it.

use minijinja::context;
use poem::http::StatusCode;
use poem::web::{Data, Form, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::template::{Listing, day, failed, locale, page};
use crate::cases::public::{self, PublicCase};
use api_app::app::App;
use api_app::error::AppError;

/// The fields of the form.
#[derive(Debug, Deserialize)]
struct LookUp {
    #[serde(default)]
    code: String,
    #[serde(default)]
    secret: String,
}

/// The code that a document names in its address.
#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    code: String,
}

/// The form, with the code of the document that led to it.
#[handler]
pub(super) fn form(
    request: &Request,
    Data(app): Data<&App>,
    Query(Named { code }): Query<Named>,
) -> poem::Result<Response> {
    page(app, locale(request), (StatusCode::OK, "look_up.html"), Listing::Unlisted, context! { code => code.trim() })
}

/// The case, or the form with the sentence that there is none.
#[handler]
pub(super) async fn look_up(request: &Request, app: Data<&App>, sent: Form<LookUp>) -> poem::Result<Response> {
    let locale = locale(request);
    let LookUp { code, secret } = sent.0;
    match public::case_by_secret(&app, code.trim(), &secret, locale).await {
        Ok(PublicCase {
            code, kind_title, state_title, dossier_code, authority, filed_at, due_on, overdue, ..
        }) => {
            let content = context! {
                code, kind_title, state_title, dossier_code, authority, overdue,
                filed => filed_at.map(|at| day(locale, app.local_date(at))),
                due => due_on.map(|on| day(locale, on)),
            };
            page(&app, locale, (StatusCode::OK, "case.html"), Listing::Unlisted, content)
        }
        Err(AppError::NotFound) => {
            let content = context! { code => code.trim(), unknown => true };
            page(&app, locale, (StatusCode::NOT_FOUND, "look_up.html"), Listing::Unlisted, content)
        }
        Err(why) => failed(&app, locale, &why),
    }
}
