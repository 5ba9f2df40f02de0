//! A secondary instance as columns: choices, CSV, entity lists. Not a DOM: a row is a number. Where elements lie deeper than columns can
//! tell, a tree stands beside them.
//!
//! Invariant: every column has as many cells as the list has rows; an absent cell is the empty text; every cell is the id of a text.

mod geojson;
mod tree;
mod xml;

pub(crate) use tree::{Element, children as tree_children};

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Place};
use crate::limits::LIST_ROWS;

/// Version of [`List::to_bytes`], its first byte.
const VERSION: u8 = 2;

/// What may divide the columns of a CSV file, the likeliest first.
const DELIMITERS: &[u8] = b",;\t|";

/// What a list is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Csv,
    GeoJson,
    /// Anything else.
    Xml,
}

impl FileKind {
    /// By the ending of an address, or its kind (`jr://file-csv/…`).
    pub(crate) fn of(name: &str) -> Self {
        match name.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
            _ if name.starts_with("jr://file-csv/") => Self::Csv,
            Some("csv") => Self::Csv,
            Some("geojson") => Self::GeoJson,
            _ => Self::Xml,
        }
    }
}

/// One list of rows under named columns, immutable once made; key columns are indexed on first use.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct List {
    columns: Vec<Column>,
    rows: u32,
    texts: Texts,
    names: Names,
    /// Cells that are not there at all, rather than blank, as (row, column), in order.
    absent: Vec<(u32, u32)>,
    tree: Vec<Element>,
}

/// What the elements are called, as ids of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Names {
    root: u32,
    rows: RowNames,
}

/// What the rows are called: the same all of them, or each its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum RowNames {
    One(u32),
    Each(Vec<u32>),
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// One text id a row.
    cells: Vec<u32>,
    index: OnceLock<Index>,
}

/// Rows by the id of their text. Where the rows of one text begin is searched for: a table of that would be larger than the column.
#[derive(Debug, Clone)]
struct Index(Vec<u32>);

/// Each different text once, in one block; id 0 is the empty text.
#[derive(Debug, Clone, Default)]
struct Texts {
    block: String,
    /// Text `id` ends here and starts where the one before ends.
    ends: Vec<u32>,
    /// Built on first look-up.
    table: OnceLock<Table>,
}

/// A list as it is written: without indexes.
#[derive(Serialize, Deserialize)]
struct Stored {
    names: Vec<String>,
    rows: u32,
    cells: Vec<Vec<u32>>,
    block: String,
    ends: Vec<u32>,
    called: Names,
    absent: Vec<(u32, u32)>,
    tree: Vec<Element>,
}

impl Texts {
    fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(id).copied().unwrap_or(start);
        self.block.get(start as usize..end as usize).unwrap_or_default()
    }

    fn find(&self, text: &str) -> Option<u32> {
        let table = self.table.get_or_init(|| Table::of(self, self.ends.len() * 2));
        table.slot(self, text).err()
    }
}

/// Open addressing from the hash of a text to its id + 1; a power of two of slots, never more than half full.
#[derive(Debug, Clone, Default)]
struct Table(Vec<u32>);

impl Table {
    /// A table of all texts, with at least so many slots.
    fn of(texts: &Texts, slots: usize) -> Self {
        let mut table = Self(vec![0; slots.next_power_of_two()]);
        for id in 0..texts.ends.len() as u32 {
            if let Ok(free) = table.slot(texts, texts.get(id)) {
                table.put(free, id);
            }
        }
        table
    }

    /// The free slot for a text, or as an error the id of the text that is there.
    fn slot(&self, texts: &Texts, text: &str) -> Result<usize, u32> {
        let mask = self.0.len().wrapping_sub(1);
        let mut slot = hash(text) as usize & mask;
        loop {
            match self.0.get(slot).map(|taken| taken.checked_sub(1)) {
                Some(Some(id)) if texts.get(id) == text => return Err(id),
                Some(Some(_)) => slot = (slot + 1) & mask,
                Some(None) | None => return Ok(slot),
            }
        }
    }

    fn put(&mut self, slot: usize, id: u32) {
        if let Some(free) = self.0.get_mut(slot) {
            *free = id + 1;
        }
    }
}

