//! The paper: what `layout` asks to be drawn, as SVG with our own letters and colours.
//!
//! `layout`'s own writer measures text in bytes (Vietnamese has twice as many as letters) and lays labels along bent arrows; here
//! labels stand upright, lines are measured in characters, and each thing carries a class so a page can restyle it.

use std::fmt::Write;

use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::StyleAttr;

use super::sketch::{OpenedBy, Road, Sign, Sketch, Tone, Walked};

/// Pixels a character takes, on average, in the letters we use.
pub(super) const CHARACTER: f64 = 7.4;
/// Pixels from one line to the next.
pub(super) const LINE: f64 = 17.0;
/// What stands at the head of each road's label text, to tell labels from states.
pub(super) const LABEL: char = '~';

/// Collects the drawing.
pub(super) struct Canvas<'a> {
    sketch: &'a Sketch,
    body: String,
    labels: String,
    low: Point,
    high: Point,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(sketch: &'a Sketch) -> Self {
        let far = f64::INFINITY;
        Self {
            sketch,
            body: String::new(),
            labels: String::new(),
            low: Point::new(far, far),
            high: Point::new(-far, -far),
        }
    }

    /// The finished SVG.
    pub(super) fn finish(self, text_equivalent: &str) -> String {
        let margin = 24.0;
        let (left, top) = (self.low.x - margin, self.low.y - margin - 36.0);
        let (width, height) = (self.high.x - left + margin, self.high.y - top + margin);
        let title = escaped(&self.sketch.title);
        let (language, description) = (escaped(&self.sketch.language), escaped(text_equivalent));
        let (title_x, title_y) = (left + margin, top + margin + 8.0);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" role=\"img\" width=\"{width:.0}\" \
             height=\"{height:.0}\" viewBox=\"{left:.0} {top:.0} {width:.0} {height:.0}\">\n<title>{title}</title>\n\
             <desc>{description}</desc>\n<style>{STYLE}</style>\n<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" \
             refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" orient=\"auto-start-reverse\" markerUnits=\"userSpaceOnUse\">\
             <path d=\"M0 0 L10 5 L0 10 z\" class=\"head\"/></marker></defs>\n\
             <rect x=\"{left:.0}\" y=\"{top:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" class=\"paper\"/>\n\
             <text x=\"{title_x:.0}\" y=\"{title_y:.0}\" class=\"title\">{title}</text>\n{}{}</svg>\n",
            self.body, self.labels
        )
    }

    fn reach(&mut self, point: Point) {
        self.low = Point::new(self.low.x.min(point.x), self.low.y.min(point.y));
        self.high = Point::new(self.high.x.max(point.x), self.high.y.max(point.y));
    }

    fn state_words(&mut self, at: Point, state: &Sign) {
        let lines = words(state);
        let mut y = at.y - LINE * (count(lines.len()) - 1.0) / 2.0 + 4.5;
        for (class, line) in lines {
            self.put(format_args!(
                "<text x=\"{:.1}\" y=\"{y:.1}\" class=\"{class}\">{}</text>\n",
                at.x,
                escaped(&line)
            ));
            y += LINE;
        }
    }

    fn put(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        self.body.write_fmt(piece).unwrap_or_default();
    }
}

/// The lines inside a state's box with their classes.
pub(super) fn words(state: &Sign) -> Vec<(&'static str, String)> {
    let mut lines = vec![("name", state.title.clone())];
    if !state.id.is_empty() {
        lines.push(("id", state.id.clone()));
    }
    lines.extend(state.lines.iter().map(|line| ("line", line.clone())));
    lines
}

