//! Machines drawn: a rule pack's states and the roads between them as one SVG picture.
//!
//! A drawing is made in two steps: [`sketch`] says what is on it, and here `layout` decides where it stands.

mod canvas;
pub mod machine;
pub mod sketch;

use std::panic::{AssertUnwindSafe, catch_unwind};

use layout::core::base::Orientation;
use layout::core::color::Color;
use layout::core::geometry::{Point, Position};
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;

use self::canvas::{CHARACTER, Canvas, LABEL, LINE, Stay, class_of_road, class_of_state, count, words};
use self::sketch::{OpenedBy, Road, Sketch};

/// Room kept free around a state.
const SPACE: f64 = 36.0;

/// How often a drawing is begun anew, each time with signs of slightly other sizes.
const TRIES: u8 = 12;

/// The drawing as SVG, or nothing when the layout library loses its way (it asserts a good deal, among others that no two corners
/// of a road fall together; then signs that are a little wider help).
#[must_use]
pub fn svg(sketch: &Sketch) -> Option<String> {
    (0..TRIES).find_map(|nudge| catch_unwind(AssertUnwindSafe(|| draw(sketch, nudge))).ok())
}

/// How much wider a sign is than its words need, in a further try.
fn wider(place: usize, nudge: u8) -> f64 {
    count(place % 3 + 1) * f64::from(nudge) * 2.5
}

fn draw(sketch: &Sketch, nudge: u8) -> String {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    let handles: Vec<_> = sketch
        .states
        .iter()
        .enumerate()
        .map(|(place, state)| {
            let lines = words(state);
            let widest = lines.iter().map(|(_, line)| line.chars().count()).max().unwrap_or_default();
            let width = count(widest) * CHARACTER + 44.0 + wider(place, nudge);
            let size = Point::new(width, count(lines.len()) * LINE + 16.0);
            let class = class_of_state(state.tone, stay(sketch, place));
            let shape = ShapeKind::new_box(&place.to_string());
            let mut sign = Element::create_with_properties(shape, look(7), Orientation::TopToBottom, size, class);
            sign.pos = Position::new(Point::zero(), size, Point::zero(), Point::splat(SPACE));
            graph.add_node(sign)
        })
        .collect();
    for road in &sketch.roads {
        if let (Some(from), Some(to)) = (handles.get(road.from), handles.get(road.to)) {
            graph.add_edge(arrow(road), *from, *to);
        }
    }
    let mut canvas = Canvas::new(sketch);
    graph.do_it(false, nudge % 2 == 1, false, &mut canvas);
    canvas.finish(&in_words(sketch))
}

/// `layout` gives a label a box of font size × characters by font size × lines. With a font size of 9 and an empty line after each,
/// that is a little more than our letters of 12 pixels need.
fn arrow(road: &Road) -> Arrow {
    let text = if road.lines.is_empty() { String::new() } else { format!("{LABEL}{}\n", road.lines.join("\n\n")) };
    let line = match road.opened_by {
        OpenedBy::Person => LineStyleKind::Normal,
        OpenedBy::Clock => LineStyleKind::Dashed,
    };
    Arrow::with_properties(
        LineEndKind::None,
        LineEndKind::Arrow,
        line,
        &text,
        &look(0),
        class_of_road(road),
        &None,
        &None,
    )
}

fn stay(sketch: &Sketch, place: usize) -> Stay {
    if sketch.here == Some(place) {
        Stay::Here
    } else if sketch.been(place) {
        Stay::Been
    } else {
        Stay::Never
    }
}

fn look(rounded: usize) -> StyleAttr {
    StyleAttr::new(Color::new(0), 1, None, rounded, 9)
}

/// The picture for those who cannot see it.
fn in_words(sketch: &Sketch) -> String {
    let name = |place: usize| sketch.states.get(place).map_or("", |state| state.title.as_str());
    let roads =
        sketch.roads.iter().map(|road| format!("{} → {}: {}", name(road.from), name(road.to), road.lines.join(" · ")));
    roads.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::sketch::{Sign, Tone, Walked};
    use super::*;

    fn state(id: &str, title: &str, turn: &str, tone: Tone) -> Sign {
        Sign { id: id.to_owned(), title: title.to_owned(), lines: vec![turn.to_owned()], tone }
    }

    fn road(from: usize, to: usize, what: &str) -> Road {
        Road { from, to, lines: vec![what.to_owned()], opened_by: OpenedBy::Person, walked: Walked::No }
    }

    fn small() -> Sketch {
        Sketch {
            title: "Dùng chung <hạ tầng>".to_owned(),
            language: "vi".to_owned(),
            states: vec![
                state("draft", "Bản nháp", "bên xin", Tone::Start),
                state("submitted", "Đã nộp", "chủ sở hữu", Tone::Running),
                state("supplement_requested", "Chờ bổ sung", "bên xin", Tone::Paused),
                state("complete", "Hồ sơ hợp lệ", "chủ sở hữu", Tone::Running),
                state("withdrawn", "Đã rút", "", Tone::End),
            ],
            roads: vec![
                Road { walked: Walked::Yes, ..road(0, 1, "nộp · bên xin") },
                road(1, 2, "yêu cầu bổ sung · chủ sở hữu"),
                road(2, 1, "nộp lại · bên xin"),
                road(1, 3, "xác nhận hợp lệ · chủ sở hữu"),
                Road {
                    opened_by: OpenedBy::Clock,
                    walked: Walked::Yes,
                    ..road(1, 3, "◷ 10 ngày làm việc: coi như hợp lệ")
                },
                road(3, 3, "ghi chú · ai cũng được"),
                road(0, 4, "rút"),
                road(1, 4, "rút"),
                road(2, 4, "rút"),
                road(3, 4, "rút"),
            ],
            here: Some(3),
        }
    }

    #[test]
    fn every_state_and_road_is_on_the_paper() {
        let drawn = svg(&small().thinned("từ")).unwrap();
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
        assert_eq!(drawn.matches("class=\"road clock walked\"").count(), 1);
    }

    #[test]
    fn the_same_machine_is_always_the_same_picture() {
        assert_eq!(svg(&small()), svg(&small()));
    }

    #[test]
    fn an_empty_machine_does_not_bring_the_house_down() {
        let empty = Sketch { states: Vec::new(), roads: Vec::new(), here: None, ..small() };
        drop(svg(&empty));
    }

    #[test]
    fn every_shipped_machine_can_be_drawn_in_both_languages() {
        let policies = policies::Policies::load(&policies::source::Source::BuiltIn).unwrap();
        for (id, pack) in &policies.packs {
            for definition in pack.machines.values() {
                let journey = machine::Journey { here: &definition.initial, taken: &[] };
                for locale in domain::text::Locale::ALL {
                    let drawn = svg(&machine::sketch(definition, id.as_str(), locale, Some(journey))).unwrap();
                    let missing: Vec<&str> = definition
                        .states
                        .iter()
                        .map(|state| state.id.as_str())
                        .filter(|id| !drawn.contains(id))
                        .collect();
                    assert!(missing.is_empty(), "{id} {locale:?}: {missing:?}");
                    assert_eq!(drawn.matches(" here\"").count(), 1);
                }
            }
        }
    }
}
