//! Writes a drawing and its layout as SVG. Each element has a class so that a page can restyle it.

use std::fmt::{Arguments, Write};

use crate::drawing::{Drawing, Passed, StateStyle, Transition, Trigger};
use crate::layout::{Layout, Rect, Route, Run};
use crate::text::{Face, LINE, Text};

/// The margin around the drawing.
const MARGIN: i64 = 24;
/// The height of the heading.
const HEADING: i64 = 44;

/// Writes the SVG. `states` and `labels` are the texts for the boxes and for the labels of
/// `layout`.
pub(crate) fn write(drawing: &Drawing, layout: &Layout, states: &[Vec<Text>], labels: &[Vec<Text>]) -> String {
    let mut body = Body::default();
    for (transition, place) in drawing.transitions.iter().zip(&layout.edges) {
        if let Some(place) = place {
            body.arrow(&place.route, class_of_transition(transition));
        }
    }
    for (at, ((state, lines), rect)) in drawing.states.iter().zip(states).zip(&layout.nodes).enumerate() {
        body.rect(*rect, 7, &class_of_state(state.style, stay(drawing, at)));
        body.lines(*rect, lines);
    }
    for (lines, place) in labels.iter().zip(&layout.edges) {
        if let Some(place) = place.as_ref().filter(|_| !lines.is_empty()) {
            body.rect(place.label, 3, "backdrop");
            body.lines(place.label, lines);
        }
    }
    page(drawing, layout, &body.0)
}

fn page(drawing: &Drawing, layout: &Layout, body: &str) -> String {
    let heading = Text::new(Face::Title, &drawing.title);
    let width = layout.size.width.max(heading.width()) + 2 * MARGIN;
    let height = layout.size.height + HEADING + 2 * MARGIN;
    let (left, top) = (-MARGIN, -MARGIN - HEADING);
    let title = escaped(&drawing.title);
    let (language, description) = (escaped(&drawing.language), escaped(&description(drawing)));
    let class = heading.face.class();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"{left} {top} {width} {height}\">\n<title>{title}</title>\n\
         <desc>{description}</desc>\n<style>{STYLE}</style>\n<defs>{}{}{}</defs>\n\
         <rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" class=\"backdrop\"/>\n\
         <text x=\"0\" y=\"-30\" class=\"{class}\">{title}</text>\n{body}</svg>\n",
        marker("head"),
        marker("head-clock"),
        marker("head-passed"),
    )
}

/// The tip of an arrow; its class is its name.
fn marker(name: &str) -> String {
    format!(
        "<marker id=\"{name}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
         orient=\"auto\" markerUnits=\"userSpaceOnUse\"><path d=\"M0 0 L10 5 L0 10 z\" class=\"{name}\"/></marker>"
    )
}

#[derive(Default)]
struct Body(String);

impl Body {
    fn put(&mut self, piece: Arguments<'_>) {
        // Writing to a string cannot fail.
        self.0.write_fmt(piece).unwrap_or_default();
    }

    fn rect(&mut self, rect: Rect, round: u8, class: &str) {
        let Rect { left, top, width, height } = rect;
        self.put(format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" class=\"{class}\"/>\n"
        ));
    }

    /// Centres lines in a box.
    fn lines(&mut self, rect: Rect, lines: &[Text]) {
        let count = i64::try_from(lines.len()).unwrap_or_default();
        let x = rect.left + rect.width / 2;
        let mut y = rect.top + (rect.height - count * LINE) / 2 + LINE - 4;
        for Text { face, words } in lines {
            let (class, words) = (face.class(), escaped(words));
            self.put(format_args!("<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{words}</text>\n"));
            y += LINE;
        }
    }

    fn arrow(&mut self, route: &Route, class: &str) {
        self.put(format_args!("<path d=\"{}\" class=\"{class}\"/>\n", path(route)));
    }
}

