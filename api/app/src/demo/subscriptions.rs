//! Subscribes the operators of the demo to works in the whole province.

use domain::notice::Topic;
use strum::VariantArray;

use super::cast::Cast;
use crate::{app::App, command_pipeline::execute, error::AppError, subscriptions::Subscribe};
use api_store::{areas::area_map, notices::subscriptions::SubscriptionPlace};

const PROVINCE: &str = "22";

const PLANNERS: [&str; 3] = ["planner@viettel.example", "planner@vnpt.example", "planner@mobifone.example"];

pub(super) async fn enter(app: &App, cast: &Cast) -> Result<(), AppError> {
    let units = area_map::with_parts(app.store.read(), PROVINCE).await?;
    let province = *units.first().ok_or(AppError::NotFound)?;
    for planner in PLANNERS {
        let command = Subscribe {
            organization: None,
            place: SubscriptionPlace::Area(province),
            title: Some("Quảng Ninh".to_owned()),
            topics: Topic::VARIANTS.iter().copied().collect(),
        };
        execute(app, &cast.request(planner, None)?, command).await?;
    }
    Ok(())
}
