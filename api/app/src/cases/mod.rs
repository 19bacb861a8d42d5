//! Cases in the command pipeline: drafts, actions and clocks, and the writes of a decision in its
//! transaction.

pub(crate) mod apply_changes;
pub mod attach;
pub mod available_actions;
mod campaign_assets;
pub mod campaign_numbers;
pub mod clock;
mod code;
pub mod delete_draft;
pub mod draft;
pub mod effective_law;
pub mod facts;
pub(crate) mod follow_ups;
pub mod migrate;
mod nearby_works;
pub(crate) mod notifications;
pub mod perform_action;
pub mod preview;
pub mod queries;
pub(crate) mod record;
mod refile;
pub(crate) mod trigger;
mod wait_list_promotion;
mod work_budget;
pub mod work_list;
