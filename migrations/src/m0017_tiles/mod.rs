//! What a map needs to be drawn at once, however large the register is: how many assets stand in each cell of a grid,
//! and how often a part of the map has changed.
//!
//! The grid cuts longitude and latitude alike into steps of 360° / 2³⁰ (four centimetres at the equator), counted from 180° W and
//! 90° S: whole numbers, so that sums neither drift nor depend on the database. A cell of level *n* is 360° / 2ⁿ wide and high; the
//! levels kept are [`LEVELS`]. `tile_cells` has the count of each kind in each cell and the sums of their positions, apart
//! for what everybody sees and for what is hidden (critical or secret). `tile_versions` has a number for each cell of
//! level 12 that grows with every change in it; the layers of cases and areas have one number each.
//!
//! Both are kept by triggers in the transaction of the change, so no writer can forget them. On SQLite a trigger looks at
//! each row. On PostgreSQL it looks at each statement, notes what changed, and folds all notes of a transaction into the
//! tables when that commits, in the order of the keys: writers wait for each other only then, and never in a circle.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use sea_orm_migration::prelude::*;

use crate::step::run;

/// The levels of cells that are kept. A cell of one is four by four cells of the next.
const LEVELS: &str = "(VALUES (5), (7), (9), (11), (13), (15), (17))";

/// The step.
pub(crate) struct Tiles;

impl MigrationName for Tiles {
    fn name(&self) -> &'static str {
        "m0017_tiles"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tiles {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &postgres::up(), &sqlite::up()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &postgres::down(), &sqlite::down()).await
    }
}

/// Which layer a case is drawn in, once it is published.
const LAYER_OF_CASE: &str = "CASE kind WHEN 'planned_works' THEN 'planned-works' ELSE 'permits' END";
/// The cases that may be published.
const PUBLISHED: &str = "kind IN ('planned_works', 'siting_application', 'construction_permit', 'commencement_notice') \
     AND phase IN ('open', 'in_force', 'closed')";
/// The assets that not everybody sees; the store writes it in the same words, so that the index fits.
const HIDDEN: &str = "(critical OR visibility = 'secret')";