/// FNV-1a, folded: fixed, so that native and wasm walk alike.
fn hash(text: &str) -> u32 {
    let full = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (full ^ (full >> 32)) as u32
}

/// Collects rows, giving each different text one id.
struct Builder {
    names: Vec<String>,
    cells: Vec<Vec<u32>>,
    rows: u32,
    texts: Texts,
    table: Table,
    absent: Vec<(u32, u32)>,
}

impl Builder {
    fn new(names: Vec<String>) -> Self {
        let cells = vec![Vec::new(); names.len()];
        let texts = Texts { ends: vec![0], ..Texts::default() };
        let table = Table::of(&texts, 64);
        Self { names, cells, rows: 0, texts, table, absent: Vec::new() }
    }

    /// What elements are called where a file names only columns.
    fn plain_names(&mut self) -> Names {
        Names { root: self.id("root"), rows: RowNames::One(self.id("item")) }
    }

    fn id(&mut self, text: &str) -> u32 {
        let free = match self.table.slot(&self.texts, text) {
            Err(known) => return known,
            Ok(free) => free,
        };
        let id = self.texts.ends.len() as u32;
        self.texts.block.push_str(text);
        self.texts.ends.push(self.texts.block.len() as u32);
        if self.texts.ends.len() * 2 > self.table.0.len() {
            self.table = Table::of(&self.texts, self.table.0.len() * 2);
        } else {
            self.table.put(free, id);
        }
        id
    }

    /// Adds a row; missing cells are empty, cells beyond the columns are dropped.
    fn push<'a>(&mut self, row: impl IntoIterator<Item = &'a str>) {
        let mut row = row.into_iter();
        for column in 0..self.cells.len() {
            let id = self.id(row.next().unwrap_or_default());
            if let Some(cells) = self.cells.get_mut(column) {
                cells.push(id);
            }
        }
        self.rows += 1;
    }

    /// Adds a row of which some cells are not there.
    fn push_some<'a>(&mut self, row: impl IntoIterator<Item = Option<&'a str>>) {
        let (at, mut absent) = (self.rows, Vec::new());
        let cells = (0..).zip(row).map(|(column, cell)| {
            if cell.is_none() {
                absent.push((at, column));
            }
            cell.unwrap_or_default()
        });
        self.push(cells.collect::<Vec<_>>());
        self.absent.append(&mut absent);
    }

    fn finish(mut self) -> List {
        let names = self.plain_names();
        self.finish_as(names, Vec::new())
    }

    fn finish_as(self, names: Names, tree: Vec<Element>) -> List {
        let columns = self.names.into_iter().zip(self.cells);
        List {
            columns: columns.map(|(name, cells)| Column { name, cells, index: OnceLock::new() }).collect(),
            rows: self.rows,
            // The table serves look-ups as well.
            texts: Texts { table: OnceLock::from(self.table), ..self.texts },
            names,
            absent: self.absent,
            tree,
        }
    }
}