impl RenderBackend for Canvas<'_> {
    fn draw_rect(
        &mut self,
        at: Point,
        size: Point,
        look: &StyleAttr,
        properties: Option<String>,
        _clip: Option<ClipHandle>,
    ) {
        self.reach(at);
        self.reach(at.add(size));
        self.put(format_args!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{}\" class=\"{}\"/>\n",
            at.x,
            at.y,
            size.x,
            size.y,
            look.rounded,
            properties.unwrap_or_default()
        ));
    }

    fn draw_text(&mut self, at: Point, text: &str, _look: &StyleAttr) {
        if let Some(label) = text.strip_prefix(LABEL) {
            let lines: Vec<&str> = label.lines().filter(|line| !line.is_empty()).collect();
            let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
            let (width, height) = (count(widest) * CHARACTER, count(lines.len()) * LINE);
            let mut svg = format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"3\" class=\"paper\"/>\n",
                at.x - width / 2.0,
                at.y - height / 2.0
            );
            let mut y = at.y - height / 2.0 + LINE - 4.0;
            for line in &lines {
                writeln!(svg, "<text x=\"{:.1}\" y=\"{y:.1}\" class=\"way\">{}</text>", at.x, escaped(line))
                    .unwrap_or_default();
                y += LINE;
            }
            self.labels.push_str(&svg);
            self.reach(Point::new(at.x - width / 2.0, at.y - height / 2.0));
            self.reach(Point::new(at.x + width / 2.0, at.y + height / 2.0));
        } else if let Some(state) = text.parse::<usize>().ok().and_then(|place| self.sketch.states.get(place)) {
            self.state_words(at, state);
        }
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _dashed: bool,
        head: (bool, bool),
        _look: &StyleAttr,
        properties: Option<String>,
        _text: &str,
    ) {
        let mut steps = path.iter();
        let (Some(first), Some(second)) = (steps.next(), steps.next()) else { return };
        let mut d = format!(
            "M{:.1} {:.1} C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            first.0.x, first.0.y, first.1.x, first.1.y, second.0.x, second.0.y, second.1.x, second.1.y
        );
        for (control, point) in steps {
            write!(d, " S{:.1} {:.1} {:.1} {:.1}", control.x, control.y, point.x, point.y).unwrap_or_default();
        }
        for (near, far) in path {
            self.reach(*near);
            self.reach(*far);
        }
        let class = properties.unwrap_or_default();
        let start = if head.0 { " marker-start=\"url(#head)\"" } else { "" };
        let end = if head.1 { " marker-end=\"url(#head)\"" } else { "" };
        self.put(format_args!("<path d=\"{d}\" class=\"{class}\"{start}{end}/>\n"));
    }

    fn draw_circle(&mut self, _at: Point, _size: Point, _look: &StyleAttr, _properties: Option<String>) {}

    fn draw_line(&mut self, _from: Point, _to: Point, _look: &StyleAttr, _properties: Option<String>) {}

    fn create_clip(&mut self, _at: Point, _size: Point, _rounded: usize) -> ClipHandle {
        0
    }
}

/// Whether a case is, or has been, in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stay {
    /// It stands there.
    Here,
    /// It has been there.
    Been,
    /// It has not, or no case is shown.
    Never,
}

/// The class of a road.
pub(super) fn class_of_road(road: &Road) -> &'static str {
    match (road.opened_by, road.walked) {
        (OpenedBy::Person, Walked::No) => "road person",
        (OpenedBy::Person, Walked::Yes) => "road person walked",
        (OpenedBy::Clock, Walked::No) => "road clock",
        (OpenedBy::Clock, Walked::Yes) => "road clock walked",
    }
}

/// The class of a state's box.
pub(super) fn class_of_state(tone: Tone, stay: Stay) -> String {
    let tone = match tone {
        Tone::Start => "start",
        Tone::Running => "running",
        Tone::Paused => "paused",
        Tone::End => "end",
        Tone::Remark => "remark",
    };
    match stay {
        Stay::Here => format!("state {tone} here"),
        Stay::Been => format!("state {tone} been"),
        Stay::Never => format!("state {tone}"),
    }
}

/// A count as a length; drawings are small.
pub(super) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "text{font:13px 'Noto Sans','DejaVu Sans',Arial,sans-serif;text-anchor:middle;fill:#1b2733}\
.title{font-size:19px;font-weight:600;text-anchor:start}.name{font-weight:600;font-size:14px}\
.id{font-family:'DejaVu Sans Mono',monospace;font-size:11px;fill:#5b6b7a}.line{font-size:12px;fill:#33475b}.way{font-size:12px}\
.paper{fill:#fff}.state{stroke:#35506b;stroke-width:1.4}.start{fill:#e6f2ff}.running{fill:#f4f8fb}\
.paused{fill:#fff5dc;stroke:#a8791a;stroke-dasharray:6 3}.end{fill:#e9ecef;stroke:#55606b;stroke-width:3}\
.remark{fill:#fdfdfd;stroke:#9aa7b3;stroke-dasharray:2 3}.been{stroke:#c2185b;stroke-width:2.5}\
.here{stroke:#c2185b;stroke-width:4;fill:#fde7f0}\
.road{fill:none;stroke:#48607a;stroke-width:1.5}.clock{stroke:#b3541e;stroke-dasharray:6 4}\
.walked{stroke:#c2185b;stroke-width:3.5}.head{fill:#48607a}";
