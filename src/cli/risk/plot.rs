//! The reliability plot: in groups of similar risk, how many stopped against how many were expected to.

use std::fmt::Write as _;

use crate::domain::risk::evaluation::RiskGroup;

/// The plot's sides, the square within that stands for 0 to 1, and where it begins.
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 540.0;
const SIDE: f64 = 400.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 60.0;

/// The radius of the largest point; areas are as the numbers of sessions.
const LARGEST: f64 = 6.0;

/// The plot as an SVG document, of a file of that name.
pub(super) fn reliability(groups: &[RiskGroup], name: &str) -> String {
    let name = escaped(name);
    let mut svg = format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif" font-size="13">
<title>Predicted and observed risk in {name}</title>
<desc>Clients after each session, in groups of similar risk. On the dashed line as many stopped as were expected to.</desc>
<rect width="100%" height="100%" fill="white"/>
<text x="{LEFT}" y="35" font-size="16">Who attended no more: {name}</text>
<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#444"/>
<line x1="{LEFT}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke="#888" stroke-dasharray="5 4"/>
"##,
        bottom = vertical(0.0),
        right = horizontal(1.0),
    );
    axes(&mut svg);
    points(&mut svg, groups);
    svg.push_str("</svg>\n");
    svg
}

fn axes(svg: &mut String) {
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (x, y) = (horizontal(tick), vertical(tick));
        let (below, left, level) = (vertical(0.0) + 20.0, LEFT - 8.0, y + 4.0);
        element(svg, format_args!(r#"<text x="{x}" y="{below}" text-anchor="middle">{tick}</text>"#));
        element(svg, format_args!(r#"<text x="{left}" y="{level}" text-anchor="end">{tick}</text>"#));
    }
    let (middle, below) = (horizontal(0.5), vertical(0.0) + 45.0);
    element(
        svg,
        format_args!(
            r#"<text x="{middle}" y="{below}" text-anchor="middle">predicted: the model's probability</text>"#
        ),
    );
    let (x, y) = (LEFT - 50.0, vertical(0.5));
    element(
        svg,
        format_args!(
            r#"<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">observed: share that attended no more</text>"#
        ),
    );
}

fn points(svg: &mut String, groups: &[RiskGroup]) {
    let corners: Vec<_> = groups
        .iter()
        .map(|group| format!("{:.1},{:.1}", horizontal(group.expected), vertical(group.observed)))
        .collect();
    element(
        svg,
        format_args!(r##"<polyline points="{}" fill="none" stroke="#1f5a92"/>"##, corners.join(" ")),
    );
    let most = groups.iter().map(|group| group.rows).max().unwrap_or(1) as f64;
    for RiskGroup { rows, expected, observed } in groups {
        let (x, y) = (horizontal(*expected), vertical(*observed));
        let radius = LARGEST * (*rows as f64 / most).sqrt();
        element(
            svg,
            format_args!(
                r##"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" fill="#1f5a92" fill-opacity="0.7"><title>{rows} sessions: predicted {expected:.3}, observed {observed:.3}</title></circle>"##
            ),
        );
    }
}

fn element(svg: &mut String, element: std::fmt::Arguments<'_>) {
    // Writing to a text doesn't fail.
    let _ = writeln!(svg, "{element}");
}

fn horizontal(share: f64) -> f64 {
    LEFT + SIDE * share
}

fn vertical(share: f64) -> f64 {
    TOP + SIDE * (1.0 - share)
}

/// Text that is no markup, without the characters that no XML document may hold.
fn escaped(text: &str) -> String {
    let allowed = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    allowed.fold(String::new(), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_text_whatever_it_holds() {
        let plot = reliability(&[], "<script>&\u{7}.csv");
        assert!(plot.contains("&lt;script&gt;&amp;.csv") && !plot.contains("<script>"), "{plot}");
    }

    #[test]
    fn a_group_is_drawn_where_it_belongs() {
        let plot = reliability(&[RiskGroup { rows: 12, expected: 0.25, observed: 0.5 }], "a.csv");
        assert!(plot.contains(r#"<circle cx="180.0" cy="260.0" r="6.0""#), "{plot}");
    }
}
