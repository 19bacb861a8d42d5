//! Time limits as defined in a pack, and the clocks that run for them in a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::{
    definition::NoticeRule,
    event::Flag,
    name::{ActionId, FieldId, LimitId, StateId},
};
use crate::text::Localized;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub id: LimitId,
    pub title: Localized,
    pub amount: u32,
    pub unit: Unit,
    /// The actions that start the limit.
    pub starts_on: Vec<ActionId>,
    /// A condition on the action's data for the start.
    pub starts_if: Option<FieldIs>,
    /// The states in which the limit runs.
    pub runs_in: Vec<StateId>,
    /// The states in which the limit is paused; in all others it is met.
    #[serde(default)]
    pub pauses_in: Vec<StateId>,
    /// The actions that meet the limit although the state does not change.
    #[serde(default)]
    pub met_on: Vec<ActionId>,
    /// The flags under which the limit is paused.
    #[serde(default)]
    pub pauses_under: Vec<Flag>,
    /// The effect of an answered supplement.
    #[serde(default)]
    pub on_supplement: OnSupplement,
    /// The extension that the limit permits.
    pub extension: Option<Extension>,
    #[serde(rename = "reminder", default)]
    pub reminders: Vec<Reminder>,
    /// The consequence of expiry.
    pub on_expiry: OnExpiry,
    /// The action of the system at expiry.
    pub expiry_action: Option<ActionId>,
    /// The flags raised at expiry.
    #[serde(default)]
    pub raise: Vec<Flag>,
    /// The recipients of notifications at expiry.
    #[serde(default)]
    #[serde(rename = "tell")]
    pub notices: Vec<NoticeRule>,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the number in the law.
    pub verified: Verified,
}

/// Whether somebody has verified a number in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Verified {
    /// Verified in the law.
    Yes,
    /// From memory or from a related law; to be confirmed.
    No,
    /// A default of this project where no law sets a number.
    OwnDefault,
}

/// A condition on the data of an action.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldIs {
    pub field: FieldId,
    /// The value that the field must have.
    pub is: String,
}

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Unit {
    /// Days on which offices work.
    WorkingDays,
    /// All days; a limit that ends on a day off ends on the next working day.
    CalendarDays,
    /// Calendar months; rolled like calendar days.
    Months,
    Hours,
}

/// The effect of an answered supplement on a paused clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnSupplement {
    /// The clock starts again with the full time.
    Reset,
    /// The clock continues with the remaining time.
    Resume,
    /// The clock was never paused.
    #[default]
    None,
}

/// The possible extension of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    pub max: u32,
    /// The number of units per extension.
    pub amount: u32,
    /// The advice when no further extension is possible.
    pub instead: Option<Localized>,
}

/// The consequence of an expired limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum OnExpiry {
    /// The parties receive a reminder.
    Remind,
    /// The case goes to the next higher office and is marked as overdue.
    Escalate,
    /// Silence of a consulted agency counts as consent.
    DeemConsent,
    /// The application counts as complete.
    DeemComplete,
    /// The application counts as granted.
    DeemGranted,
    /// The case ends as lapsed.
    Lapse,
    /// The applicant may start dispute settlement.
    DisputeRight,
    /// No consequence; the date is for information.
    None,
}

impl OnExpiry {
    /// Reports whether the system must then perform an action.
    #[must_use]
    pub(crate) fn takes_action(self) -> bool {
        match self {
            Self::DeemConsent | Self::DeemComplete | Self::DeemGranted | Self::Lapse => true,
            Self::Remind | Self::Escalate | Self::DisputeRight | Self::None => false,
        }
    }

    /// The flag that the expiry raises automatically.
    #[must_use]
    pub fn flag(self) -> Option<Flag> {
        match self {
            Self::DisputeRight => Some(Flag::DisputeRight),
            Self::Escalate => Some(Flag::Overdue),
            Self::Remind | Self::DeemConsent | Self::DeemComplete | Self::DeemGranted | Self::Lapse | Self::None => {
                None
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    pub at: ReminderAt,
    #[serde(rename = "tell")]
    pub notices: Vec<NoticeRule>,
}

/// The instant of a reminder: `50%`, `due-1wd`, `due`, `due+3wd`, `due-30cd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ReminderAt {
    /// After this percentage of the time.
    Percent(u8),
    /// Working days before the due day (negative) or after it.
    WorkingDays(i32),
    /// Calendar days before the due day (negative) or after it.
    CalendarDays(i32),
}

/// A text that is not an instant of a reminder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time for a reminder: write 50%, due, due-1wd, due+3wd or due-30cd")]
pub struct ReminderAtError(String);

impl TryFrom<String> for ReminderAt {
    type Error = ReminderAtError;

    fn try_from(text: String) -> Result<Self, ReminderAtError> {
        let bad = || ReminderAtError(text.clone());
        if let Some(percent) = text.strip_suffix('%') {
            return percent.parse().ok().filter(|p| (1..=99).contains(p)).map(Self::Percent).ok_or_else(bad);
        }
        let rest = text.strip_prefix("due").ok_or_else(bad)?;
        if rest.is_empty() {
            return Ok(Self::WorkingDays(0));
        }
        if let Some(days) = rest.strip_suffix("wd") {
            return days.parse().map(Self::WorkingDays).map_err(|_e| bad());
        }
        rest.strip_suffix("cd").and_then(|days| days.parse().ok()).map(Self::CalendarDays).ok_or_else(bad)
    }
}

/// The clock of a limit in a case, running, paused or finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    pub limit: LimitId,
    pub status: TimerStatus,
    /// The legal day of the starting event; it does not count.
    pub started_on: NaiveDate,
    /// The instant of the starting event.
    pub started_at: DateTime<Utc>,
    /// The last day, before any roll to a working day.
    pub nominal_on: NaiveDate,
    /// The last day within the limit.
    pub due_on: NaiveDate,
    /// The first instant after the limit.
    pub due_at: DateTime<Utc>,
    /// The remaining time while the clock is paused.
    pub left: Option<Left>,
    /// The last resumption after a pause; a changed calendar counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Resumption>,
    /// The number of extensions.
    pub extensions: u32,
    /// The sent reminders, by their index in the pack.
    pub reminded: BTreeSet<usize>,
    /// The version of the calendar that counted the clock.
    pub calendar: String,
    /// The pauses since the start, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// The instant at which the expected event happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_at: Option<DateTime<Utc>>,
}

/// A pause of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: DateTime<Utc>,
    /// The end; absent while the clock is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum TimerStatus {
    Running,
    Paused,
    /// The expected event has happened.
    Met,
    /// Expired; reminders after the due day can still be pending.
    Expired,
}

impl TimerStatus {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The resumption of a paused clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumption {
    pub at: DateTime<Utc>,
    /// The time that was left at the pause.
    pub left: Left,
    /// The number of extensions at that time.
    pub extensions: u32,
}

/// The remaining time of a paused clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "amount", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Left {
    WorkingDays(u32),
    /// Days to the nominal last day.
    CalendarDays(u32),
    Seconds(i64),
}
