//! What a drawing of a machine says, before anybody decides where things stand on the paper.

/// A drawing of states and the roads between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Over the picture.
    pub title: String,
    /// The language of the words in it.
    pub language: String,
    /// Where a case may be.
    pub states: Vec<Sign>,
    /// How it gets from one to another.
    pub roads: Vec<Road>,
    /// Where this case is now, by place in `states`.
    pub here: Option<usize>,
}

/// One state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The word the API uses.
    pub id: String,
    /// The word people use.
    pub title: String,
    /// Whose turn it is, what may be done without leaving.
    pub lines: Vec<String>,
    /// What sort of state it is.
    pub tone: Tone,
}

/// What sort of state it is, shown by colour and by border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Where a case begins.
    Start,
    /// Somebody's clock is running.
    Running,
    /// The clock stands.
    Paused,
    /// Nothing happens any more.
    End,
    /// A remark beside the machine, not a state.
    Remark,
}

/// One way from a state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    /// Place in `states`.
    pub from: usize,
    /// Place in `states`.
    pub to: usize,
    /// Who does what.
    pub lines: Vec<String>,
    /// Who opens it.
    pub opened_by: OpenedBy,
    /// Whether the case has come this way.
    pub walked: Walked,
}

/// Whether the case has come this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Walked {
    /// It has not, or no case is shown.
    No,
    /// It has.
    Yes,
}

/// Who opens a road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenedBy {
    /// A person decides.
    Person,
    /// Time runs out.
    Clock,
}

impl Sketch {
    /// Whether the case has been in a state: it stands there, or a road that it walked begins or ends there.
    #[must_use]
    pub fn been(&self, place: usize) -> bool {
        self.here == Some(place)
            || self.roads.iter().any(|road| road.walked == Walked::Yes && (road.from == place || road.to == place))
    }

    /// The same drawing with its crowds thinned: roads between the same two states become one road, loops become lines in
    /// their state, and a thing that can be done from many states to the same end (`withdraw`) becomes one remark.
    #[must_use]
    pub fn thinned(&self, from: &str) -> Self {
        let mut thin = Self { roads: Vec::new(), ..self.clone() };
        let mut left = self.roads.clone();
        while let Some(road) = left.first().cloned() {
            let same_end =
                |other: &Road| other.to == road.to && other.lines == road.lines && other.opened_by == road.opened_by;
            let crowd: Vec<&Road> = left.iter().filter(|other| same_end(other)).collect();
            if road.from == road.to {
                thin.note_loop(&road);
                left.remove(0);
            } else if crowd.len() > 3 {
                let walked = crowd.iter().map(|other| other.walked).max().unwrap_or(Walked::No);
                let sources: Vec<usize> = crowd.iter().map(|other| other.from).collect();
                thin.remark(&Road { walked, ..road.clone() }, &sources, from);
                left.retain(|other| !same_end(other));
            } else {
                thin.merge(road);
                left.remove(0);
            }
        }
        thin
    }

    fn note_loop(&mut self, road: &Road) {
        if let Some(state) = self.states.get_mut(road.from) {
            let done = match road.walked {
                Walked::Yes => " ✓",
                Walked::No => "",
            };
            state.lines.push(format!("↺ {}{done}", road.lines.join(" · ")));
        }
    }

    fn remark(&mut self, road: &Road, sources: &[usize], from: &str) {
        let mut titles: Vec<&str> =
            sources.iter().filter_map(|at| self.states.get(*at)).map(|state| state.title.as_str()).collect();
        titles.dedup();
        let mut lines = wrapped(&format!("{from}: {}", titles.join(", ")), 34);
        lines.extend(road.lines.iter().skip(1).cloned());
        let sign = Sign {
            id: String::new(),
            title: road.lines.first().cloned().unwrap_or_default(),
            lines,
            tone: Tone::Remark,
        };
        let at = self.states.len();
        self.states.push(sign);
        self.roads.push(Road {
            from: at,
            to: road.to,
            lines: Vec::new(),
            opened_by: road.opened_by,
            walked: road.walked,
        });
    }

    fn merge(&mut self, road: Road) {
        let twin = self
            .roads
            .iter_mut()
            .find(|other| other.from == road.from && other.to == road.to && other.opened_by == road.opened_by);
        match twin {
            Some(twin) => {
                twin.lines.extend(road.lines);
                twin.walked = twin.walked.max(road.walked);
            }
            None => self.roads.push(road),
        }
    }
}

/// Text broken between words so that no line is longer than `width` characters, if its words allow.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
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

    fn state(title: &str) -> Sign {
        Sign { id: title.to_lowercase(), title: title.to_owned(), lines: Vec::new(), tone: Tone::Running }
    }

    fn road(from: usize, to: usize, what: &str) -> Road {
        Road { from, to, lines: vec![what.to_owned()], opened_by: OpenedBy::Person, walked: Walked::No }
    }

    fn sketch(roads: Vec<Road>) -> Sketch {
        let states = ["A", "B", "C", "D", "E"].map(state).to_vec();
        Sketch { title: "T".to_owned(), language: "en".to_owned(), states, roads, here: None }
    }

    #[test]
    fn roads_between_the_same_states_become_one() {
        let thin = sketch(vec![road(0, 1, "x"), road(0, 1, "y")]).thinned("from");
        assert_eq!(thin.roads, [Road { lines: vec!["x".to_owned(), "y".to_owned()], ..road(0, 1, "") }]);
    }

    #[test]
    fn a_loop_is_a_line_in_its_state() {
        let thin = sketch(vec![road(2, 2, "log")]).thinned("from");
        assert!(thin.roads.is_empty());
        assert_eq!(thin.states.get(2).unwrap().lines, ["↺ log"]);
    }

    #[test]
    fn the_way_of_the_case_stays_to_be_seen() {
        let walked = Road { walked: Walked::Yes, ..road(0, 1, "y") };
        let thin =
            sketch(vec![road(0, 1, "x"), walked, road(1, 2, "z"), Road { walked: Walked::Yes, ..road(1, 1, "log") }])
                .thinned("from");
        assert_eq!(thin.roads.iter().map(|road| road.walked).collect::<Vec<_>>(), [Walked::Yes, Walked::No]);
        assert_eq!((0..3).map(|place| thin.been(place)).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(thin.states.get(1).unwrap().lines, ["↺ log ✓"]);
    }

    #[test]
    fn what_can_be_done_from_everywhere_is_said_once() {
        let thin = sketch((0..4).map(|from| road(from, 4, "withdraw")).collect()).thinned("from");
        assert_eq!(thin.roads.len(), 1);
        let remark = thin.states.last().unwrap();
        assert_eq!(
            (remark.title.as_str(), remark.lines.as_slice()),
            ("withdraw", ["from: A, B, C, D".to_owned()].as_slice())
        );
    }

    #[test]
    fn words_wrap_whole() {
        assert_eq!(wrapped("yêu cầu bổ sung hồ sơ", 10), ["yêu cầu bổ", "sung hồ sơ"]);
        assert_eq!(wrapped("nghiêng-rất-dài", 3), ["nghiêng-rất-dài"]);
    }
}
