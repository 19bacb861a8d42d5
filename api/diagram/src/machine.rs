//! What a rule pack's machine looks like: every state with whose turn it is, every action with who does it, every time limit that
//! moves a case by itself.

use domain::access::{Role, Stance};
use domain::cases::{Action, Definition};
use domain::text::{Locale, Localized};
use domain::workflow::definition::{Phase, State, Who};
use domain::workflow::doer::Signature;
use domain::workflow::event::Taken;
use domain::workflow::limit::{Limit, Unit};
use domain::workflow::name::StateId;

use super::sketch::{OpenedBy, Road, Sign, Sketch, Tone, Walked};

/// The way of one case through its machine.
#[derive(Debug, Clone, Copy)]
pub struct Journey<'a> {
    /// Where it stands.
    pub here: &'a StateId,
    /// What was done with it, in order.
    pub taken: &'a [Taken],
}

/// A drawing of `definition` in one language, with the way of a case marked if one is given.
#[must_use]
pub fn sketch(definition: &Definition, pack: &str, locale: Locale, journey: Option<Journey<'_>>) -> Sketch {
    let place = |id: &StateId| definition.states.iter().position(|state| state.id == *id);
    let mut roads = Vec::new();
    for action in &definition.actions {
        for from in &action.from {
            if let (Some(at), Some(to)) = (place(from), place(action.target(from))) {
                roads.extend(roads_of(definition, action, from, locale).map(|(lines, opened_by)| Road {
                    from: at,
                    to,
                    walked: walked(journey, action, from, opened_by),
                    lines,
                    opened_by,
                }));
            }
        }
    }
    Sketch {
        title: format!("{} · {pack}", said(&definition.title, locale)),
        language: word(locale, "vi", "en").to_owned(),
        states: definition.states.iter().map(|state| sign(definition, state, locale)).collect(),
        roads,
        here: journey.and_then(|journey| place(journey.here)),
    }
    .thinned(word(locale, "từ", "from"))
}

fn sign(definition: &Definition, state: &State, locale: Locale) -> Sign {
    let turn: Vec<&str> = state.turn.iter().map(|who| stance(who.stance, locale)).collect();
    let lines = if turn.is_empty() {
        Vec::new()
    } else {
        vec![format!("{}: {}", word(locale, "lượt", "turn"), turn.join(", "))]
    };
    let waits = definition.limits.iter().any(|limit| limit.pauses_in.contains(&state.id));
    let tone = match state.phase {
        _ if state.id == definition.initial => Tone::Start,
        Phase::Closed => Tone::End,
        Phase::Draft | Phase::Open | Phase::InForce if waits => Tone::Paused,
        Phase::Draft | Phase::Open | Phase::InForce => Tone::Running,
    };
    Sign { id: state.id.to_string(), title: said(&state.title, locale).to_owned(), lines, tone }
}

/// The road people take, and beside it one for each time limit after which the system takes it.
fn roads_of<'a>(
    definition: &'a Definition,
    action: &'a Action,
    from: &'a StateId,
    locale: Locale,
) -> impl Iterator<Item = (Vec<String>, OpenedBy)> + 'a {
    let people: Vec<&Who> = action.who.iter().filter(|who| who.stance != Stance::System).collect();
    let by_people = (!people.is_empty())
        .then(|| (vec![format!("{} · {}", said(&action.title, locale), doers(&people, locale))], OpenedBy::Person));
    let by_clock = definition
        .limits
        .iter()
        .filter(move |limit| limit.expiry_action.as_ref() == Some(&action.id) && limit.runs_in.contains(from))
        .map(move |limit| {
            (vec![format!("◷ {}: {}", time(limit, locale), said(&action.title, locale))], OpenedBy::Clock)
        });
    by_people.into_iter().chain(by_clock)
}

fn walked(journey: Option<Journey<'_>>, action: &Action, from: &StateId, opened_by: OpenedBy) -> Walked {
    let came_so = |taken: &Taken| {
        let opener = match taken.signature {
            Signature::Person { .. } => OpenedBy::Person,
            Signature::System => OpenedBy::Clock,
        };
        taken.action == action.id && taken.from == *from && opener == opened_by
    };
    if journey.is_some_and(|journey| journey.taken.iter().any(came_so)) { Walked::Yes } else { Walked::No }
}

fn doers(people: &[&Who], locale: Locale) -> String {
    let mut names: Vec<String> = people
        .iter()
        .map(|who| {
            let name = stance(who.stance, locale);
            let leads_only = !who.roles.is_empty() && who.roles.iter().all(|role| is_lead(*role));
            if leads_only { format!("{name} ({})", word(locale, "lãnh đạo", "manager")) } else { name.to_owned() }
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
        Unit::WorkingDays => format!("{amount} {}", word(locale, "ngày làm việc", "working days")),
        Unit::CalendarDays => format!("{amount} {}", word(locale, "ngày", "days")),
        Unit::Months => format!("{amount} {}", word(locale, "tháng", "months")),
        Unit::Hours => format!("{amount} {}", word(locale, "giờ", "hours")),
    }
}

fn stance(stance: Stance, locale: Locale) -> &'static str {
    match stance {
        Stance::Applicant => word(locale, "bên xin", "applicant"),
        Stance::Owner => word(locale, "chủ sở hữu", "owner"),
        Stance::CoOwner => word(locale, "đồng sở hữu", "co-owner"),
        Stance::Tenant => word(locale, "bên đang dùng", "tenant"),
        Stance::Reviewer => word(locale, "cơ quan xem xét", "reviewer"),
        Stance::Consulted => word(locale, "cơ quan được hỏi ý kiến", "consulted agency"),
        Stance::Former => word(locale, "cơ quan trước đây", "former reviewer"),
        Stance::Respondent => word(locale, "bên bị kiện", "respondent"),
        Stance::Informed => word(locale, "bên được thông báo", "informed"),
        Stance::Regulator => word(locale, "cơ quan quản lý viễn thông", "regulator"),
        Stance::Public => word(locale, "công chúng", "public"),
        Stance::Admin => word(locale, "quản trị", "administrator"),
        Stance::System => word(locale, "hệ thống", "system"),
    }
}

fn said(text: &Localized, locale: Locale) -> &str {
    match locale {
        Locale::Vi => &text.vi,
        Locale::En => &text.en,
    }
}

const fn word(locale: Locale, vi: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::Vi => vi,
        Locale::En => en,
    }
}
