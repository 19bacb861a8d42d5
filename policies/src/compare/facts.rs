//! Turns a workflow into plain statements by subject, so that two workflows can be compared.

use std::fmt::Display;

use domain::{
    cases::{Action, CaseRules, Definition},
    workflow::{
        definition::{NoticeRule, Reasons, State, Supplement, Trigger, Who},
        fields::Field,
        limit::{Limit, ReminderAt},
        name::StateId,
    },
};
use serde::Serialize;

use super::Facts;

/// The statements on the workflow as a whole.
pub(super) fn of_workflow(workflow: &Definition) -> Facts {
    let mut facts = Facts::new();
    say(&mut facts, "title", &workflow.title.en);
    say(&mut facts, "code prefix", &workflow.code_prefix);
    say(&mut facts, "initial state", &workflow.initial);
    for code in &workflow.refusal_codes {
        let needs: Vec<String> = code.needs.iter().map(|group| listed(&group.any_of, " or ")).collect();
        say(&mut facts, &format!("refusal code {}", code.id), &format!("needs [{}]", needs.join("; ")));
    }
    for evidence in &workflow.evidence {
        say(&mut facts, &format!("evidence {}", evidence.id), &serialized(&evidence.form));
    }
    for document in &workflow.documents {
        say(&mut facts, &format!("document {}", document.id), &document.title.en);
    }
    for rule in &workflow.referrals {
        let about = |what: &str| format!("referral {}: {what}", rule.id);
        say(&mut facts, &about("time"), &format!("{} {}", rule.amount, serialized(&rule.unit)));
        say(&mut facts, &about("silence"), &serialized(&rule.on_silence));
        say(&mut facts, &about("goes on"), &format!("{} by {}", serialized(&rule.join), rule.joined_action));
        say(&mut facts, &about("open in"), &listed(&rule.open_in, ", "));
        say(&mut facts, &about("answered by"), &people(&rule.who));
        say(&mut facts, &about("clause"), &rule.clause);
    }
    facts
}

/// The statements on a state; empty when the workflow does not have it.
pub(super) fn of_state(workflow: &Definition, id: &StateId) -> Facts {
    let mut facts = Facts::new();
    let Some(state) = workflow.state(id) else { return facts };
    state_itself(&mut facts, state);
    for action in workflow.actions_from(id) {
        action_there(&mut facts, action, id);
    }
    for limit in workflow.limits.iter().filter(|limit| limit.runs_in.contains(id) || limit.pauses_in.contains(id)) {
        limit_there(&mut facts, limit, id);
    }
    facts
}

fn state_itself(facts: &mut Facts, state: &State) {
    say(facts, "title", &state.title.en);
    say(facts, "phase", &serialized(&state.phase));
    say(facts, "clock", &serialized(&state.clock));
    say(facts, "turn", &people(&state.turn));
    say(facts, "national status", &state.national_status.map(|code| code.to_string()).unwrap_or_default());
}

fn action_there(facts: &mut Facts, action: &Action, from: &StateId) {
    // The same action can have several entries, for different people.
    let stances: Vec<&str> = action.who.iter().map(|who| who.stance.as_str()).collect();
    let name = format!("action {} by {}", action.id, stances.join(" or "));
    let mut state = |what: &str, text: &str| say(facts, &format!("{name}: {what}"), text);
    state("leads to", action.target(from).as_str());
    state("who", &people(&action.who));
    state("documents", &listed(&action.documents, ", "));
    for field in &action.fields {
        state(&format!("field {}", field.id), &field_there(field));
    }
    state("guards", &words(&action.guards));
    state("effects", &words(&action.effects));
    state("never by who did", &listed(&action.four_eyes, ", "));
    state("at most", &action.max_times.map(|times| times.to_string()).unwrap_or_default());
    state("raises", &words(&action.raise));
    state("lowers", &words(&action.lower));
    state("needs", &words(&action.needs_flags));
    state("extends", &listed(&action.extends, ", "));
    state("decides", &action.outcome.as_ref().map(serialized).unwrap_or_default());
    state("decided how", &action.mode.as_ref().map(serialized).unwrap_or_default());
    state("works", &action.works.as_ref().map(serialized).unwrap_or_default());
    state("asks", &action.refers.as_ref().map(ToString::to_string).unwrap_or_default());
    state("answers", &action.opinion.as_ref().map(ToString::to_string).unwrap_or_default());
    state("tells", &written(&action.notices));
    state("clause", action.clause.as_deref().unwrap_or_default());
    state("comment", &serialized(&action.comment));
    state(
        "reasons",
        match action.reasons {
            Reasons::None => "",
            Reasons::Coded => "coded",
        },
    );
    state(
        "set off by",
        match action.trigger {
            Trigger::Clock => "",
            Trigger::AnotherCase => "another case",
        },
    );
    state(
        "supplement",
        match action.supplement {
            Supplement::None => "",
            Supplement::Asks => "asks",
            Supplement::Answers => "answers",
        },
    );
}

