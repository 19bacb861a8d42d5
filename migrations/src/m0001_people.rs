//! Organisations, the people in them, their roles, and who is logged in.

use sea_orm_migration::prelude::*;

use crate::columns::{
    count, day, day_null, flag, id, index, instant, instant_null, integer, one_of, part_of, refers, rule, text,
    text_null, unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0001_people",
    tables: &["organizations", "users", "memberships", "sessions"],
    create: || vec![organizations(), users(), memberships(), sessions()],
    indexes,
};

fn organizations() -> TableCreateStatement {
    Table::create()
        .table("organizations")
        .col(id("id"))
        .col(text("name_vi"))
        .col(text("name_en"))
        .col(text("name_folded"))
        .col(text("kind"))
        .col(text_null("email"))
        .col(text("locale").default("vi"))
        .col(day("valid_from"))
        .col(day_null("valid_to"))
        .col(uuid_null("successor_id"))
        .col(text_null("jurisdiction"))
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .foreign_key(&mut refers("successor_id", "organizations"))
        .check(one_of("organizations_locale", "locale", &["vi", "en"]))
        .check(rule(
            "organizations_validity",
            Expr::col("valid_to").is_null().or(Expr::col("valid_to").gt(Expr::col("valid_from"))),
        ))
        .to_owned()
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(id("id"))
        .col(text("email"))
        .col(text("name"))
        .col(text("name_folded"))
        .col(text("password_hash"))
        .col(text("locale").default("vi"))
        .col(flag("active").default(true))
        .col(integer("failed_logins").default(0))
        .col(instant_null("locked_until"))
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .check(one_of("users_locale", "locale", &["vi", "en"]))
        .to_owned()
}

fn memberships() -> TableCreateStatement {
    Table::create()
        .table("memberships")
        .col(id("id"))
        .col(uuid("user_id"))
        .col(uuid("organization_id"))
        .col(text("role"))
        .col(day("valid_from"))
        .col(day_null("valid_to"))
        .col(instant("created_at"))
        .foreign_key(&mut part_of("user_id", "users"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(id("id"))
        .col(uuid("user_id"))
        .col(text("token_hash"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .col(instant_null("revoked_at"))
        .col(instant_null("last_used_at"))
        .col(text_null("user_agent"))
        .col(count("uses"))
        .foreign_key(&mut part_of("user_id", "users"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("organizations_by_name", "organizations", &["name_folded", "id"]),
        unique("users_email", "users", &["email"]),
        unique("memberships_once", "memberships", &["user_id", "organization_id", "role", "valid_from"]),
        index("memberships_by_organization", "memberships", &["organization_id", "role"]),
        unique("sessions_token", "sessions", &["token_hash"]),
        index("sessions_by_user", "sessions", &["user_id"]),
        index("sessions_by_expiry", "sessions", &["expires_at"]),
    ]
}
