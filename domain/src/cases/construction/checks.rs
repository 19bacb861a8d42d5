//! The conditions that the actions of a permit or a notice can demand.

use chrono::NaiveDate;

use super::{papers::Papers, route::Way};
use crate::{
    cases::{House, Kind},
    words::words,
    workflow::{
        denial::{Denial, Fault, Refusal},
        fields::read,
        rules::Scene,
    },
};

words! {
    /// A condition.
    Guard {
        /// The papers say what and where.
        WorksAreWhole = "works_are_whole",
        /// The law sends the works to the kind of case that this is.
        RouteIsThis = "route_is_this",
        /// The place was approved, and the approval is in force.
        SitingIsInForce = "siting_is_in_force",
        /// The day of the start is not before the notice.
        StartIsNotBeforeNotice = "start_is_not_before_notice",
        /// No change of the permit waits for an answer.
        NoAdjustmentIsOpen = "no_adjustment_is_open",
        /// A change of the permit waits for an answer.
        AdjustmentIsOpen = "adjustment_is_open",
        /// An extension was asked for and not answered.
        ExtensionWasAsked = "extension_was_asked",
        /// What is said to have happened has happened.
        DayHasCome = "day_has_come",
    }
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids, or the faults of the content.
pub fn check(guard: Guard, papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    match guard {
        Guard::WorksAreWhole => papers.works.lacks().verdict(),
        Guard::RouteIsThis => route_is_this(scene),
        Guard::SitingIsInForce => siting_is_in_force(papers, scene),
        Guard::StartIsNotBeforeNotice => start_is_not_before_notice(papers, scene),
        Guard::NoAdjustmentIsOpen => match papers.open_adjustment() {
            None => Ok(()),
            Some(_) => Err(Refusal::new(
                "no_adjustment_is_open",
                "Đang có một đề nghị điều chỉnh chờ giải quyết.",
                "a change of the permit is waiting for an answer",
            )
            .into()),
        },
        Guard::AdjustmentIsOpen => match papers.open_adjustment() {
            Some(_) => Ok(()),
            None => Err(Refusal::new(
                "adjustment_is_open",
                "Không có đề nghị điều chỉnh nào đang chờ.",
                "no change of the permit is waiting",
            )
            .into()),
        },
        Guard::ExtensionWasAsked => extension_was_asked(scene),
        Guard::DayHasCome => day_has_come(scene),
    }
}

fn route_is_this(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let Some(route) = &scene.facts.route else {
        return Err(Refusal::new(
            "route_is_known",
            "Bộ quy tắc không có quy định cho loại công trình này.",
            "the rules in force say nothing about such works",
        )
        .into());
    };
    if scene.case.kind == *route.to.as_str() {
        return Ok(());
    }
    let (vi, en) = match route.to {
        Way::ConstructionPermit => ("Công trình phải có giấy phép xây dựng.", "these works need a construction permit"),
        Way::CommencementNotice => (
            "Công trình được miễn giấy phép xây dựng: nộp thông báo khởi công.",
            "these works need no permit: file a commencement notice",
        ),
    };
    Err(Refusal::new("route_is_this", vi, en).under(Some(&route.clause)).blocked_by(vec![route.to.to_string()]).into())
}

/// Without an approval of the place in force nothing is filed (acceptance scenario 25).
fn siting_is_in_force(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let Some(id) = papers.works.siting_case_id else {
        return Err(Fault::new("/siting_case_id", "must name the approval of the place").into());
    };
    let linked = scene.facts.linked.get(&id).filter(|linked| linked.kind == Kind::SitingApplication);
    match linked {
        None => Err(Fault::new("/siting_case_id", "is not a siting application of yours").into()),
        Some(linked) if linked.is_in_force() => Ok(()),
        Some(linked) => Err(Refusal::new(
            "siting_is_in_force",
            "Văn bản chấp thuận địa điểm không còn hoặc chưa có hiệu lực: cần một văn bản chấp thuận mới.",
            "the approval of the place is not in force: a new approval is needed",
        )
        .blocked_by(vec![linked.code.clone()])
        .into()),
    }
}

fn start_is_not_before_notice(papers: &Papers, scene: &Scene<'_, House>) -> Result<(), Denial> {
    let today = scene.law.office.local_date(scene.at);
    match papers.works.starts_on {
        None => Err(Fault::new("/starts_on", "must say when building is to begin").into()),
        Some(day) if day < today => {
            Err(Fault::new("/starts_on", format!("{day} is over: the notice comes before the start")).into())
        }
        Some(_) => Ok(()),
    }
}

fn extension_was_asked(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let times = |action: &str| scene.case.taken.iter().filter(|taken| taken.action == *action).count();
    if times("request_extension") > times("extend").saturating_add(times("refuse_extension")) {
        return Ok(());
    }
    Err(Refusal::new("extension_was_asked", "Chưa có đề nghị gia hạn.", "no extension was asked for").into())
}

fn day_has_come(scene: &Scene<'_, House>) -> Result<(), Denial> {
    let day: NaiveDate = read(&scene.command.data, "on")?;
    if day > scene.law.office.local_date(scene.at) {
        return Err(Fault::new("/data/on", "lies in the future").into());
    }
    Ok(())
}
