//! Cases on the one road: drafts, actions and clocks, and what a decision writes in its transaction.

mod anew;
pub mod attach;
mod beside;
pub mod campaign_numbers;
pub mod carry;
pub mod clock;
pub mod draft;
pub mod facts;
pub mod law;
pub mod letters;
pub mod migrate;
pub mod promotion;
pub mod prompt;
pub mod reading;
pub mod record;
mod street;
pub mod take;
pub mod work_list;
