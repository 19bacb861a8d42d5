//! The ledger of one unit of one asset. The ledger is never negative and never oversold.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The installed amount of a unit, and its allocations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    pub installed: u32,
    /// The owner's own use.
    pub own_use: u32,
    /// The unusable amount, with evidence.
    pub blocked: u32,
    /// The reserve under the owner's published policy.
    pub policy_reserve: u32,
    /// Units reserved for open requests.
    pub reserved: u32,
    /// In use by tenants.
    pub active: u32,
}

/// Why a ledger refuses a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The free amount does not suffice.
    #[error("{wanted} wanted, {free} free")]
    NoCapacity {
        /// The number of requested units.
        wanted: u32,
        free: u32,
    },
    /// A release exceeds the held amount.
    #[error("{wanted} to give back, {held} held")]
    NotHeld { wanted: u32, held: u32 },
}

/// The load grade of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Grade {
    Green,
    /// Nearly all capacity is used.
    Amber,
    /// Overloaded: an inspection is due, and additions need make-ready.
    Red,
}

/// The thresholds for amber and red; a province sets the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overload {
    /// Amber from this share of the installed amount.
    pub amber_from_percent: u8,
    /// Red above this share.
    pub red_over_percent: u8,
}

impl Overload {
    /// Reports whether amber comes before red, and red before full use.
    #[must_use]
    pub fn is_sound(self) -> bool {
        self.amber_from_percent <= self.red_over_percent && self.red_over_percent < 100
    }

    /// The worst grade of the units of an asset; green when it has no units.
    #[must_use]
    pub fn worst<'a>(self, units: impl IntoIterator<Item = &'a Ledger>) -> Grade {
        units.into_iter().map(|ledger| ledger.grade(self)).max().unwrap_or(Grade::Green)
    }
}

impl Grade {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Ledger {
    /// The allocated or reserved amount.
    #[must_use]
    pub fn taken(&self) -> u32 {
        self.own_use
            .saturating_add(self.blocked)
            .saturating_add(self.policy_reserve)
            .saturating_add(self.reserved)
            .saturating_add(self.active)
    }

    #[must_use]
    pub fn free(&self) -> u32 {
        self.installed.saturating_sub(self.taken())
    }

    /// Reports whether the allocations do not exceed the installed amount.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.taken() <= self.installed
    }

    /// Reserves an amount.
    ///
    /// # Errors
    /// [`LedgerError::NoCapacity`].
    pub fn reserve(self, wanted: u32) -> Result<Self, LedgerError> {
        let free = self.free();
        if wanted > free {
            return Err(LedgerError::NoCapacity { wanted, free });
        }
        Ok(Self { reserved: self.reserved.saturating_add(wanted), ..self })
    }

    /// Turns a reserved amount into use.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn activate(self, wanted: u32) -> Result<Self, LedgerError> {
        let reserved = self.reserved.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.reserved })?;
        Ok(Self { reserved, active: self.active.saturating_add(wanted), ..self })
    }

    /// Releases a reserved amount.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn release(self, wanted: u32) -> Result<Self, LedgerError> {
        let reserved = self.reserved.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.reserved })?;
        Ok(Self { reserved, ..self })
    }

    /// Releases an amount in use.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn end(self, wanted: u32) -> Result<Self, LedgerError> {
        let active = self.active.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.active })?;
        Ok(Self { active, ..self })
    }

    #[must_use]
    pub fn grade(&self, overload: Overload) -> Grade {
        let (taken, installed) = (u64::from(self.taken()) * 100, u64::from(self.installed));
        if taken > installed * u64::from(overload.red_over_percent) {
            Grade::Red
        } else if taken >= installed * u64::from(overload.amber_from_percent) && installed > 0 {
            Grade::Amber
        } else {
            Grade::Green
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grade, Ledger, Overload};

    #[test]
    fn grades_change_at_the_thresholds_of_the_province() {
        let overload = Overload { amber_from_percent: 70, red_over_percent: 90 };
        let loaded = |active| Ledger { installed: 1_000, active, ..Ledger::default() };
        for (active, grade) in
            [(0, Grade::Green), (699, Grade::Green), (700, Grade::Amber), (900, Grade::Amber), (901, Grade::Red)]
        {
            assert_eq!(loaded(active).grade(overload), grade, "{active} of 1000");
        }
        assert_eq!(overload.worst(&[loaded(10), loaded(950)]), Grade::Red);
        assert_eq!(overload.worst(&[]), Grade::Green);
        assert_eq!(Ledger::default().grade(overload), Grade::Green);
    }
}
