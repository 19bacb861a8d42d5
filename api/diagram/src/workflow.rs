//! Builds the content of a drawing from a workflow: each state with the roles that must act, each
//! action with its roles, each time limit that moves a case automatically.

use domain::access::{Role, Stance};
use domain::cases::{Action, Definition};
use domain::text::{Locale, Localized};
use domain::workflow::definition::{Phase, State, Who};
use domain::workflow::doer::Signature;
use domain::workflow::event::Taken;
use domain::workflow::limit::{Limit, Unit};
use domain::workflow::name::StateId;

use crate::drawing::{Drawing, Passed, StateBox, StateStyle, Transition, Trigger};

/// The history of one case, for marking in the drawing of its workflow.
#[derive(Debug, Clone, Copy)]
pub struct CaseHistory<'a> {
    /// The state in which the case is.
    pub current: &'a StateId,
    /// The performed actions, in order.
    pub taken: &'a [Taken],
}

/// The drawing of `definition` in one language.
#[must_use]
pub fn drawing(definition: &Definition, pack: &str, locale: Locale, history: Option<CaseHistory<'_>>) -> Drawing {
    let place = |id: &StateId| definition.states.iter().position(|state| state.id == *id);
    let mut transitions = Vec::new();
    for action in &definition.actions {
        for from in &action.from {
            if let (Some(at), Some(to)) = (place(from), place(action.target(from))) {
                transitions.extend(transitions_of(definition, action, from, locale).map(|(lines, trigger)| {
                    Transition { from: at, to, passed: passed(history, action, from, trigger), lines, trigger }
                }));
            }
        }
    }
    Drawing {
        title: format!("{} · {pack}", said(&definition.title, locale)),
        language: in_language(locale, "vi", "en").to_owned(),
        states: definition.states.iter().map(|state| state_box(definition, state, locale)).collect(),
        transitions,
        current: history.and_then(|history| place(history.current)),
    }
    .simplified(in_language(locale, "từ", "from"))
}

fn state_box(definition: &Definition, state: &State, locale: Locale) -> StateBox {
    let turn: Vec<&str> = state.turn.iter().map(|who| stance(who.stance, locale)).collect();
    let lines = if turn.is_empty() {
        Vec::new()
    } else {
        vec![format!("{}: {}", in_language(locale, "lượt", "turn"), turn.join(", "))]
    };
    let waits = definition.limits.iter().any(|limit| limit.pauses_in.contains(&state.id));
    let style = match state.phase {
        _ if state.id == definition.initial => StateStyle::Start,
        Phase::Closed => StateStyle::End,
        Phase::Draft | Phase::Open | Phase::InForce if waits => StateStyle::Paused,
        Phase::Draft | Phase::Open | Phase::InForce => StateStyle::Running,
    };
    StateBox { id: state.id.to_string(), title: said(&state.title, locale).to_owned(), lines, style }
}

/// One transition for the people who may act, and one for each time limit after which the system
/// acts.
fn transitions_of<'a>(
    definition: &'a Definition,
    action: &'a Action,
    from: &'a StateId,
    locale: Locale,
) -> impl Iterator<Item = (Vec<String>, Trigger)> + 'a {
    let people: Vec<&Who> = action.who.iter().filter(|who| who.stance != Stance::System).collect();
    let by_people = (!people.is_empty())
        .then(|| (vec![format!("{} · {}", said(&action.title, locale), doers(&people, locale))], Trigger::Person));
    let by_clock = definition
        .limits
        .iter()
        .filter(move |limit| limit.expiry_action.as_ref() == Some(&action.id) && limit.runs_in.contains(from))
        .map(move |limit| {
            (vec![format!("◷ {}: {}", time(limit, locale), said(&action.title, locale))], Trigger::TimeLimit)
        });
    by_people.into_iter().chain(by_clock)
}

fn passed(history: Option<CaseHistory<'_>>, action: &Action, from: &StateId, trigger: Trigger) -> Passed {
    let is_same = |taken: &Taken| {
        let by = match taken.signature {
            Signature::Person { .. } => Trigger::Person,
            Signature::System => Trigger::TimeLimit,
        };
        taken.action == action.id && taken.from == *from && by == trigger
    };
    if history.is_some_and(|history| history.taken.iter().any(is_same)) { Passed::Yes } else { Passed::No }
}

fn doers(people: &[&Who], locale: Locale) -> String {
    let mut names: Vec<String> = people
        .iter()
        .map(|who| {
            let name = stance(who.stance, locale);
            let leads_only = !who.roles.is_empty() && who.roles.iter().all(|role| is_lead(*role));
            if leads_only {
                format!("{name} ({})", in_language(locale, "lãnh đạo", "manager"))
            } else {
                name.to_owned()
            }
        })
        .collect();
    names.dedup();
    names.join(" / ")
}

fn is_lead(role: Role) -> bool {
    matches!(
        role,
        Role::OperatorManager | Role::OwnerManager | Role::DistrictLead | Role::RegulatorLead | Role::PermitApprover
    )
}

fn time(limit: &Limit, locale: Locale) -> String {
    let amount = limit.amount;
    match limit.unit {
        Unit::WorkingDays => format!("{amount} {}", in_language(locale, "ngày làm việc", "working days")),
        Unit::CalendarDays => format!("{amount} {}", in_language(locale, "ngày", "days")),
        Unit::Months => format!("{amount} {}", in_language(locale, "tháng", "months")),
        Unit::Hours => format!("{amount} {}", in_language(locale, "giờ", "hours")),
    }
}

fn stance(stance: Stance, locale: Locale) -> &'static str {
    match stance {
        Stance::Applicant => in_language(locale, "bên xin", "applicant"),
        Stance::Owner => in_language(locale, "chủ sở hữu", "owner"),
        Stance::CoOwner => in_language(locale, "đồng sở hữu", "co-owner"),
        Stance::Tenant => in_language(locale, "bên đang dùng", "tenant"),
        Stance::Reviewer => in_language(locale, "cơ quan xem xét", "reviewer"),
        Stance::Consulted => in_language(locale, "cơ quan được hỏi ý kiến", "consulted agency"),
        Stance::Former => in_language(locale, "cơ quan trước đây", "former reviewer"),
        Stance::Respondent => in_language(locale, "bên bị kiện", "respondent"),
        Stance::Informed => in_language(locale, "bên được thông báo", "informed"),
        Stance::Regulator => in_language(locale, "cơ quan quản lý viễn thông", "regulator"),
        Stance::Public => in_language(locale, "công chúng", "public"),
        Stance::Admin => in_language(locale, "quản trị", "administrator"),
        Stance::System => in_language(locale, "hệ thống", "system"),
    }
}

fn said(text: &Localized, locale: Locale) -> &str {
    match locale {
        Locale::Vi => &text.vi,
        Locale::En => &text.en,
    }
}

const fn in_language(locale: Locale, vi: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::Vi => vi,
        Locale::En => en,
    }
}