/// A field in a line: `date, required, at least 15 calendar_days ahead`.
fn field_there(field: &Field<CaseRules>) -> String {
    let mut said = vec![serialized(&field.form), serialized(&field.need)];
    said.extend(field.of.map(|shape| format!("of {shape}")));
    said.extend(field.min.map(|min| format!("at least {min}")));
    said.extend(field.max.map(|max| format!("at most {max}")));
    if !field.choices.is_empty() {
        let choices: Vec<&str> = field.choices.iter().map(|choice| choice.id.as_str()).collect();
        said.push(format!("one of {}", choices.join(", ")));
    }
    said.extend(
        field
            .lead
            .as_ref()
            .map(|lead| format!("at least {} {} ahead ({})", lead.amount, serialized(&lead.unit), lead.clause)),
    );
    said.push(format!("called “{}”", field.title.en));
    said.join(", ")
}

fn limit_there(facts: &mut Facts, limit: &Limit, here: &StateId) {
    let mut state = |what: &str, text: &str| say(facts, &format!("limit {}: {what}", limit.id), text);
    state("time", &format!("{} {}", limit.amount, serialized(&limit.unit)));
    state("here", if limit.runs_in.contains(here) { "runs" } else { "stands still" });
    state("starts on", &listed(&limit.starts_on, ", "));
    state(
        "starts if",
        &limit.starts_if.as_ref().map(|when| format!("{} is {}", when.field, when.is)).unwrap_or_default(),
    );
    state("met by", &listed(&limit.met_on, ", "));
    state("stands still under", &words(&limit.pauses_under));
    state("on supplement", &serialized(&limit.on_supplement));
    state(
        "extension",
        &limit.extension.as_ref().map(|more| format!("{} × {}", more.max, more.amount)).unwrap_or_default(),
    );
    state("at expiry", &serialized(&limit.on_expiry));
    state("then", &limit.expiry_action.as_ref().map(ToString::to_string).unwrap_or_default());
    state("raises", &words(&limit.raise));
    state("tells", &written(&limit.notices));
    state("clause", &limit.clause);
    state("verified", &serialized(&limit.verified));
    for reminder in &limit.reminders {
        state(&format!("reminder {}", when(reminder.at)), &written(&reminder.notices));
    }
}

/// Adds a statement unless the text is empty.
fn say(facts: &mut Facts, about: &str, what: &(impl Display + ?Sized)) {
    let what = what.to_string();
    if !what.is_empty() {
        facts.insert(about.to_owned(), what);
    }
}

fn when(at: ReminderAt) -> String {
    match at {
        ReminderAt::Percent(share) => format!("{share}%"),
        ReminderAt::WorkingDays(0) => "due".to_owned(),
        ReminderAt::WorkingDays(days) => format!("due{days:+}wd"),
        ReminderAt::CalendarDays(days) => format!("due{days:+}cd"),
    }
}

fn people(who: &[Who]) -> String {
    let one = |who: &Who| {
        let roles: Vec<&str> = who.roles.iter().map(|role| role.as_str()).collect();
        if roles.is_empty() { who.stance.to_string() } else { format!("{} ({})", who.stance, roles.join(", ")) }
    };
    who.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn written(notices: &[NoticeRule]) -> String {
    let one = |notice: &NoticeRule| {
        let due = notice.due.as_ref().map(|due| format!(" due {due}")).unwrap_or_default();
        let topic = notice.topic.map(|topic| format!(" on {topic}")).unwrap_or_default();
        format!("{} {} ({}{due}{topic})", notice.stance, notice.template, notice.class.as_str())
    };
    notices.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn listed<T: Display>(things: &[T], between: &str) -> String {
    things.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

fn words<T: Serialize>(things: &[T]) -> String {
    things.iter().map(serialized).collect::<Vec<_>>().join(", ")
}

/// The notation of a pack; JSON for anything more than a word.
fn serialized<T: Serialize>(thing: &T) -> String {
    match serde_json::to_value(thing) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(why) => why.to_string(),
    }
}
