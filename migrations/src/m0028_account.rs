//! What people have of their own: the preferences of the app, and the tokens by which they set a
//! password.

use sea_orm_migration::prelude::*;

use crate::columns::{id, index, instant, instant_null, json, one_of, part_of, text, unique, uuid};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0028_account",
    tables: &["preferences", "password_tokens"],
    create: || vec![preferences(), password_tokens()],
    indexes: || {
        vec![
            unique("password_tokens_token", "password_tokens", &["token_hash"]),
            index("password_tokens_by_user", "password_tokens", &["user_id"]),
        ]
    },
};

fn preferences() -> TableCreateStatement {
    Table::create()
        .table("preferences")
        .col(id("user_id"))
        .col(json("content"))
        .col(instant("updated_at"))
        .foreign_key(&mut part_of("user_id", "users"))
        .to_owned()
}

fn password_tokens() -> TableCreateStatement {
    Table::create()
        .table("password_tokens")
        .col(id("id"))
        .col(uuid("user_id"))
        .col(text("token_hash"))
        .col(text("purpose"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .col(instant_null("used_at"))
        .foreign_key(&mut part_of("user_id", "users"))
        .check(one_of("password_tokens_purpose", "purpose", &["invitation", "reset"]))
        .to_owned()
}
