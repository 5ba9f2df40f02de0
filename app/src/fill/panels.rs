//! What single forms want shown beside the general screens, as tables: cards of a repeat, the figure that is settled at the table, the checks
//! before a verdict, notes that warn. The only place of `fill` that names forms or nodes; a form without rows looks as any ODK form does.

use crate::words::{self, Word};

/// What a card of a repeat shows.
pub(super) struct Card {
    /// Form id.
    form: &'static str,
    /// Name of the repeat.
    repeat: &'static str,
    /// Question that names the instance.
    pub(super) title: &'static str,
    /// Question beside the name.
    pub(super) side: &'static str,
    /// Nodes of the second line, each with the words around it, if there are any.
    pub(super) line: &'static [(&'static str, Option<Word>)],
}

const CARDS: &[Card] = &[Card {
    form: "b_hh_survey",
    repeat: "member",
    title: "m_name",
    side: "m_rel",
    line: &[("m_sex", None), ("m_age", Some(words::panels::AGE)), ("m_student", None), ("m_health", None), ("m_labour", None)],
}];

/// The question that says how many instances a counted repeat has: form id, repeat, question.
const COUNTS: &[(&str, &str, &str)] = &[("b_hh_survey", "member", "hh_size"), ("f_hh_exit", "kid", "n_edu"), ("j_entitlement", "stu", "e_kids")];

/// A figure with its sum, held against a line.
pub(super) struct Figure {
    /// Form id.
    form: &'static str,
    /// Node of the figure.
    pub(super) value: &'static str,
    /// What it is.
    pub(super) title: Word,
    /// Node of the line.
    pub(super) line: &'static str,
    /// Node of the line's year.
    pub(super) year: &'static str,
    /// Summands: sign, words, node.
    pub(super) sum: &'static [(&'static str, Word, &'static str)],
    /// Node of the total, and of the number it is divided by.
    pub(super) total: (&'static str, &'static str),
}

const FIGURES: &[Figure] = &[
    Figure {
        form: "b_hh_survey",
        value: "pci",
        title: words::panels::PCI,
        line: "line",
        year: "survey_year",
        sum: &[
            ("", words::panels::WAGE, "inc_wage"),
            ("+", words::panels::OPERATING, "inc_oper"),
            ("+", words::panels::PROPERTY, "inc_prop"),
            ("+", words::panels::TRANSFER, "inc_trans"),
            ("−", words::panels::COST, "cost_oper"),
        ],
        total: ("inc_net", "hh_size"),
    },
    Figure {
        form: "f_hh_exit",
        value: "y_pci",
        title: words::panels::PCI,
        line: "y_line",
        year: "x_year",
        sum: &[
            ("", words::panels::WAGE, "y_wage"),
            ("+", words::panels::OPERATING, "y_oper"),
            ("−", words::panels::COST, "y_cost"),
            ("+", words::panels::PROPERTY, "y_prop"),
            ("+", words::panels::TRANSFER, "y_trans"),
        ],
        total: ("y_net", "n_now"),
    },
];

/// One check before a verdict.
pub(super) struct Check {
    /// Node that is `1` when it holds.
    pub(super) node: &'static str,
    /// Its name on the tile.
    pub(super) title: Word,
    /// Why it fails, for the closed choice.
    pub(super) why: Word,
    /// Question its tile leads to.
    pub(super) to: &'static str,
}

/// Checks shown before a question, one of whose choices they close.
pub(super) struct Gate {
    /// Form id.
    form: &'static str,
    /// The question.
    pub(super) question: &'static str,
    /// The choice closed while anything fails.
    pub(super) choice: &'static str,
    /// Checks counted and shown as tiles; the first is the figure's and has no tile.
    pub(super) checks: &'static [Check],
    /// Checks that close it but are not counted.
    pub(super) also: &'static [Check],
    /// Notes that say the same and are not shown twice.
    pub(super) instead_of: &'static [&'static str],
    /// Node of the change since last time in per cent, and of the figure last time.
    pub(super) change: (&'static str, &'static str),
}

macro_rules! check {
    ($node:literal, $title:ident, $why:ident, $to:literal) => {
        Check { node: $node, title: words::panels::$title, why: words::panels::$why, to: $to }
    };
}

const GATES: &[Gate] = &[Gate {
    form: "f_hh_exit",
    question: "verdict",
    choice: "pass",
    checks: &[
        check!("k_income", INCOME, INCOME_FAILS, "y_stable"),
        check!("k_food", FOOD, FOOD_FAILS, "z_staple"),
        check!("k_cloth", CLOTHES, CLOTHES_FAILS, "z_cloth"),
        check!("k_water", WATER, WATER_FAILS, "z_w_near"),
        check!("k_edu", SCHOOL, SCHOOL_FAILS, "n_edu"),
        check!("k_med", MEDICAL, MEDICAL_FAILS, "n_ins"),
        check!("k_house", HOUSE, HOUSE_FAILS, "h_lv"),
    ],
    also: &[check!("k_proc", PROCEDURE, PROCEDURE_FAILS, "r_review")],
    instead_of: &["n_k"],
    change: ("y_diff", "c_pci"),
}];

/// Notes that warn before finishing: form id and note.
const WARNINGS: &[(&str, &str)] = &[("b_hh_survey", "n_cause_warn"), ("f_hh_exit", "n_own")];

/// The card of a repeat.
pub(super) fn card(form: &str, repeat: &str) -> Option<&'static Card> {
    CARDS.iter().find(|c| c.form == form && c.repeat == repeat)
}
/// The question a counted repeat is compared with.
pub(super) fn count(form: &str, repeat: &str) -> Option<&'static str> {
    COUNTS.iter().find(|(f, r, _)| *f == form && *r == repeat).map(|(.., question)| *question)
}
/// The figure of a form.
pub(super) fn figure(form: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|f| f.form == form)
}
/// The gate of a form.
pub(super) fn gate(form: &str) -> Option<&'static Gate> {
    GATES.iter().find(|g| g.form == form)
}
/// Whether a relevant note is a warning.
pub(super) fn warns(form: &str, note: &str) -> bool {
    WARNINGS.iter().any(|(f, n)| *f == form && *n == note)
}
