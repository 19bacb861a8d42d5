//! Time limits as a pack writes them, and the clocks that run for them in a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    definition::Tell,
    event::Flag,
    name::{ActionId, FieldId, LimitId, StateId},
};
use crate::text::Localized;

/// A time limit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its name.
    pub id: LimitId,
    /// What people call it.
    pub title: Localized,
    /// How many units.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// The actions that start it.
    pub starts_on: Vec<ActionId>,
    /// It starts only when the action's data say so.
    pub starts_if: Option<FieldIs>,
    /// The states in which it runs.
    pub runs_in: Vec<StateId>,
    /// The states in which it stands still; in all others it is met.
    #[serde(default)]
    pub pauses_in: Vec<StateId>,
    /// The actions that meet it although the case stays where it is.
    #[serde(default)]
    pub met_on: Vec<ActionId>,
    /// The flags under which it stands still.
    #[serde(default)]
    pub pauses_under: Vec<Flag>,
    /// What an answered supplement does to it.
    #[serde(default)]
    pub on_supplement: OnSupplement,
    /// How it can be prolonged.
    pub extension: Option<Extension>,
    /// Who is reminded when.
    #[serde(rename = "reminder", default)]
    pub reminders: Vec<Reminder>,
    /// What happens when it runs out.
    pub on_expiry: OnExpiry,
    /// The action that the system then takes.
    pub expiry_action: Option<ActionId>,
    /// Flags that then go up.
    #[serde(default)]
    pub raise: Vec<Flag>,
    /// Who is then told.
    #[serde(default)]
    pub tell: Vec<Tell>,
    /// Where it stands in the law.
    pub clause: String,
    /// Whether the number was read in the law.
    pub verified: Verified,
}

/// Whether a number was read in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// Read in the law.
    Yes,
    /// Recalled, or taken from a sister law; to be confirmed.
    No,
    /// Our own default where no law sets one.
    OwnDefault,
}

/// A condition on the data of an action.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldIs {
    /// The field.
    pub field: FieldId,
    /// What it must say.
    pub is: String,
}

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days on which offices work.
    WorkingDays,
    /// All days; a limit that ends on a day off ends on the next working day.
    CalendarDays,
    /// Calendar months; rolled likewise.
    Months,
    /// Hours by the clock.
    Hours,
}

/// What an answered supplement does to a clock that stood still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnSupplement {
    /// It begins anew with the full time.
    Reset,
    /// It goes on with what was left.
    Resume,
    /// It never stood still.
    #[default]
    None,
}

/// How a limit can be prolonged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// How often.
    pub max: u32,
    /// By how many units each time.
    pub amount: u32,
    /// What to do when it can be prolonged no more.
    pub instead: Option<Localized>,
}

/// What happens when a limit runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// Those concerned are reminded.
    Remind,
    /// It goes to the next higher office; the case is marked overdue.
    Escalate,
    /// Silence of a consulted agency is consent.
    DeemConsent,
    /// The papers count as complete.
    DeemComplete,
    /// The application counts as granted.
    DeemGranted,
    /// The case ends.
    Lapse,
    /// The applicant may go to dispute settlement.
    DisputeRight,
    /// Nothing; the date is for information.
    None,
}

impl OnExpiry {
    /// Whether the system must then take an action.
    #[must_use]
    pub(crate) fn takes_action(self) -> bool {
        match self {
            Self::DeemConsent | Self::DeemComplete | Self::DeemGranted | Self::Lapse => true,
            Self::Remind | Self::Escalate | Self::DisputeRight | Self::None => false,
        }
    }

    /// The flag that then goes up by itself.
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

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// When.
    pub at: ReminderAt,
    /// To whom.
    pub tell: Vec<Tell>,
}

/// When a reminder is due: `50%`, `due-1wd`, `due`, `due+3wd`, `due-30cd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ReminderAt {
    /// When this much of the time has passed.
    Percent(u8),
    /// So many working days before the due day (negative) or after it.
    WorkingDays(i32),
    /// So many calendar days before the due day (negative) or after it.
    CalendarDays(i32),
}

/// A text that is not a time for a reminder.
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

/// A clock that runs, stands or ran for a limit of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// The limit.
    pub limit: LimitId,
    /// How it stands.
    pub status: TimerStatus,
    /// The legal day of the event that started it; not counted.
    pub started_on: NaiveDate,
    /// The instant of that event.
    pub started_at: DateTime<Utc>,
    /// The last day, before any roll to a working day.
    pub nominal_on: NaiveDate,
    /// The last day on which it is kept.
    pub due_on: NaiveDate,
    /// The first instant at which it is missed.
    pub due_at: DateTime<Utc>,
    /// What is left while it stands still.
    pub left: Option<Left>,
    /// Since when it goes on after it last stood still; a changed calendar counts from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Resumption>,
    /// How often it was prolonged.
    pub extensions: u32,
    /// The reminders sent, by their place in the pack.
    pub reminded: BTreeSet<usize>,
    /// The version of the calendar it was counted with.
    pub calendar: String,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum TimerStatus {
    /// It runs.
    Running,
    /// It stands still.
    Paused,
    /// What it waited for has happened.
    Met,
    /// It ran out; reminders after the due day can still be waiting.
    Expired,
}

impl TimerStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a clock that had stood still went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumption {
    /// When.
    pub at: DateTime<Utc>,
    /// With what was left.
    pub left: Left,
    /// How often it had been prolonged by then.
    pub extensions: u32,
}

/// What was left on a clock when it was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "amount", rename_all = "snake_case")]
pub enum Left {
    /// Working days.
    WorkingDays(u32),
    /// Days to the nominal last day.
    CalendarDays(u32),
    /// Seconds.
    Seconds(i64),
}
