//! The announcement of works in a street, so that others could join. A late or missing announcement
//! does not prevent filing, but it is visible to everybody, and the office may refuse because of it
//! (Regulation (EU) 2024/1309 Art. 6(1), 7(4)).

use chrono::{DateTime, Months, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::cases::site::WorkKind;

/// The duty to announce works before filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The lead time in months.
    pub months: u32,
    /// The kinds of works with this duty.
    pub work: Vec<WorkKind>,
}

/// Whether works were announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Announced {
    InTime,
    /// Announced after the deadline.
    Late,
    Never,
}

/// The result of the check at filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub announced: Announced,
    /// The code of the notice.
    pub notice: Option<String>,
}

/// The result for works of a kind, filed at one instant, and the publication instant of a notice by
/// the same builder for the place. `None` when such works need no notice.
#[must_use]
pub fn found(
    duty: &Duty,
    work: Option<WorkKind>,
    notice: Option<(String, DateTime<Utc>)>,
    filed_at: DateTime<Utc>,
) -> Option<Announcement> {
    if !work.is_some_and(|work| duty.work.contains(&work)) {
        return None;
    }
    Some(match notice {
        None => Announcement { announced: Announced::Never, notice: None },
        Some((code, at)) => {
            let in_time = at.checked_add_months(Months::new(duty.months)).is_some_and(|due| due <= filed_at);
            let announced = if in_time { Announced::InTime } else { Announced::Late };
            Announcement { announced, notice: Some(code) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_months_are_two_months() {
        let duty = Duty { months: 2, work: vec![WorkKind::Line] };
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let filed = at("2026-03-10T02:00:00Z");
        let said = |published: Option<&str>| {
            let notice = published.map(|text| ("PW-2026-000001".to_owned(), at(text)));
            found(&duty, Some(WorkKind::Line), notice, filed).map(|found| found.announced)
        };
        assert_eq!(said(None), Some(Announced::Never));
        assert_eq!(said(Some("2026-01-10T02:00:00Z")), Some(Announced::InTime));
        assert_eq!(said(Some("2026-01-10T02:00:01Z")), Some(Announced::Late));
        assert_eq!(found(&duty, Some(WorkKind::Building), None, filed), None, "needs no notice");
    }
}