/// Joins straight pieces, so that no piece has zero length and the tip points the right way.
fn path(route: &Route) -> String {
    let runs = match route {
        Route::Loop { x, reach, start, end } => {
            let far = x + reach * 4 / 3;
            return format!("M{x} {start} C{far} {start} {far} {end} {x} {end}");
        }
        Route::Runs(runs) => runs,
    };
    let mut runs = runs.iter();
    let Some(Run { x, start, end }) = runs.next().copied() else { return String::new() };
    let mut d = format!("M{x} {start}");
    let (mut x, mut drawn, mut y) = (x, start, end);
    for run in runs {
        if run.x != x {
            if drawn != y {
                write!(d, " V{y}").unwrap_or_default();
            }
            let middle = y.midpoint(run.start);
            write!(d, " C{x} {middle} {} {middle} {} {}", run.x, run.x, run.start).unwrap_or_default();
            (x, drawn) = (run.x, run.start);
        }
        y = run.end;
    }
    if drawn != y {
        write!(d, " V{y}").unwrap_or_default();
    }
    d
}

/// Whether the shown case is, or was, in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stay {
    Now,
    Before,
    Never,
}

fn stay(drawing: &Drawing, state: usize) -> Stay {
    if drawing.current == Some(state) {
        Stay::Now
    } else if drawing.visited(state) {
        Stay::Before
    } else {
        Stay::Never
    }
}

fn class_of_transition(transition: &Transition) -> &'static str {
    match (transition.trigger, transition.passed) {
        (Trigger::Person, Passed::No) => "road person",
        (Trigger::Person, Passed::Yes) => "road person passed",
        (Trigger::TimeLimit, Passed::No) => "road clock",
        (Trigger::TimeLimit, Passed::Yes) => "road clock passed",
    }
}

fn class_of_state(style: StateStyle, stay: Stay) -> String {
    let style = match style {
        StateStyle::Start => "start",
        StateStyle::Running => "running",
        StateStyle::Paused => "paused",
        StateStyle::End => "end",
        StateStyle::Remark => "remark",
    };
    match stay {
        Stay::Now => format!("state {style} here"),
        Stay::Before => format!("state {style} been"),
        Stay::Never => format!("state {style}"),
    }
}

/// The drawing as text, for people who cannot see it.
fn description(drawing: &Drawing) -> String {
    let name = |at: usize| drawing.states.get(at).map_or("", |state| state.title.as_str());
    let lines =
        drawing.transitions.iter().map(|it| format!("{} → {}: {}", name(it.from), name(it.to), it.lines.join(" · ")));
    lines.collect::<Vec<_>>().join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The style of all drawings.
pub const STYLE: &str = "text{font:13px 'Noto Sans','DejaVu Sans',Arial,sans-serif;text-anchor:middle;fill:#1b2733}\
.title{font-size:19px;font-weight:600;text-anchor:start}.name{font-weight:600;font-size:14px}\
.id{font-family:'DejaVu Sans Mono',monospace;font-size:11px;fill:#5b6b7a}.line{font-size:12px;fill:#33475b}.way{font-size:12px}\
.backdrop{fill:#fff}.state{stroke:#35506b;stroke-width:1.4}.start{fill:#e6f2ff}.running{fill:#f4f8fb}\
.paused{fill:#fff5dc;stroke:#a8791a;stroke-dasharray:6 3}.end{fill:#e9ecef;stroke:#55606b;stroke-width:3}\
.remark{fill:#fdfdfd;stroke:#9aa7b3;stroke-dasharray:2 3}.been{stroke:#c2185b;stroke-width:2.5}\
.here{stroke:#c2185b;stroke-width:4;fill:#fde7f0}\
.road{fill:none;stroke:#48607a;stroke-width:1.5;marker-end:url(#head)}\
.clock{stroke:#b3541e;stroke-dasharray:6 4;marker-end:url(#head-clock)}\
.passed{stroke:#c2185b;stroke-width:3.5;marker-end:url(#head-passed)}\
.head{fill:#48607a}.head-clock{fill:#b3541e}.head-passed{fill:#c2185b}";
