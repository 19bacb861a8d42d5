//! The ledger of one unit of one asset. It is never negative and never oversold.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What is installed of a unit, and what has been given of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// What is there.
    pub installed: u32,
    /// What the owner uses itself.
    pub own_use: u32,
    /// What cannot be used, with evidence.
    pub blocked: u32,
    /// What the owner's published policy keeps back.
    pub policy_reserve: u32,
    /// What is set aside for requests.
    pub reserved: u32,
    /// What tenants use.
    pub active: u32,
}

/// Why a ledger does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// There is not enough room.
    #[error("{wanted} wanted, {free} free")]
    NoRoom {
        /// What was wanted.
        wanted: u32,
        /// What is free.
        free: u32,
    },
    /// More would be given back than was given.
    #[error("{wanted} to give back, {held} held")]
    NotHeld {
        /// What was to be given back.
        wanted: u32,
        /// What is held.
        held: u32,
    },
}

/// How loaded an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Grade {
    /// Lightly.
    Green,
    /// Nearly full.
    Amber,
    /// Overloaded: an inspection is due, and nothing is added without make-ready.
    Red,
}

/// From where on an asset is graded amber and red; a province decides the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overload {
    /// Amber from this share of what is installed.
    pub amber_from_percent: u8,
    /// Red over this share.
    pub red_over_percent: u8,
}

impl Overload {
    /// Whether amber comes before red, and red before everything is taken.
    #[must_use]
    pub fn is_sound(self) -> bool {
        self.amber_from_percent <= self.red_over_percent && self.red_over_percent < 100
    }

    /// The worst grade of the units of an asset; green when it has none.
    #[must_use]
    pub fn worst<'a>(self, units: impl IntoIterator<Item = &'a Ledger>) -> Grade {
        units.into_iter().map(|ledger| ledger.grade(self)).max().unwrap_or(Grade::Green)
    }
}

impl Grade {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Ledger {
    /// What has been given away or kept back.
    #[must_use]
    pub fn taken(&self) -> u32 {
        self.own_use
            .saturating_add(self.blocked)
            .saturating_add(self.policy_reserve)
            .saturating_add(self.reserved)
            .saturating_add(self.active)
    }

    /// What is free.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.installed.saturating_sub(self.taken())
    }

    /// Whether no more is given than is there.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.taken() <= self.installed
    }

    /// Sets room aside.
    ///
    /// # Errors
    /// [`LedgerError::NoRoom`].
    pub fn reserve(self, wanted: u32) -> Result<Self, LedgerError> {
        let free = self.free();
        if wanted > free {
            return Err(LedgerError::NoRoom { wanted, free });
        }
        Ok(Self { reserved: self.reserved.saturating_add(wanted), ..self })
    }

    /// Turns what is set aside into use.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn activate(self, wanted: u32) -> Result<Self, LedgerError> {
        let reserved = self.reserved.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.reserved })?;
        Ok(Self { reserved, active: self.active.saturating_add(wanted), ..self })
    }

    /// Gives back what was set aside.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn release(self, wanted: u32) -> Result<Self, LedgerError> {
        let reserved = self.reserved.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.reserved })?;
        Ok(Self { reserved, ..self })
    }

    /// Gives back what was in use.
    ///
    /// # Errors
    /// [`LedgerError::NotHeld`].
    pub fn end(self, wanted: u32) -> Result<Self, LedgerError> {
        let active = self.active.checked_sub(wanted).ok_or(LedgerError::NotHeld { wanted, held: self.active })?;
        Ok(Self { active, ..self })
    }

    /// How loaded it is.
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
