//! The word with which an applicant looks up its case without logging in.

use sea_orm_migration::prelude::*;

use crate::columns::{id, instant, part_of, text};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m0013_case_keys", tables: &["case_keys"], create: || vec![case_keys()], indexes: Vec::new };

fn case_keys() -> TableCreateStatement {
    Table::create()
        .table("case_keys")
        .col(id("case_id"))
        .col(text("secret"))
        .col(instant("created_at"))
        .foreign_key(&mut part_of("case_id", "cases"))
        .to_owned()
}
