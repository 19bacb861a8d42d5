//! Drawings of workflows as SVG.
//!
//! A drawing takes three steps: [`workflow`] gives its content, `layout` the coordinates, `svg` the
//! file. The same workflow always gives the same file.

pub mod drawing;
mod layout;
mod svg;
mod text;
pub mod workflow;

pub use svg::STYLE;

use self::drawing::{Drawing, StateStyle, Transition, Trigger};
use self::layout::{Edge, lay_out};

/// Renders a drawing as SVG.
#[must_use]
pub fn svg(drawing: &Drawing) -> String {
    let states: Vec<_> = drawing.states.iter().map(text::of_state).collect();
    let labels: Vec<_> = drawing.transitions.iter().map(|it| text::of_label(&it.lines)).collect();
    let nodes: Vec<_> = states.iter().map(|lines| text::size(lines, 28, 16)).collect();
    let edges: Vec<Edge> = drawing
        .transitions
        .iter()
        .zip(&labels)
        .map(|(it, lines)| Edge {
            from: it.from,
            to: it.to,
            label: text::size(lines, 8, 4),
            weight: weight(drawing, it),
        })
        .collect();
    svg::write(drawing, &lay_out(&nodes, &edges), &states, &labels)
}

/// Decisions of people are the usual path of a case, so their lines are straighter than those of
/// early ends; a remark is next to its subject.
fn weight(drawing: &Drawing, transition: &Transition) -> i64 {
    let is_end = |at: usize| drawing.states.get(at).is_some_and(|state| state.style == StateStyle::End);
    let is_remark = drawing.states.get(transition.from).is_some_and(|state| state.style == StateStyle::Remark);
    match transition.trigger {
        Trigger::TimeLimit | Trigger::Person if is_remark => 4,
        Trigger::TimeLimit => 1,
        Trigger::Person if is_end(transition.to) => 1,
        Trigger::Person => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::drawing::{Passed, StateBox};
    use super::*;

    fn state(id: &str, title: &str, turn: &str, style: StateStyle) -> StateBox {
        StateBox { id: id.to_owned(), title: title.to_owned(), lines: vec![turn.to_owned()], style }
    }

    fn transition(from: usize, to: usize, what: &str) -> Transition {
        Transition { from, to, lines: vec![what.to_owned()], trigger: Trigger::Person, passed: Passed::No }
    }

    fn small() -> Drawing {
        Drawing {
            title: "Dùng chung <hạ tầng>".to_owned(),
            language: "vi".to_owned(),
            states: vec![
                state("draft", "Bản nháp", "bên xin", StateStyle::Start),
                state("submitted", "Đã nộp", "chủ sở hữu", StateStyle::Running),
                state("supplement_requested", "Chờ bổ sung", "bên xin", StateStyle::Paused),
                state("complete", "Hồ sơ hợp lệ", "chủ sở hữu", StateStyle::Running),
                state("withdrawn", "Đã rút", "", StateStyle::End),
            ],
            transitions: vec![
                Transition { passed: Passed::Yes, ..transition(0, 1, "nộp · bên xin") },
                transition(1, 2, "yêu cầu bổ sung · chủ sở hữu"),
                transition(2, 1, "nộp lại · bên xin"),
                transition(1, 3, "xác nhận hợp lệ · chủ sở hữu"),
                Transition {
                    trigger: Trigger::TimeLimit,
                    passed: Passed::Yes,
                    ..transition(1, 3, "◷ 10 ngày làm việc: coi như hợp lệ")
                },
                transition(3, 3, "ghi chú · ai cũng được"),
                transition(0, 4, "rút"),
                transition(1, 4, "rút"),
                transition(2, 4, "rút"),
                transition(3, 4, "rút"),
            ],
            current: Some(3),
        }
    }

    #[test]
    fn every_state_and_transition_is_drawn() {
        let drawn = svg(&small().simplified("từ"));
        for words in [
            "Bản nháp",
            "supplement_requested",
            "nộp lại · bên xin",
            "↺ ghi chú",
            "Dùng chung &lt;hạ tầng&gt;",
            "từ: Bản nháp, Đã nộp,",
        ] {
            assert!(drawn.contains(words), "{words} is missing in {drawn}");
        }
        assert_eq!(drawn.matches(" here\"").count(), 1);
        assert_eq!(drawn.matches(" been\"").count(), 2);
        assert_eq!(drawn.matches("class=\"road clock passed\"").count(), 1);
    }

    #[test]
    fn the_same_workflow_gives_the_same_drawing() {
        assert_eq!(svg(&small()), svg(&small()));
    }

    #[test]
    fn an_empty_workflow_can_be_drawn() {
        let empty = Drawing { states: Vec::new(), transitions: Vec::new(), current: None, ..small() };
        assert!(svg(&empty).ends_with("</svg>\n"));
    }
}
