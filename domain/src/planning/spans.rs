//! Finds missing poles on a route: the fewest new poles, with as many existing ones as help.
//!
//! Both ends of the route support the line. The distance between two supports counts along the
//! route; the span to a support beside the route includes the lateral distance, so it covers less
//! of the route. New poles are on the route.

use strum::VariantNames;

/// A larger number of new poles in one place indicates a wrong input.
const MOST_BETWEEN: u32 = 100_000;
/// The tolerance for rounding, in metres.
const ROUNDING: f64 = 1e-6;

/// An existing support beside the route.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RouteSupport {
    /// The distance along the route.
    pub along_metres: f64,
    /// The distance from the route.
    pub off_metres: f64,
}

/// What supports the line at a point.
#[derive(Debug, Clone, Copy, PartialEq, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Support {
    /// An end of the route.
    End,
    /// An existing support, by its index in the list.
    Existing(usize),
    /// A support that must be built.
    New,
}

/// A support on the route, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    pub by: Support,
    /// The distance along the route.
    pub along_metres: f64,
}

/// The distance along the route that a span covers to or from a support; `None` when the support is
/// too far from the route.
#[must_use]
pub fn carries(span_metres: f64, off_metres: f64) -> Option<f64> {
    (off_metres < span_metres).then(|| (span_metres.powi(2) - off_metres.powi(2)).sqrt())
}