impl List {
    /// Reads a CSV file with a header row (UTF-8, with or without byte order mark), divided by the first of [`DELIMITERS`] its header has.
    pub fn from_csv(text: &[u8]) -> Result<Self, Diagnostic> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let text = std::str::from_utf8(text).map_err(|error| {
            let line = text.get(..error.valid_up_to()).unwrap_or_default().split(|byte| *byte == b'\n').count();
            refusal("list-encoding", line as u64, "expected UTF-8, found another encoding").hint("save the file as CSV UTF-8")
        })?;
        if text.len() > u32::MAX as usize {
            return Err(refusal("list-too-long", 0, "expected less than 4 GB"));
        }
        let header = text.lines().next().unwrap_or_default();
        let delimiter = DELIMITERS.iter().copied().find(|delimiter| header.as_bytes().contains(delimiter));
        if let (None, Some(odd)) = (delimiter, header.trim().chars().find(|c| !(c.is_alphanumeric() || " _-.:@\"".contains(*c)))) {
            let message = format!("expected columns divided by a comma, semicolon, tab or |, found {odd} in the header");
            return Err(refusal("list-header", 1, message).hint("save the file as CSV UTF-8 (comma)"));
        }
        let delimiter = delimiter.unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let names: Vec<String> = reader.headers().map_err(|error| csv_refusal(&error))?.iter().map(|name| name.trim().to_owned()).collect();
        check_header(&names)?;
        let mut builder = Builder::new(names);
        // A cell a line: growing step by step would need half as much again.
        let lines = text.lines().count().min(LIST_ROWS);
        builder.cells.iter_mut().for_each(|cells| cells.reserve_exact(lines));
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| csv_refusal(&error))? {
            let line = record.position().map_or(0, csv::Position::line);
            if builder.rows as usize >= LIST_ROWS {
                return Err(refusal("list-too-long", line, format!("expected at most {LIST_ROWS} rows")));
            }
            if record.iter().skip(builder.names.len()).any(|cell| !cell.is_empty()) {
                let message = format!("expected {} cells as in the header, found {}", builder.names.len(), record.len());
                return Err(refusal("list-row", line, message).hint("put texts that contain a comma in quotes"));
            }
            builder.push(record.iter());
        }
        Ok(builder.finish())
    }

    /// Reads a file by the ending of its name: CSV, GeoJSON, or else XML.
    pub fn from_file(name: &str, bytes: &[u8]) -> Result<Self, Diagnostic> {
        match FileKind::of(name) {
            FileKind::Csv => Self::from_csv(bytes),
            FileKind::GeoJson => Self::from_geojson(bytes),
            FileKind::Xml => {
                let text = std::str::from_utf8(bytes).map_err(|_| refusal("list-encoding", 0, "expected UTF-8, found another encoding"))?;
                Self::from_xml(text)
            }
        }
    }

    /// Builds a list from column names and rows; missing cells are empty, cells beyond the columns are dropped.
    pub fn from_rows<'a>(columns: &[&str], rows: impl IntoIterator<Item = Vec<&'a str>>) -> Self {
        let mut builder = Builder::new(columns.iter().map(|name| (*name).to_owned()).collect());
        for row in rows {
            builder.push(row);
        }
        builder.finish()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows as usize
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Column names in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// One cell; the empty text where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.columns.get(column).and_then(|column| column.cells.get(row)).map_or("", |id| self.texts.get(*id))
    }

    /// Whether a row has that cell, if only a blank one.
    pub(crate) fn has(&self, row: usize, column: usize) -> bool {
        column < self.columns.len() && self.absent.binary_search(&(row as u32, column as u32)).is_err()
    }

    /// Rows whose cell in `column` equals `text`, in order; a hash index is built on first use.
    pub fn rows_where(&self, column: usize, text: &str) -> &[u32] {
        let Some(column) = self.columns.get(column) else {
            return &[];
        };
        let Some(id) = self.texts.find(text) else {
            return &[];
        };
        let index = column.index.get_or_init(|| Index::new(&column.cells, self.texts.ends.len()));
        index.rows_of(&column.cells, id)
    }

    /// Name of the root element; `root` where a file has none.
    pub(crate) fn root_name(&self) -> &str {
        self.texts.get(self.names.root)
    }

    /// Name of a row's element; `item` where a file has none.
    pub(crate) fn row_name(&self, row: usize) -> &str {
        match &self.names.rows {
            RowNames::One(name) => self.texts.get(*name),
            RowNames::Each(names) => names.get(row).map_or("", |name| self.texts.get(*name)),
        }
    }

    /// The name that all rows have, where it is one.
    pub(crate) fn one_row_name(&self) -> Option<&str> {
        match &self.names.rows {
            RowNames::One(name) => Some(self.texts.get(*name)),
            RowNames::Each(_) => None,
        }
    }

    /// The elements in document order, the root first; empty where the columns tell everything.
    pub(crate) fn tree(&self) -> &[Element] {
        &self.tree
    }

    /// A text by the id an [`Element`] has it under.
    pub(crate) fn text(&self, id: u32) -> &str {
        self.texts.get(id)
    }

    /// The list as compact bytes (what the server sends to the phone).
    pub fn to_bytes(&self) -> Vec<u8> {
        let stored = postcard::to_allocvec(self).unwrap_or_default();
        let mut bytes = Vec::with_capacity(stored.len() + 1);
        bytes.push(VERSION);
        bytes.extend_from_slice(&stored);
        bytes
    }

    /// Reads what [`List::to_bytes`] wrote; damaged bytes are a diagnostic.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let damaged = |message: String| refusal("list-damaged", 0, message).hint("fetch the list again");
        match bytes.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|error| damaged(error.to_string())),
            Some((version, _)) => Err(damaged(format!("expected version {VERSION}, found {version}"))),
            None => Err(damaged("expected a list, found nothing".to_owned())),
        }
    }
}

