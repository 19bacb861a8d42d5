//! The viewers of both worlds.

use crate::test_app::cast::ADMIN;

/// A viewer of both worlds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Viewer {
    /// The login, which is also the token; `None` for the public.
    pub(super) login: Option<&'static str>,
}

impl Viewer {
    /// All viewers: an applicant with a reservation and an agreement, a competitor without, another
    /// owner, a committee inside and one outside the area, consulted agencies, an authority that
    /// grants permits, the administrator, and the public.
    pub(super) const ALL: [Self; 11] = [
        Self { login: Some("planner@vnpt") },
        Self { login: Some("manager@vnpt") },
        Self { login: Some("planner@mobifone") },
        Self { login: Some("manager@mobifone") },
        Self { login: Some("clerk@lighting") },
        Self { login: Some("reviewer@halong") },
        Self { login: Some("reviewer@tienyen") },
        Self { login: Some("reviewer@sogtvt") },
        Self { login: Some("officer@soxaydung") },
        Self { login: Some(ADMIN) },
        Self { login: None },
    ];

    /// The name in reports.
    #[must_use]
    pub(super) fn as_str(&self) -> &'static str {
        self.login.unwrap_or("public")
    }

    /// Whether the viewer is the administrator.
    #[must_use]
    pub(super) fn is_administrator(&self) -> bool {
        self.login == Some(ADMIN)
    }
}