/// The fewest new supports between two existing ones.
#[must_use]
pub fn between(span_metres: f64, one: RouteSupport, other: RouteSupport) -> Option<u32> {
    let way = (other.along_metres - one.along_metres).max(0.0);
    if way.hypot(one.off_metres + other.off_metres) <= span_metres + ROUNDING {
        return Some(0);
    }
    let (first, last) = (carries(span_metres, one.off_metres)?, carries(span_metres, other.off_metres)?);
    let rest = (way - first - last - ROUNDING).max(0.0);
    let more = (rest / span_metres).ceil();
    (more < f64::from(MOST_BETWEEN)).then(|| whole(more).saturating_add(1))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::as_conversions,
    reason = "a whole number from 0 to 100 000 fits"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

/// The supports of a route of this length, from end to end, with the fewest new ones, then the
/// fewest existing ones. `None` when the span is not a positive length.
#[must_use]
pub fn fewest(length_metres: f64, span_metres: f64, existing: &[RouteSupport]) -> Option<Vec<Held>> {
    if !(span_metres > 0.0 && length_metres.is_finite()) || length_metres / span_metres > f64::from(MOST_BETWEEN) {
        return None;
    }
    let mut stops = vec![Stop { by: Support::End, at: RouteSupport { along_metres: 0.0, off_metres: 0.0 } }];
    let mut order: Vec<(usize, RouteSupport)> = existing.iter().copied().enumerate().collect();
    order.sort_by(|(one, here), (other, there)| here.along_metres.total_cmp(&there.along_metres).then(one.cmp(other)));
    stops.extend(order.into_iter().map(|(place, at)| Stop { by: Support::Existing(place), at }));
    stops.push(Stop { by: Support::End, at: RouteSupport { along_metres: length_metres, off_metres: 0.0 } });
    let mut best: Vec<Best> = Vec::with_capacity(stops.len());
    for stop in &stops {
        let reached = best.iter().zip(&stops).enumerate().filter_map(|(place, (so_far, before))| {
            let new = between(span_metres, before.at, stop.at)?;
            Some(Best { new: so_far.new.saturating_add(new), used: so_far.used.saturating_add(1), from: Some(place) })
        });
        let start = Best { new: 0, used: 0, from: None };
        best.push(reached.min_by_key(|way| (way.new, way.used)).unwrap_or(start));
    }
    Some(drawn(&stops, &best, span_metres))
}

#[derive(Debug, Clone, Copy)]
struct Stop {
    by: Support,
    at: RouteSupport,
}

#[derive(Debug, Clone, Copy)]
struct Best {
    new: u32,
    used: u32,
    from: Option<usize>,
}

/// The supports on the best path, with new ones distributed so that every span is equally far from
/// its limit.
fn drawn(stops: &[Stop], best: &[Best], span_metres: f64) -> Vec<Held> {
    let mut way: Vec<Stop> = Vec::new();
    let mut place = stops.len().checked_sub(1);
    while let Some((stop, reached)) = place.and_then(|place| Some((stops.get(place)?, best.get(place)?))) {
        way.push(*stop);
        place = reached.from;
    }
    way.reverse();
    let mut held: Vec<Held> = Vec::new();
    for pair in way.windows(2) {
        let [one, other] = pair else { continue };
        held.push(Held { by: one.by, along_metres: one.at.along_metres });
        let new = between(span_metres, one.at, other.at).unwrap_or(0);
        let first = carries(span_metres, one.at.off_metres).unwrap_or(0.0);
        let last = carries(span_metres, other.at.off_metres).unwrap_or(0.0);
        let reach = first + last + f64::from(new.saturating_sub(1)) * span_metres;
        let share = if reach > 0.0 { (other.at.along_metres - one.at.along_metres) / reach } else { 0.0 };
        held.extend((0..new).map(|n| Held {
            by: Support::New,
            along_metres: one.at.along_metres + (first + f64::from(n) * span_metres) * share,
        }));
    }
    held.extend(way.last().map(|last| Held { by: last.by, along_metres: last.at.along_metres }));
    held
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Held, RouteSupport, Support, fewest};

    fn existing(along_metres: f64, off_metres: f64) -> RouteSupport {
        RouteSupport { along_metres, off_metres }
    }

    fn new(held: &[Held]) -> usize {
        held.iter().filter(|held| held.by == Support::New).count()
    }

    #[test]
    fn a_pole_in_the_gap_saves_one() {
        let bare = fewest(100.0, 50.0, &[]).unwrap();
        assert_eq!((new(&bare), bare[1].along_metres), (1, 50.0));
        let helped = fewest(100.0, 50.0, &[existing(40.0, 0.0), existing(95.0, 0.0)]).unwrap();
        assert_eq!(new(&helped), 1, "{helped:?}");
        let enough = fewest(100.0, 50.0, &[existing(50.0, 0.0)]).unwrap();
        assert_eq!(
            enough.iter().map(|held| held.by).collect::<Vec<_>>(),
            [Support::End, Support::Existing(0), Support::End]
        );
        assert_eq!(new(&fewest(100.0, 50.0, &[existing(50.0, 49.9)]).unwrap()), 1, "it stands too far off to help");
        assert_eq!(fewest(100.0, 0.0, &[]), None);
    }

    /// The fewest new supports by exhaustive search over the existing ones, covering each gap as
    /// far as the span reaches.
    fn by_trying(length: f64, span: f64, all: &[RouteSupport]) -> usize {
        (0..1_u32 << all.len())
            .filter_map(|choice| {
                let mut chosen: Vec<RouteSupport> =
                    (0..).zip(all).filter(|(place, _)| choice & (1 << place) != 0).map(|(_, one)| *one).collect();
                chosen.sort_by(|one, other| one.along_metres.total_cmp(&other.along_metres));
                chosen.push(existing(length, 0.0));
                let mut here = existing(0.0, 0.0);
                let mut new = 0;
                for next in chosen {
                    // Adds new poles on the line one by one, each as far as possible, until the
                    // next support is in reach.
                    while (next.along_metres - here.along_metres).hypot(here.off_metres + next.off_metres) > span + 1e-6
                    {
                        let ahead = (span.powi(2) - here.off_metres.powi(2)).sqrt();
                        let wanted = next.along_metres - (span.powi(2) - next.off_metres.powi(2)).max(0.0).sqrt();
                        let to = (here.along_metres + ahead).min(wanted.max(here.along_metres));
                        // The pole is on the line at the right distance from the next support: one
                        // more pole, and the next support is in reach.
                        new += 1;
                        if new > 200 {
                            return None;
                        }
                        here = existing(to, 0.0);
                    }
                    here = next;
                }
                Some(new)
            })
            .min()
            .unwrap()
    }

    proptest! {
        #[test]
        fn no_choice_of_poles_needs_fewer_new_ones(
            length in 1_u16..300, span in 20_u16..80,
            poles in prop::collection::vec((0_u16..300, 0_u16..15), 0..7),
        ) {
            let (length, span) = (f64::from(length), f64::from(span));
            let poles: Vec<RouteSupport> = poles
                .into_iter()
                .map(|(along, off)| existing(f64::from(along).min(length), f64::from(off)))
                .collect();
            let held = fewest(length, span, &poles).unwrap();
            prop_assert_eq!(new(&held), by_trying(length, span, &poles), "{:?}", held);
            let off = |held: &Held| match held.by {
                Support::Existing(place) => poles[place].off_metres,
                Support::End | Support::New => 0.0,
            };
            for pair in held.windows(2) {
                let way = pair[1].along_metres - pair[0].along_metres;
                prop_assert!(way >= -1e-9 && way.hypot(off(&pair[0]) + off(&pair[1])) <= span + 1e-3, "{:?}", held);
            }
        }
    }
}
