//! Cases of every kind from draft to issued document, and the tasks of offices.

pub(crate) mod action_view;
pub mod case;
pub mod case_actions;
pub(crate) mod case_filters;
pub mod case_lists;
pub mod clean_up_campaigns;
pub mod clean_up_claims;
pub mod commencement_notices;
pub mod construction_permits;
pub mod disputes;
pub mod documents;
pub(crate) mod drafts;
pub mod information_requests;
pub mod issued_documents;
pub mod messages;
pub mod packs;
pub mod planned_works;
pub(crate) mod preview_view;
pub mod public;
pub mod sharing_requests;
pub mod siting_applications;
pub mod task_lists;
pub(crate) mod task_view;
pub mod tasks;
pub mod view;
pub(crate) mod works_body;
