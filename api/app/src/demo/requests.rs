//! A few open sharing requests, so that queues and clocks have content. The people of the demo file
//! them through the command pipeline, like any other request.

use domain::{
    cases::{Draft, Kind, sharing},
    ids::{AssetId, CaseId},
    workflow::name::ActionId,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::cast::Cast;
use crate::{
    app::App,
    cases::{draft::Open, perform_action},
    command_pipeline::{Caller, RequestContext, execute},
    error::AppError,
};
use api_store::{
    assets::assets_by_code,
    cases::{self, CaseVisibility},
};

struct Step {
    who: &'static str,
    action: &'static str,
    data: Value,
}

fn step(who: &'static str, action: &'static str, data: Value) -> Step {
    Step { who, action, data }
}

/// Files the requests and advances each to its intended state.
pub(super) async fn enter(app: &App, cast: &Cast) -> Result<(), AppError> {
    const PLANNER: &str = "planner@viettel.example";
    const CLERK: &str = "clerk@pcquangninh.example";
    const MANAGER: &str = "manager@pcquangninh.example";
    let submitted = || step(PLANNER, "submit", json!({}));
    let complete = || step(CLERK, "confirm_complete", json!({}));
    let histories: [(&str, &str, Vec<Step>); 4] = [
        ("Cáp quang Cao Xanh, giai đoạn 1", "CXH", vec![]),
        ("Cáp quang đường Hạ Long, Bãi Cháy", "HLG", vec![submitted()]),
        ("Cáp quang Trần Phú, Cẩm Phả", "TPH", vec![submitted(), complete()]),
        (
            "Cáp quang Quang Trung, Uông Bí",
            "QTR",
            vec![
                submitted(),
                complete(),
                step(
                    MANAGER,
                    "offer",
                    json!({"rent_vnd_per_month": 960_000, "terms": "Hợp đồng 5 năm, thanh toán hằng quý."}),
                ),
            ],
        ),
    ];
    for (title, street, steps) in histories {
        let case = open(app, cast, PLANNER, title, street).await?;
        for step in steps {
            take_step(app, cast, case, step).await?;
        }
    }
    Ok(())
}

async fn open(app: &App, cast: &Cast, who: &str, title: &str, street: &str) -> Result<CaseId, AppError> {
    let codes: Vec<String> = (1..=8).map(|number| format!("QN-POL-{street}-{number:03}")).collect();
    let owner = cast.office("pcquangninh")?;
    let assets = assets_by_code::free(app.store.read(), owner, &codes, "attachment_position").await?;
    let elements = assets.into_iter().map(element).collect();
    let request = sharing::Request {
        title: title.to_owned(),
        purpose: "Mạng truy nhập cáp quang đến hộ gia đình".to_owned(),
        elements,
        equipment: sharing::Equipment {
            description: "Cáp quang ADSS 24 sợi".to_owned(),
            weight_kg: Some(4.5),
            diameter_mm: Some(11.5),
            ..sharing::Equipment::default()
        },
        starts_on: None,
    };
    let draft = Draft::SharingRequest(request);
    let command = Open { draft, applicant: None, previous: None, pack: None };
    Ok(execute(app, &call(cast, who, None)?, command).await?.answer.case.id)
}

fn element(asset: Uuid) -> sharing::Element {
    let units = vec![sharing::UnitAmount { unit: "attachment_position".to_owned(), quantity: 1 }];
    sharing::Element { asset_id: AssetId::new(asset), units }
}

async fn take_step(app: &App, cast: &Cast, case: CaseId, step: Step) -> Result<(), AppError> {
    let kept = cases::find(app.store.read(), case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
    let data: Map<String, Value> = step.data.as_object().cloned().unwrap_or_default();
    let command = perform_action::PerformAction {
        case,
        kind: Kind::SharingRequest.name().ok_or(AppError::NotFound)?,
        action: ActionId::new(step.action).map_err(AppError::internal)?,
        comment: None,
        data,
    };
    perform_action::perform_action(app, &call(cast, step.who, Some(kept.case.version))?, command).await?;
    Ok(())
}

pub(super) fn call(cast: &Cast, who: &str, if_match: Option<u64>) -> Result<RequestContext, AppError> {
    Ok(RequestContext {
        caller: Caller::Person(cast.person(who)?.clone()),
        if_match,
        idempotency: None,
        request_id: "demo".to_owned(),
    })
}
