//! Lists by index with total access: an unknown index reads the default and writes nothing.
//!
//! All steps of the layout use these lists, so that no step can panic.

/// One value per index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table<T>(Vec<T>);

impl<T: Copy + Default> Table<T> {
    pub(super) fn new(len: usize) -> Self {
        Self(vec![T::default(); len])
    }

    pub(super) fn get(&self, at: usize) -> T {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(super) fn set(&mut self, at: usize, value: T) {
        if let Some(place) = self.0.get_mut(at) {
            *place = value;
        }
    }

    pub(super) fn push(&mut self, value: T) {
        self.0.push(value);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().copied()
    }
}

impl Table<i64> {
    pub(super) fn add(&mut self, at: usize, value: i64) {
        self.set(at, self.get(at).saturating_add(value));
    }
}

/// One list of indices per index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lists(Vec<Vec<usize>>);

impl Lists {
    pub(super) fn new(len: usize) -> Self {
        Self(vec![Vec::new(); len])
    }

    pub(super) fn of(&self, at: usize) -> &[usize] {
        self.0.get(at).map_or(&[], Vec::as_slice)
    }

    pub(super) fn push(&mut self, at: usize, value: usize) {
        if let Some(list) = self.0.get_mut(at) {
            list.push(value);
        }
    }

    pub(super) fn replace(&mut self, at: usize, values: Vec<usize>) {
        if let Some(list) = self.0.get_mut(at) {
            *list = values;
        }
    }

    pub(super) fn swap(&mut self, at: usize, left: usize) {
        if let Some(list) = self.0.get_mut(at)
            && left + 1 < list.len()
        {
            list.swap(left, left + 1);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// A count as a number of pixels or a weight.
pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
