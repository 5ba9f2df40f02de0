//! Markdown as ODK allows it in labels and hints: headings, emphasis, lists, links, colour and alignment, and nothing that could run.
//!
//! What it is not: HTML. A tag outside the short list stays as the words it is. Invariant: no text makes it fail, and its work grows with the
//! text alone; what an answer filled in is marked up by itself and cannot close what the form's author opened.

use super::view::Text;

/// A piece of a formatted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Plain words.
    Words(String),
    /// A formatted stretch.
    Element(Element),
}

/// A formatted stretch: an HTML element of the few there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// `h1` … `h6`, `p`, `ul`, `ol`, `li`, `em`, `strong`, `u`, `a`, `span`, `div`, `br`. What an answer filled in is a `span`.
    pub name: &'static str,
    /// Where a link leads.
    pub url: Option<String>,
    /// `color`, `text-align`, `font-family`.
    pub style: Vec<(String, String)>,
    /// What stands in it.
    pub inside: Vec<Mark>,
}

/// Characters of a text that is formatted; a longer one is plain words. The longest label in public forms has some 3,000.
const LENGTH: usize = 10_000;
/// Nesting of formats; deeper ones stay words.
const DEPTH: usize = 16;
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
/// Tags that may be written, and what they become.
const TAGS: &[(&str, &str)] =
    &[("i", "em"), ("em", "em"), ("b", "strong"), ("strong", "strong"), ("u", "u"), ("span", "span"), ("div", "div"), ("p", "p"), ("br", "br")];
const STYLES: &[&str] = &["color", "text-align", "font-family"];

/// One character, or all that one answer filled in.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Char(char),
    Filled(&'a str),
}

impl Piece<'_> {
    fn is(self, wanted: char) -> bool {
        matches!(self, Self::Char(c) if c == wanted)
    }
    fn is_space(self) -> bool {
        matches!(self, Self::Char(c) if c.is_whitespace())
    }
    fn is_word(self) -> bool {
        match self {
            Self::Char(c) => c.is_alphanumeric(),
            Self::Filled(_) => true,
        }
    }
}

/// The format of a text. One plain paragraph is what stands in it; several blocks are elements.
pub fn markdown(text: &Text) -> Vec<Mark> {
    if text.text.len() > LENGTH {
        return vec![Mark::Words(text.text.clone())];
    }
    let lines = lines(text);
    let mut blocks: Vec<Element> = Vec::new();
    let mut open = false;
    let mut kept: Vec<Vec<Piece<'_>>> = Vec::new();
    for line in &lines {
        let line = trim(line);
        let (marker, rest) = marker(line);
        if line.is_empty() || marker.is_some() {
            flush(&mut kept, &mut blocks);
        }
        match marker {
            Some(heading) if heading.starts_with('h') => blocks.push(element(heading, inline(rest, 0))),
            Some(list) => {
                let item = element("li", vec![Mark::Element(element("p", inline(rest, 0)))]);
                match blocks.last_mut().filter(|last| open && last.name == list) {
                    Some(last) => last.inside.push(Mark::Element(item)),
                    None => blocks.push(element(list, vec![Mark::Element(item)])),
                }
            }
            None if !line.is_empty() => kept.push(line.to_vec()),
            None => {}
        }
        open = marker.is_some() || line.is_empty() && open;
    }
    flush(&mut kept, &mut blocks);
    match blocks.as_mut_slice() {
        [only] if only.name == "p" => std::mem::take(&mut only.inside),
        _ => blocks.into_iter().map(Mark::Element).collect(),
    }
}

fn element(name: &'static str, inside: Vec<Mark>) -> Element {
    Element { name, inside, ..Element::default() }
}

fn flush(kept: &mut Vec<Vec<Piece<'_>>>, blocks: &mut Vec<Element>) {
    if !kept.is_empty() {
        let joined = std::mem::take(kept).join(&Piece::Char('\n'));
        blocks.push(element("p", inline(&joined, 0)));
    }
}

