//! Which assets a reader sees, as one condition that lists, counts and single reads share.
//!
//! Critical and secret assets exist only for those who have to do with them: the owners, the
//! tenants, the regulator and the administrator. Everything else is seen by everyone who may
//! read assets at all, though most of it only as minimum information. A reservation lets its
//! holder see that the asset exists; only an agreement in force opens it in full.

use std::collections::BTreeSet;

use domain::access::{Scope, Stance};
use domain::ids::OrganizationId;
use domain::registry::asset::Visibility;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, IntoSimpleExpr};
use uuid::Uuid;

use crate::entities::{asset_owners, assets, occupancies, status::OccupancyStatus};

/// The assets that not everybody sees, as SQL: in these words, so that the index over them fits.
pub(super) const HIDDEN: &str = "(critical OR visibility = 'secret')";

/// How far a reader sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AssetVisibility {
    /// All assets, with everything that is known of them.
    Everything,
    /// What concerns these organisations, in full; of the rest the minimum.
    Concern(BTreeSet<OrganizationId>),
    /// Only what concerns these organisations.
    OnlyConcern(BTreeSet<OrganizationId>),
}

impl From<&Scope> for AssetVisibility {
    fn from(scope: &Scope) -> Self {
        let mut own = BTreeSet::new();
        let mut others = Others::Hidden;
        for (organization, stance) in &scope.pairs {
            match stance {
                Stance::Regulator | Stance::Admin | Stance::System => return Self::Everything,
                Stance::Owner | Stance::CoOwner | Stance::Tenant => {
                    own.insert(*organization);
                }
                Stance::Public
                | Stance::Applicant
                | Stance::Reviewer
                | Stance::Consulted
                | Stance::Former
                | Stance::Respondent
                | Stance::Informed => others = Others::Minimum,
            }
        }
        match others {
            Others::Minimum => Self::Concern(own),
            Others::Hidden => Self::OnlyConcern(own),
        }
    }
}

enum Others {
    Minimum,
    Hidden,
}

impl AssetVisibility {
    /// The condition over `assets`; what was deleted is seen by nobody.
    #[must_use]
    pub fn filter(&self) -> Condition {
        self.filter_ever().add(assets::Column::DeletedAt.is_null())
    }

    /// The same for assets that are, or once were, in the register.
    #[must_use]
    pub(crate) fn filter_ever(&self) -> Condition {
        let there = Condition::all();
        match self {
            Self::Everything => there,
            Self::OnlyConcern(own) => there.add(concerns(own, Hold::ReservedOrActive)),
            Self::Concern(own) => {
                let open = Condition::all()
                    .add(assets::Column::Critical.eq(false))
                    .add(assets::Column::Visibility.ne(Visibility::Secret.as_str()));
                if own.is_empty() {
                    there.add(open)
                } else {
                    there.add(Condition::any().add(open).add(concerns(own, Hold::ReservedOrActive)))
                }
            }
        }
    }

    /// What holds of an asset that is open in full; `None` when every asset is.
    #[must_use]
    pub(super) fn in_full(&self) -> Option<Condition> {
        self.own().map(|own| concerns(own, Hold::Active))
    }

    /// What a reader who sees what everybody sees has to do with among the assets that are hidden from others; `None` when that
    /// is nothing for sure.
    #[must_use]
    pub(crate) fn of_the_hidden(&self) -> Option<Condition> {
        match self {
            Self::Concern(own) if !own.is_empty() => Some(concerns(own, Hold::ReservedOrActive)),
            Self::Everything | Self::Concern(_) | Self::OnlyConcern(_) => None,
        }
    }

    /// The organisations whose concerns open an asset in full; `None` when everything is open.
    #[must_use]
    pub fn own(&self) -> Option<&BTreeSet<OrganizationId>> {
        match self {
            Self::Everything => None,
            Self::Concern(own) | Self::OnlyConcern(own) => Some(own),
        }
    }
}

/// Which occupancies make an asset a concern of their tenant.
#[derive(Debug, Clone, Copy)]
enum Hold {
    /// Those of an agreement in force.
    Active,
    /// Also those that are reserved for a request.
    ReservedOrActive,
}

/// The assets that one of these owns, wholly or in part, or has such an occupancy on.
fn concerns(own: &BTreeSet<OrganizationId>, hold: Hold) -> Condition {
    let held = match hold {
        Hold::Active => occupancies::Column::Status.eq(OccupancyStatus::Active),
        Hold::ReservedOrActive => occupancies::Column::Status.ne(OccupancyStatus::Ended),
    };
    let own: Vec<Uuid> = own.iter().map(|organization| organization.uuid()).collect();
    let shares = Query::select()
        .expr(Expr::value(1))
        .from(asset_owners::Entity)
        .and_where(asset_owners::Column::AssetId.into_simple_expr().equals((assets::Entity, assets::Column::Id)))
        .and_where(asset_owners::Column::OrganizationId.is_in(own.iter().copied()))
        .and_where(asset_owners::Column::ValidTo.is_null())
        .take();
    let uses = Query::select()
        .expr(Expr::value(1))
        .from(occupancies::Entity)
        .and_where(occupancies::Column::AssetId.into_simple_expr().equals((assets::Entity, assets::Column::Id)))
        .and_where(occupancies::Column::TenantId.is_in(own.iter().copied()))
        .and_where(held)
        .take();
    Condition::any().add(assets::Column::OwnerId.is_in(own)).add(Expr::exists(shares)).add(Expr::exists(uses))
}
