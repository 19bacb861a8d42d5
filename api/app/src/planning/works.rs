//! Finds planned works that touch a place on certain days: streets that will be open anyway.

use chrono::{Days, NaiveDate};
use domain::cases::CaseContent;
use domain::place::{BudgetExceeded, IndexedShape, Line, Shape, StepBudget};
use domain::planning::left_out::{LeftOut, Tally, count};

use crate::compute_pool::ComputePool;
use crate::error::AppError;
use api_store::Connection;
use api_store::cases::StoredCase;
use api_store::cases::published::{self, Published};

/// The number of works read at once.
const PAGE: u64 = 500;
/// The largest number of works examined.
const MOST: usize = 10_000;
/// The steps that measuring the works may take.
const MOST_STEPS: u64 = 50_000_000;

#[derive(Debug, Clone)]
pub struct WorksQuery {
    pub place: Shape,
    /// The largest distance that counts as touching.
    pub buffer_metres: f64,
    /// The first day of the period.
    pub from: Option<NaiveDate>,
    /// The last day of the period.
    pub until: Option<NaiveDate>,
}

/// Works that touch the place.
#[derive(Debug)]
pub struct Touching {
    pub works: StoredCase,
    /// The distance from the place.
    pub off_metres: f64,
    /// The position along the place, when the place is a line.
    pub along_metres: Option<f64>,
}

/// Published works that touch a place, in order along it.
pub async fn find<C: Connection>(
    db: &C,
    pool: &ComputePool,
    question: &WorksQuery,
) -> Result<(Vec<Touching>, Tally), AppError> {
    let mut budget = StepBudget::of(MOST_STEPS);
    let mut left_out = Tally::new();
    let mut found = Vec::new();
    let mut seen = 0_usize;
    let around = question.place.bounds().grown(question.buffer_metres);
    let mut after = None;
    loop {
        let page = published::after(db, Published::Works, Some(around), after, PAGE).await?;
        after = page.last().map(|kept| kept.case.id.uuid());
        let is_last = u64::try_from(page.len()).unwrap_or(0) < PAGE;
        seen = seen.saturating_add(page.len());
        let places: Vec<Option<Shape>> = page.iter().map(|kept| kept.case.content.place().cloned()).collect();
        let (place, buffer) = (question.place.clone(), question.buffer_metres);
        let measured = pool.run(move || measured(&places, place, buffer, budget)).await?;
        let (near, left) = measured.map_err(|why| AppError::invalid("/route", why))?;
        budget = left;
        for (kept, near) in page.into_iter().zip(near) {
            let Some((off_metres, along_metres)) = near else { continue };
            if let Some(why) = other_days(&kept.case.content, question) {
                count(&mut left_out, why);
            } else {
                found.push(Touching { off_metres, along_metres, works: kept });
            }
        }
        if !is_last && seen >= MOST {
            count(&mut left_out, LeftOut::BeyondLimit);
        }
        if is_last || seen >= MOST {
            break;
        }
    }
    found.sort_by(|one, other| {
        let along = |touching: &Touching| touching.along_metres.unwrap_or(touching.off_metres);
        along(one).total_cmp(&along(other)).then(one.works.case.id.cmp(&other.works.case.id))
    });
    Ok((found, left_out))
}

/// The distance of each geometry, and its position along a line; `None` where there is no geometry,
/// or it is farther than the buffer.
type Near = Vec<Option<(f64, Option<f64>)>>;

fn measured(
    places: &[Option<Shape>],
    route: Shape,
    buffer_metres: f64,
    mut budget: StepBudget,
) -> Result<(Near, StepBudget), BudgetExceeded> {
    let course = Line::of(&route);
    let around = route.bounds().grown(buffer_metres);
    let route = IndexedShape::new(route);
    let mut near = Vec::with_capacity(places.len());
    for place in places {
        let Some(place) = place.as_ref().filter(|place| place.bounds().touches(&around)) else {
            near.push(None);
            continue;
        };
        let off_metres = IndexedShape::new(place.clone()).metres_to(&route, &mut budget)?;
        let along = match &course {
            Some(course) if off_metres <= buffer_metres => Some(course.beside_shape_within(place, &mut budget)?),
            Some(_) | None => None,
        };
        near.push((off_metres <= buffer_metres).then_some((off_metres, along.map(|beside| beside.along_metres))));
    }
    Ok((near, budget))
}

/// The first and the last day of planned works, as far as they are known.
#[must_use]
pub fn days(content: &CaseContent) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let CaseContent::PlannedWorks(content) = content else { return None };
    let starts = content.started_on.or(content.notice.starts_on)?;
    let lasts = content.notice.duration_days.map(|days| Days::new(u64::from(days).saturating_sub(1)));
    Some((starts, content.reinstated_on.or_else(|| starts.checked_add_days(lasts?))))
}

fn other_days(content: &CaseContent, question: &WorksQuery) -> Option<LeftOut> {
    if question.from.is_none() && question.until.is_none() {
        return None;
    }
    let Some((starts, ends)) = days(content) else { return Some(LeftOut::DaysUnknown) };
    let too_late = question.until.is_some_and(|until| starts > until);
    let too_early = question.from.is_some_and(|from| ends.is_some_and(|ends| ends < from));
    (too_late || too_early).then_some(LeftOut::OtherDays)
}