/// The lines of a text; an answer stays whole on its line.
fn lines(text: &Text) -> Vec<Vec<Piece<'_>>> {
    let mut pieces = vec![Vec::new()];
    let mut at = 0;
    let words = |from: usize, to: usize, pieces: &mut Vec<Vec<Piece<'_>>>| {
        for c in text.text.get(from..to).unwrap_or_default().chars() {
            match (c, pieces.last_mut()) {
                ('\n', _) => pieces.push(Vec::new()),
                (c, Some(line)) => line.push(Piece::Char(c)),
                _ => {}
            }
        }
    };
    for &(from, to) in &text.filled {
        words(at, from as usize, &mut pieces);
        if let (Some(line), Some(filled)) = (pieces.last_mut(), text.text.get(from as usize..to as usize)) {
            line.push(Piece::Filled(filled));
        }
        at = to as usize;
    }
    words(at, text.text.len(), &mut pieces);
    pieces
}

fn trim<'p, 'a>(mut line: &'p [Piece<'a>]) -> &'p [Piece<'a>] {
    while let [first, rest @ ..] = line
        && first.is_space()
    {
        line = rest;
    }
    while let [rest @ .., last] = line
        && last.is_space()
    {
        line = rest;
    }
    line
}

/// What begins a line: a heading or a list; and the line without it.
fn marker<'p, 'a>(line: &'p [Piece<'a>]) -> (Option<&'static str>, &'p [Piece<'a>]) {
    let spaced = |after: usize| line.get(after).is_some_and(|p| p.is_space());
    let rest = |after: usize| trim(line.get(after..).unwrap_or_default());
    let hashes = line.iter().take_while(|p| p.is('#')).count();
    if let Some(heading) = hashes.checked_sub(1).and_then(|level| HEADINGS.get(level)).filter(|_| spaced(hashes)) {
        return (Some(heading), rest(hashes));
    }
    if line.first().is_some_and(|p| p.is('-') || p.is('*') || p.is('+')) && spaced(1) {
        return (Some("ul"), rest(1));
    }
    let digits = line.iter().take_while(|p| matches!(p, Piece::Char(c) if c.is_ascii_digit())).count();
    let dotted = line.get(digits).is_some_and(|p| p.is('.') || p.is(')'));
    if (1..=9).contains(&digits) && dotted && spaced(digits + 1) {
        return (Some("ol"), rest(digits + 1));
    }
    (None, line)
}

/// What is within a line. What was opened and never closed stays words; having looked for its end once is enough.
fn inline(pieces: &[Piece<'_>], depth: usize) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut in_vain: Vec<(char, usize)> = Vec::new();
    let mut at = 0;
    while let Some(&piece) = pieces.get(at) {
        let found = match piece {
            _ if depth >= DEPTH => None,
            Piece::Filled(words) => {
                let inner: Vec<Piece<'_>> = words.chars().map(Piece::Char).collect();
                Some((element("span", inline(&inner, depth + 1)), at + 1))
            }
            Piece::Char(mark @ ('*' | '_')) => emphasis(pieces, at, mark, depth, &mut in_vain),
            Piece::Char('<') => tag(pieces, at, depth, &mut in_vain),
            Piece::Char('[') => link(pieces, at, depth, &mut in_vain),
            Piece::Char(_) => None,
        };
        match (found, piece) {
            (Some((element, next)), _) => {
                out.push(Mark::Element(element));
                at = next;
                continue;
            }
            (None, Piece::Char('\\')) if matches!(pieces.get(at + 1), Some(Piece::Char(c)) if c.is_ascii_punctuation()) => at += 1,
            // A run that opened nothing is words as a whole.
            (None, Piece::Char(mark @ ('*' | '_'))) => {
                while pieces.get(at + 1).is_some_and(|p| p.is(mark)) {
                    words(&mut out, mark);
                    at += 1;
                }
            }
            _ => {}
        }
        match pieces.get(at) {
            Some(Piece::Char(c)) => words(&mut out, *c),
            Some(Piece::Filled(filled)) => filled.chars().for_each(|c| words(&mut out, c)),
            None => {}
        }
        at += 1;
    }
    out
}

fn words(out: &mut Vec<Mark>, c: char) {
    match out.last_mut() {
        Some(Mark::Words(words)) => words.push(c),
        _ => out.push(Mark::Words(c.to_string())),
    }
}

/// `*em*`, `_em_`, `**strong**`, `__strong__`.
fn emphasis(pieces: &[Piece<'_>], at: usize, mark: char, depth: usize, in_vain: &mut Vec<(char, usize)>) -> Option<(Element, usize)> {
    let run = |at: usize| pieces.get(at..).unwrap_or_default().iter().take_while(|p| p.is(mark)).count();
    let count = run(at);
    let before_is_word = at > 0 && pieces.get(at - 1).is_some_and(|p| p.is_word());
    let opens = pieces.get(at + count).is_some_and(|p| !p.is_space()) && !(mark == '_' && before_is_word);
    if !(1..=2).contains(&count) || !opens || in_vain.contains(&(mark, count)) {
        return None;
    }
    let mut end = at + count;
    while end < pieces.len() {
        let here = run(end);
        if here == 0 {
            end += 1;
            continue;
        }
        let after_is_word = pieces.get(end + here).is_some_and(|p| p.is_word());
        let closes = pieces.get(end - 1).is_some_and(|p| !p.is_space()) && !(mark == '_' && after_is_word);
        if closes && (here == count || here == 3) {
            let inside = inline(pieces.get(at + count..end)?, depth + 1);
            return Some((element(if count == 1 { "em" } else { "strong" }, inside), end + count));
        }
        end += here;
    }
    in_vain.push((mark, count));
    None
}

/// `<u>…</u>` and the other tags that are allowed.
fn tag(pieces: &[Piece<'_>], at: usize, depth: usize, in_vain: &mut Vec<(char, usize)>) -> Option<(Element, usize)> {
    let close = find(pieces, at, '>', in_vain)?;
    let written: String = pieces.get(at + 1..close)?.iter().map(|p| if let Piece::Char(c) = p { *c } else { '\u{fffd}' }).collect();
    let (name, attributes) = written.split_once(char::is_whitespace).unwrap_or((written.trim_end_matches('/'), ""));
    let index = TAGS.iter().position(|(tag, _)| tag.eq_ignore_ascii_case(name))?;
    let (tag, made) = *TAGS.get(index)?;
    let mut made = Element { name: made, style: style(attributes), ..Element::default() };
    if made.name == "br" {
        return Some((made, close + 1));
    }
    let end_tag: Vec<char> = format!("</{tag}>").chars().collect();
    // One mark per tag: no end of it is to come.
    let key = ('<', index);
    if in_vain.contains(&key) {
        return None;
    }
    let is_end = |window: &[Piece<'_>]| window.iter().zip(&end_tag).all(|(p, c)| matches!(p, Piece::Char(p) if p.eq_ignore_ascii_case(c)));
    let Some(end) = pieces.get(close + 1..)?.windows(end_tag.len()).position(is_end) else {
        in_vain.push(key);
        return None;
    };
    let end = close + 1 + end;
    made.inside = inline(pieces.get(close + 1..end)?, depth + 1);
    Some((made, end + end_tag.len()))
}

/// The allowed parts of `style="…"`.
fn style(attributes: &str) -> Vec<(String, String)> {
    let Some((_, rest)) = attributes.split_once("style") else { return Vec::new() };
    let rest = rest.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let Some(value) = quote.and_then(|quote| rest.split(quote).nth(1)) else { return Vec::new() };
    let parts = value.split(';').filter_map(|part| part.split_once(':'));
    let parts = parts.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    // What a style could fetch or run has brackets.
    parts.filter(|(name, value)| STYLES.contains(&name.as_str()) && !value.contains(['(', ')', '\\', '"'])).collect()
}

/// `[words](address)`.
fn link(pieces: &[Piece<'_>], at: usize, depth: usize, in_vain: &mut Vec<(char, usize)>) -> Option<(Element, usize)> {
    let close = find(pieces, at, ']', in_vain)?;
    pieces.get(close + 1).filter(|p| p.is('('))?;
    let end = find(pieces, close + 1, ')', in_vain)?;
    let mut url = String::new();
    for piece in pieces.get(close + 2..end)? {
        match piece {
            Piece::Char(c) => url.push(*c),
            Piece::Filled(words) => url.push_str(words),
        }
    }
    let url = url.trim().to_owned();
    let plain = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    // An address that is a program is no address.
    if matches!(plain.as_str(), "javascript" | "data" | "vbscript") {
        return None;
    }
    let inside = inline(pieces.get(at + 1..close)?, depth + 1);
    Some((Element { name: "a", url: Some(url), inside, ..Element::default() }, end + 1))
}

fn find(pieces: &[Piece<'_>], from: usize, wanted: char, in_vain: &mut Vec<(char, usize)>) -> Option<usize> {
    if in_vain.contains(&(wanted, 0)) {
        return None;
    }
    let found = pieces.get(from..)?.iter().position(|p| p.is(wanted));
    if found.is_none() {
        in_vain.push((wanted, 0));
    }
    found.map(|at| at + from)
}
