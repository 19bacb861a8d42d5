//! How often it has changed who people are and where they sit, so that every node knows when what it keeps of them is old.
//!
//! The number stands among those of the map (`tile_versions`, as the layer `people`) and is counted the way they are: on PostgreSQL
//! what waits for the end of a transaction then waits in one order, and two transactions never wait for each other in a circle.

use sea_orm_migration::prelude::*;

use crate::step::run;

/// The step.
pub(crate) struct Roster;

/// The tables and what happens to them. Who is logged in is asked each time; a failed login changes nobody's seat.
const CHANGES: [(&str, &[&str]); 4] = [
    ("users", &["UPDATE OF name, locale, active"]),
    ("memberships", &["INSERT", "UPDATE", "DELETE"]),
    ("delegations", &["INSERT", "UPDATE", "DELETE"]),
    ("organizations", &["UPDATE OF valid_from, valid_to, successor_id"]),
];

impl MigrationName for Roster {
    fn name(&self) -> &'static str {
        "m0021_roster"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Roster {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counted = |counts: &str| -> Vec<String> {
            triggers()
                .map(|(table, verb, name)| format!("CREATE TRIGGER {name} AFTER {verb} ON {table} {counts}"))
                .collect()
        };
        let mut postgres = vec![FUNCTION.to_owned()];
        postgres.extend(counted("FOR EACH STATEMENT EXECUTE FUNCTION roster_changed()"));
        run(manager, &postgres, &counted(SQLITE)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forgotten = "DELETE FROM tile_versions WHERE layer = 'people'".to_owned();
        let mut postgres: Vec<_> =
            triggers().map(|(table, _, name)| format!("DROP TRIGGER {name} ON {table}")).collect();
        postgres.extend(["DROP FUNCTION roster_changed()".to_owned(), forgotten.clone()]);
        let mut sqlite: Vec<_> = triggers().map(|(.., name)| format!("DROP TRIGGER {name}")).collect();
        sqlite.push(forgotten);
        run(manager, &postgres, &sqlite).await
    }
}

const FUNCTION: &str = "CREATE FUNCTION roster_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     INSERT INTO tile_notes VALUES (pg_current_xact_id(), true, 'people', 0, 0, '', false, 0, 0, 0); \
     RETURN NULL; END $$";

const SQLITE: &str = "BEGIN INSERT INTO tile_versions VALUES ('people', 0, 0, 1) \
     ON CONFLICT (layer, x, y) DO UPDATE SET version = version + 1; END";

/// Table, event and name of each trigger.
fn triggers() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    CHANGES.into_iter().flat_map(|(table, verbs)| {
        verbs.iter().map(move |verb| {
            let name = verb.split(' ').next().unwrap_or_default().to_lowercase();
            (table, *verb, format!("{table}_roster_{name}"))
        })
    })
}