impl Index {
    /// Counting sort of the rows by text id: two passes, no comparison, rows of one text stay in order.
    fn new(cells: &[u32], texts: usize) -> Self {
        let mut next = vec![0_u32; texts + 1];
        for id in cells {
            if let Some(count) = next.get_mut(*id as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut next {
            sum += *start;
            *start = sum;
        }
        let mut rows = vec![0_u32; cells.len()];
        for (row, id) in (0_u32..).zip(cells) {
            let Some(at) = next.get_mut(*id as usize) else {
                continue;
            };
            if let Some(free) = rows.get_mut(*at as usize) {
                *free = row;
            }
            *at += 1;
        }
        Self(rows)
    }

    fn rows_of(&self, cells: &[u32], id: u32) -> &[u32] {
        let text = |row: &u32| cells.get(*row as usize).copied().unwrap_or_default();
        let start = self.0.partition_point(|row| text(row) < id);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| text(row) == id)).unwrap_or_default()
    }
}

impl From<List> for Stored {
    fn from(list: List) -> Self {
        let (names, cells) = list.columns.into_iter().map(|column| (column.name, column.cells)).unzip();
        Self {
            names,
            rows: list.rows,
            cells,
            block: list.texts.block,
            ends: list.texts.ends,
            called: list.names,
            absent: list.absent,
            tree: list.tree,
        }
    }
}

impl TryFrom<Stored> for List {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let texts = stored.ends.len() as u32;
        let ends_fit = stored.ends.is_sorted()
            && stored.ends.first() == Some(&0)
            && stored.ends.last().is_some_and(|end| *end as usize == stored.block.len())
            && stored.ends.iter().all(|end| stored.block.is_char_boundary(*end as usize));
        let cells_fit = stored.names.len() == stored.cells.len()
            && stored.cells.iter().all(|cells| cells.len() == stored.rows as usize && cells.iter().all(|id| *id < texts));
        let names_fit = stored.called.root < texts
            && match &stored.called.rows {
                RowNames::One(name) => *name < texts,
                RowNames::Each(names) => names.len() == stored.rows as usize && names.iter().all(|name| *name < texts),
            };
        if !ends_fit || !cells_fit || !names_fit || !stored.absent.is_sorted() || !tree::fits(&stored.tree, texts) {
            return Err("cells, names and texts do not fit together");
        }
        let columns = stored.names.into_iter().zip(stored.cells);
        Ok(Self {
            columns: columns.map(|(name, cells)| Column { name, cells, index: OnceLock::new() }).collect(),
            rows: stored.rows,
            texts: Texts { block: stored.block, ends: stored.ends, table: OnceLock::new() },
            names: stored.called,
            absent: stored.absent,
            tree: stored.tree,
        })
    }
}

fn refusal(code: &'static str, line: u64, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, message).at(Place { line: line as u32, ..Place::default() })
}

fn csv_refusal(error: &csv::Error) -> Diagnostic {
    refusal("list-row", error.position().map_or(0, csv::Position::line), error.to_string())
}

