//! Batches of rows brought in from files: the batch, its faulty rows, saved mappings.

use sea_orm_migration::prelude::*;

use crate::columns::{
    count, id, index, instant, instant_null, json, number, number_null, one_of, part_of, refers, text, text_null,
    unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0003_imports",
    tables: &["import_mappings", "imports", "import_errors"],
    create: || vec![import_mappings(), imports(), import_errors()],
    indexes,
};

fn import_mappings() -> TableCreateStatement {
    Table::create()
        .table("import_mappings")
        .col(id("id"))
        .col(uuid_null("organization_id"))
        .col(text("name"))
        .col(json("mapping"))
        .col(version())
        .col(instant("created_at"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .to_owned()
}

fn imports() -> TableCreateStatement {
    Table::create()
        .table("imports")
        .col(id("id"))
        .col(uuid("organization_id"))
        .col(uuid_null("created_by"))
        .col(text("format"))
        .col(json("mapping"))
        .col(text("mode"))
        .col(text("status"))
        .col(text("file_key"))
        .col(text_null("file_name"))
        .col(number_null("bytes_total"))
        .col(count("bytes_read"))
        .col(number_null("rows_total"))
        .col(count("rows_read"))
        .col(count("rows_ok"))
        .col(count("rows_failed"))
        .col(count("notices"))
        .col(count("assets_created"))
        .col(count("occupancies_created"))
        .col(json("report"))
        .col(instant("created_at"))
        .col(instant_null("started_at"))
        .col(instant_null("finished_at"))
        .col(text_null("lease_owner"))
        .col(instant_null("lease_until"))
        .col(text_null("last_error"))
        .col(version())
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("created_by", "users"))
        .check(one_of("imports_mode", "mode", &["dry_run", "commit"]))
        .check(one_of("imports_status", "status", &["queued", "running", "done", "failed", "rolled_back"]))
        .to_owned()
}

fn import_errors() -> TableCreateStatement {
    Table::create()
        .table("import_errors")
        .col(id("id"))
        .col(uuid("import_id"))
        .col(number("row_number"))
        .col(text_null("field"))
        .col(text("rule"))
        .col(text("weight"))
        .col(text("message_vi"))
        .col(text("message_en"))
        .col(text_null("raw"))
        .foreign_key(&mut part_of("import_id", "imports"))
        .check(one_of("import_errors_weight", "weight", &["refused", "partly", "notice"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("import_mappings_name", "import_mappings", &["organization_id", "name"]),
        index("imports_by_organization", "imports", &["organization_id", "created_at"]),
        index("imports_by_status", "imports", &["status", "created_at"]),
        index("import_errors_by_row", "import_errors", &["import_id", "row_number", "id"]),
    ]
}
