//! The share of a route near usable assets, and the gaps.

use crate::place::LineSection;

/// A shorter gap is below the precision of a survey.
const LEAST_METRES: f64 = 0.01;

/// The sections of a route that are further along it than `reach_metres` from every usable section.
#[must_use]
pub fn gaps(length_metres: f64, serving: &[LineSection], reach_metres: f64) -> Vec<LineSection> {
    let mut serving = serving.to_vec();
    serving.sort_by(|one, other| one.from_metres.total_cmp(&other.from_metres));
    let mut found = Vec::new();
    let mut served_to = 0.0_f64;
    for stretch in serving {
        let (from, to) = (stretch.from_metres - reach_metres, stretch.to_metres + reach_metres);
        if from > served_to + LEAST_METRES {
            found.push(LineSection { from_metres: served_to, to_metres: from.min(length_metres) });
        }
        served_to = served_to.max(to);
    }
    if length_metres > served_to + LEAST_METRES {
        found.push(LineSection { from_metres: served_to, to_metres: length_metres });
    }
    found.retain(|gap| gap.length_metres() > LEAST_METRES);
    found
}

/// The percentage of a route outside the gaps.
#[must_use]
pub fn percent(length_metres: f64, gaps: &[LineSection]) -> f64 {
    if length_metres <= 0.0 {
        return if gaps.is_empty() { 100.0 } else { 0.0 };
    }
    let open: f64 = gaps.iter().map(|gap| gap.length_metres()).sum();
    (100.0 * (1.0 - open / length_metres)).clamp(0.0, 100.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{gaps, percent};
    use crate::place::LineSection;

    fn stretch(from_metres: f64, to_metres: f64) -> LineSection {
        LineSection { from_metres, to_metres }
    }

    #[test]
    fn what_nothing_serves_is_one_gap() {
        assert_eq!(gaps(100.0, &[], 10.0), [stretch(0.0, 100.0)]);
        assert!(percent(100.0, &[stretch(0.0, 100.0)]).abs() < f64::EPSILON);
        assert_eq!(gaps(100.0, &[stretch(50.0, 50.0)], 50.0), []);
        assert_eq!(gaps(100.0, &[stretch(60.0, 80.0)], 10.0), [stretch(0.0, 50.0), stretch(90.0, 100.0)]);
        assert!((percent(100.0, &gaps(100.0, &[stretch(60.0, 80.0)], 10.0)) - 40.0).abs() < 1e-9);
    }

    proptest! {
        /// Checks metre by metre: a place is in a gap when nothing usable is in reach.
        #[test]
        fn a_place_lies_in_a_gap_when_nothing_is_in_reach(
            length in 1_u16..400, reach in 1_u16..60, serving in prop::collection::vec((0_u16..400, 0_u16..50), 0..8),
        ) {
            let (length, reach) = (f64::from(length), f64::from(reach));
            let serving: Vec<LineSection> = serving
                .into_iter()
                .map(|(from, long)| stretch(f64::from(from), f64::from(from) + f64::from(long)))
                .collect();
            let found = gaps(length, &serving, reach);
            prop_assert!(found.windows(2).all(|pair| pair[0].to_metres < pair[1].from_metres));
            for step in 0..400_u16 {
                let at = f64::from(step) + 0.5;
                if at > length {
                    break;
                }
                let near = serving.iter().any(|one| at >= one.from_metres - reach && at <= one.to_metres + reach);
                let open = found.iter().any(|gap| at > gap.from_metres && at < gap.to_metres);
                prop_assert_eq!(open, !near, "at {} of {}: {:?}", at, length, found);
            }
        }
    }
}