fn check_header(names: &[String]) -> Result<(), Diagnostic> {
    if names.is_empty() {
        return Err(refusal("list-header", 1, "expected a header row, found nothing"));
    }
    for (at, name) in names.iter().enumerate() {
        if name.is_empty() {
            let message = format!("expected a name for column {}, found nothing", at + 1);
            return Err(refusal("list-header", 1, message).hint("name the column or delete it"));
        }
        if names.iter().take(at).any(|before| before == name) {
            return Err(refusal("list-header", 1, format!("expected different names, found '{name}' twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const VILLAGES: &str = "\u{feff}name,label,township\r\nv1,侯村,t1\nv2,\"东, 村\",t2\nv3,西村\nv4,北村,t1\n";

    #[test]
    fn a_csv_file_becomes_columns_with_short_rows_padded() {
        let list = List::from_csv(VILLAGES.as_bytes()).unwrap();
        assert_eq!((list.len(), list.columns().collect::<Vec<_>>()), (4, vec!["name", "label", "township"]));
        assert_eq!(list.cell(1, 1), "东, 村");
        assert_eq!(list.cell(2, 2), "");
        assert_eq!((list.cell(9, 0), list.cell(0, 9)), ("", ""));
    }

    #[test]
    fn columns_may_be_divided_by_semicolons_tabs_and_bars_but_not_by_just_anything() {
        for delimiter in [";", "\t", "|"] {
            let list = List::from_csv(VILLAGES.replace("\"东, 村\"", "东村").replace(',', delimiter).as_bytes()).unwrap();
            assert_eq!((list.cell(0, 0), list.cell(1, 1), list.cell(3, 2)), ("v1", "东村", "t1"), "{delimiter:?}");
        }
        let found = List::from_csv(b"name$label\nv1$a\n").unwrap_err();
        assert_eq!((found.code, found.place.line), ("list-header", 1));
        assert_eq!(List::from_csv("name\nv1\n".as_bytes()).unwrap().len(), 1, "one column needs no delimiter");
    }

    #[test]
    fn rows_are_found_by_the_text_of_a_column_in_their_order() {
        let list = List::from_csv(VILLAGES.as_bytes()).unwrap();
        let township = list.column("township").unwrap();
        assert_eq!(list.rows_where(township, "t1"), [0, 3]);
        assert_eq!(list.rows_where(township, ""), [2]);
        assert_eq!(list.rows_where(township, "t9"), [0_u32; 0]);
        assert_eq!(list.rows_where(0, "t1"), [0_u32; 0]);
        assert_eq!(list.rows_where(7, "t1"), [0_u32; 0]);
    }

    #[test]
    fn a_list_survives_its_bytes_and_damage_is_refused() {
        let list = List::from_csv(VILLAGES.as_bytes()).unwrap();
        let bytes = list.to_bytes();
        let again = List::from_bytes(&bytes).unwrap();
        assert_eq!(again.cell(3, 1), "北村");
        assert_eq!(again.rows_where(2, "t1"), [0, 3]);
        assert_eq!(again.to_bytes(), bytes);
        for at in 0..bytes.len() {
            for flip in [1, 0x80] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                if let Ok(read) = List::from_bytes(&damaged) {
                    (0..read.len()).for_each(|row| (0..3).for_each(|column| _ = read.cell(row, column)));
                }
            }
            assert!(List::from_bytes(&bytes[..at]).is_err());
        }
    }

    #[test]
    fn a_header_or_row_that_cannot_be_meant_is_refused_with_its_line() {
        for (text, code, line) in
            [("", "list-header", 1), ("a,,c\n1,2,3", "list-header", 1), ("a,b,a\n1,2,3", "list-header", 1), ("a,b\n1,2\n1,2,3", "list-row", 3)]
        {
            let found = List::from_csv(text.as_bytes()).unwrap_err();
            assert_eq!((found.code, found.place.line), (code, line), "{text}");
        }
        assert_eq!(List::from_csv(b"a,b\n\xb4\xe5,2").unwrap_err().code, "list-encoding");
    }

    #[test]
    fn fifty_thousand_rows_stay_below_six_megabytes() {
        let names: Vec<String> = (0..50_000).map(|n| format!("HC{n:06}")).collect();
        let labels: Vec<String> = (0..50_000).map(|n| format!("第{n}户")).collect();
        let list = List::from_rows(&["name", "label", "village"], (0..50_000).map(|n| vec![&*names[n], &*labels[n], &*names[n % 300]]));
        assert_eq!(list.rows_where(2, "HC000007").len(), 167);
        assert_eq!(list.rows_where(0, "HC049999"), [49_999]);
        let texts = list.texts.block.len() + 4 * list.texts.ends.len() + 4 * list.texts.table.get().map_or(0, |table| table.0.len());
        let indexes: usize = list.columns.iter().filter_map(|column| column.index.get()).map(|index| 4 * index.0.len()).sum();
        assert!(texts + indexes + 4 * 3 * list.len() < 6_000_000);
    }
}
