//! A generator of choices, fixed by a seed.

/// A random generator of the kind `SplitMix64`.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    #[must_use]
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.bits() % bound).unwrap_or_default()
    }

    /// Whether an event of this probability happens.
    pub(super) fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of the given items; `None` if there are none.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    pub(super) fn one_of(&mut self, of: &[&str]) -> String {
        self.one(of).copied().unwrap_or_default().to_owned()
    }

    /// A version 7 id that no object has.
    pub(super) fn unknown_id(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!("018aed00-{:04x}-7{:03x}-9{:03x}-{:012x}", high >> 48, high & 0xfff, low >> 52, low & 0xffff_ffff_ffff)
    }
}
