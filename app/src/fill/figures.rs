//! Reads the nodes that the tables of `panels` name, by leaf name, and draws the figure with its sum and the gauge.

use forms::Session;
use leptos::prelude::*;

use super::panels::Figure;
use crate::controls::with_commas;
use crate::ui::chip::chip_with;
use crate::ui::{Tone, icon};
use crate::words::{self, fill, say};

/// Values of relevant nodes outside repeats by leaf name.
pub(super) struct Values(Vec<(String, String)>);

impl Values {
    /// Reads them all.
    pub(super) fn of(session: &Session) -> Self {
        let leaf = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let rows = session.values().into_iter().filter(|(path, relevant, _)| *relevant && !path.contains('['));
        Values(rows.map(|(path, _, value)| (leaf(&path), value.to_string())).collect())
    }
    /// One value; empty if there is none.
    pub(super) fn get(&self, leaf: &str) -> &str {
        self.0.iter().rfind(|(name, _)| name == leaf).map_or("", |(_, value)| value)
    }
    /// One number.
    pub(super) fn number(&self, leaf: &str) -> Option<f64> {
        forms::decimal::parse(self.get(leaf))
    }
    /// One number for people: thousands apart, no cents of nothing.
    pub(super) fn money(&self, leaf: &str) -> String {
        let text = self.get(leaf);
        with_commas(text.strip_suffix(".00").or(text.strip_suffix(".0")).unwrap_or(text))
    }
}

/// The distance of two amounts, exact to the cent, for people.
fn distance(a: f64, b: f64) -> String {
    let cents = ((a - b).abs() * 100.0).round() as i64;
    let (whole, part) = (cents / 100, cents % 100);
    let text = if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}").trim_end_matches('0').to_owned() };
    with_commas(&text)
}

/// The figure before finishing: how much, against which line, by which sum. None while it is not computed yet.
pub(super) fn sum_card(values: &Values, figure: &Figure) -> Option<AnyView> {
    let value = values.number(figure.value)?;
    let against = values.number(figure.line).map(|line| {
        let (year, shown) = (values.get(figure.year).to_owned(), values.money(figure.line));
        let gap = distance(value, line);
        // More than the line means more, not as much.
        let (word, second) = if value > line {
            (words::panels::ABOVE, fill(words::panels::OVER, &[&gap]))
        } else if value < line {
            (words::panels::BELOW, fill(words::panels::GAP, &[&gap]))
        } else {
            (words::panels::EQUAL, say(words::panels::NOT_OVER).to_owned())
        };
        view! { <p class="small against">{fill(word, &[&year, &shown])}<br /><b>{second}</b></p> }
    });
    let sum = figure.sum.iter().map(|(sign, word, node)| {
        // A sign stays with its amount when the line breaks.
        format!("{sign}{}{}\u{a0}{}", if sign.is_empty() { "" } else { "\u{a0}" }, say(*word), values.money(node))
    });
    let sum = sum.collect::<Vec<_>>().join(" ");
    let total = fill(words::panels::YUAN, &[&values.money(figure.total.0)]);
    let total = format!(" = {total}{}{}", say(words::fill::COMMA), fill(words::panels::PER_HEAD, &[values.get(figure.total.1)]));
    let shown = values.money(figure.value);
    Some(
        view! {
            <section class="card pad">
                <div class="figure-row">
                    <div><p class="small dim">{say(figure.title)}</p><p class="figure">{shown}" "<span class="small">{say(words::panels::YUAN_UNIT)}</span></p></div>
                    {against}
                </div>
                <p class="small dim sum-line">{sum}{total}</p>
            </section>
        }
        .into_any(),
    )
}

/// The figure as a gauge against its line, for a verdict.
pub(super) fn gauge_card(values: &Values, figure: &Figure, change: (&str, &str)) -> AnyView {
    let year = values.get(figure.year).to_owned();
    let (Some(value), Some(line)) = (values.number(figure.value), values.number(figure.line)) else {
        let words = if values.number(figure.line).is_none() { fill(words::panels::NO_LINE, &[&year]) } else { say(figure.title).to_owned() };
        return view! { <section class="card pad"><p class="small dim">{words}</p></section> }.into_any();
    };
    let over = value > line;
    let shown = fill(words::panels::YUAN, &[&values.money(figure.value)]);
    let line_words = fill(words::panels::LINE_OF, &[&year, &values.money(figure.line)]);
    let gap = distance(value, line);
    let state = if over {
        chip_with(Tone::Ok, Some(icon::CHECK), fill(words::panels::OVER, &[&gap])).into_any()
    } else {
        let words = if value < line { fill(words::panels::GAP, &[&gap]) } else { say(words::panels::NOT_OVER).to_owned() };
        chip_with(Tone::Bad, Some(icon::CLOSE), words).into_any()
    };
    // The mark of the line stands at five sixths; the bar is cut at the edge.
    let width = (value / line.max(1.0) * 83.0).clamp(0.0, 100.0).round();
    let since = since_last(values, change);
    view! {
        <section class="card pad">
            <div class="head middle"><h2>{say(figure.title)}" "{shown.clone()}</h2>{state}</div>
            <div class="gauge" class:over=over role="img" aria-label=format!("{shown}{}{line_words}", say(words::fill::COMMA))><i style=format!("width:{width}%")></i><u></u><em>{line_words.clone()}</em></div>
            {since.map(|text| view! { <p class="small dim since">{text}</p> })}
        </section>
    }
    .into_any()
}

fn since_last(values: &Values, (change, before): (&str, &str)) -> Option<String> {
    let per_cent = values.number(change)?;
    let shown = with_commas(&values.money(before));
    let size = values.get(change).trim_start_matches('-').to_owned();
    Some(fill(if per_cent < 0.0 { words::panels::LESS_THAN_LAST } else { words::panels::MORE_THAN_LAST }, &[&shown, &size]))
}
