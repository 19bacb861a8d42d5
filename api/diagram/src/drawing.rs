//! The content of a drawing, without coordinates.

/// States of a workflow and the transitions between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The heading of the drawing.
    pub title: String,
    /// The language of all texts, as a tag for `xml:lang`.
    pub language: String,
    /// The boxes of the states.
    pub states: Vec<StateBox>,
    /// The arrows between the states.
    pub transitions: Vec<Transition>,
    /// The current state of the shown case, as an index in `states`.
    pub current: Option<usize>,
}

/// The box of one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateBox {
    pub id: String,
    /// The name for people.
    pub title: String,
    /// The roles that must act, and the actions that do not leave the state.
    pub lines: Vec<String>,
    pub style: StateStyle,
}

/// The phase of a state in a case, shown by colour and border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateStyle {
    /// A case begins here.
    Start,
    /// A time limit runs.
    Running,
    /// The time limit is paused.
    Paused,
    /// The case is closed.
    End,
    /// A remark beside the workflow, not a state.
    Remark,
}

/// An arrow from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The index of a box in `states`.
    pub from: usize,
    /// The index of a box in `states`.
    pub to: usize,
    /// The actions and the people who perform them.
    pub lines: Vec<String>,
    /// The cause of the transition.
    pub trigger: Trigger,
    /// Whether the shown case passed the transition.
    pub passed: Passed,
}

/// Whether the shown case passed a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passed {
    /// Not passed, or no case is shown.
    No,
    /// Passed at least once.
    Yes,
}

/// The cause of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A person performs an action.
    Person,
    /// A time limit expires.
    TimeLimit,
}

impl Drawing {
    /// Reports whether the shown case is or was in a state.
    #[must_use]
    pub fn visited(&self, place: usize) -> bool {
        self.current == Some(place)
            || self.transitions.iter().any(|transition| {
                transition.passed == Passed::Yes && (transition.from == place || transition.to == place)
            })
    }

    /// A drawing with fewer arrows: parallel transitions become one, loops become lines of their
    /// state, and an action that leads from more than three states to the same end becomes one
    /// remark.
    #[must_use]
    pub fn simplified(&self, from: &str) -> Self {
        let mut simple = Self { transitions: Vec::new(), ..self.clone() };
        let mut left = self.transitions.clone();
        while let Some(transition) = left.first().cloned() {
            let same_end = |other: &Transition| {
                other.to == transition.to && other.lines == transition.lines && other.trigger == transition.trigger
            };
            let alike: Vec<&Transition> = left.iter().filter(|other| same_end(other)).collect();
            if transition.from == transition.to {
                simple.note_loop(&transition);
                left.remove(0);
            } else if alike.len() > 3 {
                let passed = alike.iter().map(|other| other.passed).max().unwrap_or(Passed::No);
                let sources: Vec<usize> = alike.iter().map(|other| other.from).collect();
                simple.remark(&Transition { passed, ..transition.clone() }, &sources, from);
                left.retain(|other| !same_end(other));
            } else {
                simple.merge(transition);
                left.remove(0);
            }
        }
        simple
    }

    fn note_loop(&mut self, transition: &Transition) {
        if let Some(state) = self.states.get_mut(transition.from) {
            let done = match transition.passed {
                Passed::Yes => " ✓",
                Passed::No => "",
            };
            state.lines.push(format!("↺ {}{done}", transition.lines.join(" · ")));
        }
    }

    fn remark(&mut self, transition: &Transition, sources: &[usize], from: &str) {
        let mut titles: Vec<&str> =
            sources.iter().filter_map(|at| self.states.get(*at)).map(|state| state.title.as_str()).collect();
        titles.dedup();
        let mut lines = wrapped(&format!("{from}: {}", titles.join(", ")), 34);
        lines.extend(transition.lines.iter().skip(1).cloned());
        let state = StateBox {
            id: String::new(),
            title: transition.lines.first().cloned().unwrap_or_default(),
            lines,
            style: StateStyle::Remark,
        };
        let at = self.states.len();
        self.states.push(state);
        self.transitions.push(Transition {
            from: at,
            to: transition.to,
            lines: Vec::new(),
            trigger: transition.trigger,
            passed: transition.passed,
        });
    }

    fn merge(&mut self, transition: Transition) {
        let twin = self.transitions.iter_mut().find(|other| {
            other.from == transition.from && other.to == transition.to && other.trigger == transition.trigger
        });
        match twin {
            Some(twin) => {
                twin.lines.extend(transition.lines);
                twin.passed = twin.passed.max(transition.passed);
            }
            None => self.transitions.push(transition),
        }
    }
}

/// Breaks a text between words into lines of at most `width` characters; a longer word gets its own
/// line.
#[must_use]
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(title: &str) -> StateBox {
        StateBox { id: title.to_lowercase(), title: title.to_owned(), lines: Vec::new(), style: StateStyle::Running }
    }

    fn transition(from: usize, to: usize, what: &str) -> Transition {
        Transition { from, to, lines: vec![what.to_owned()], trigger: Trigger::Person, passed: Passed::No }
    }

    fn drawing(transitions: Vec<Transition>) -> Drawing {
        let states = ["A", "B", "C", "D", "E"].map(state).to_vec();
        Drawing { title: "T".to_owned(), language: "en".to_owned(), states, transitions, current: None }
    }

    #[test]
    fn transitions_between_the_same_states_become_one() {
        let simple = drawing(vec![transition(0, 1, "x"), transition(0, 1, "y")]).simplified("from");
        assert_eq!(
            simple.transitions,
            [Transition { lines: vec!["x".to_owned(), "y".to_owned()], ..transition(0, 1, "") }]
        );
    }

    #[test]
    fn a_loop_is_a_line_in_its_state() {
        let simple = drawing(vec![transition(2, 2, "log")]).simplified("from");
        assert!(simple.transitions.is_empty());
        assert_eq!(simple.states.get(2).unwrap().lines, ["↺ log"]);
    }

    #[test]
    fn the_history_of_the_case_stays_visible() {
        let passed = Transition { passed: Passed::Yes, ..transition(0, 1, "y") };
        let simple = drawing(vec![
            transition(0, 1, "x"),
            passed,
            transition(1, 2, "z"),
            Transition { passed: Passed::Yes, ..transition(1, 1, "log") },
        ])
        .simplified("from");
        assert_eq!(
            simple.transitions.iter().map(|transition| transition.passed).collect::<Vec<_>>(),
            [Passed::Yes, Passed::No]
        );
        assert_eq!((0..3).map(|place| simple.visited(place)).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(simple.states.get(1).unwrap().lines, ["↺ log ✓"]);
    }

    #[test]
    fn an_action_from_many_states_becomes_one_remark() {
        let simple = drawing((0..4).map(|from| transition(from, 4, "withdraw")).collect()).simplified("from");
        assert_eq!(simple.transitions.len(), 1);
        let remark = simple.states.last().unwrap();
        assert_eq!(
            (remark.title.as_str(), remark.lines.as_slice()),
            ("withdraw", ["from: A, B, C, D".to_owned()].as_slice())
        );
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("yêu cầu bổ sung hồ sơ", 10), ["yêu cầu bổ", "sung hồ sơ"]);
        assert_eq!(wrapped("nghiêng-rất-dài", 3), ["nghiêng-rất-dài"]);
    }
}
