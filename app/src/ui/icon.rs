//! The icons: one table, name → path data (24 grid, stroke 2, round ends). A name that is not in the table does not compile.
//!
//! An icon stands beside a word and is hidden from readers; where it stands alone the button around it carries the `aria-label`.

use leptos::prelude::*;

/// Path data of one icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(pub &'static str);

macro_rules! icons {
    ($($name:ident = $path:literal;)*) => {
        $(#[allow(missing_docs)] pub const $name: Icon = Icon($path);)*
        /// All icons by name, for the overview page.
        pub const ALL: &[(&str, Icon)] = &[$((stringify!($name), $name)),*];
    };
}

icons! {
    ADD = "M12 5v14M5 12h14";
    ALERT = "M12 9v4M12 16.5h.01M12 3.5l9.5 17h-19z";
    ARROW_UP = "M12 19V5M6 11l6-6 6 6";
    BACK = "M15 5l-7 7 7 7";
    BOOK = "M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3zM5 17a3 3 0 013-3h11";
    CALC = "M6 3h12v18H6zM9 7h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01";
    CALENDAR = "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5";
    CALL = "M5 4h4l2 5-2.5 1.5a11 11 0 005 5L15 13l5 2v4a1 1 0 01-1 1A16 16 0 014 5a1 1 0 011-1z";
    CAMERA = "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 100 7 3.5 3.5 0 000-7";
    CHART = "M4 20h16M7 20v-7M12 20V6M17 20v-10";
    CHECK = "M5 13l4 4L19 7";
    CIRCLE = "M12 20a8 8 0 100-16 8 8 0 000 16z";
    CLIPBOARD = "M9 4h6v3H9zM9 5.5H6V21h12V5.5h-3M9 12h6M9 16h4";
    CLOCK = "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 2";
    CLOSE = "M6 6l12 12M18 6L6 18";
    CLOUD_OFF = "M8.5 6.3A6 6 0 0117.5 10a4 4 0 012.3 6.8M16 18H7a4.3 4.3 0 01-1-8.4M4 4l16 16";
    CLOUD_UP = "M8 17H7a4.3 4.3 0 01-1-8.4A6 6 0 0117.5 9 4 4 0 0118 17h-2M12 21v-8M9 15.5l3-3 3 3";
    COPY = "M9 9h11v11H9zM5 15H4V4h11v1";
    DASH = "M6 12h12";
    DELTA = "M12 5l8 14H4z";
    DOOR = "M4 21h16M7 21V4h10v17M13.5 12.5h.01";
    DOWN = "M5 9l7 7 7-7";
    DOWNLOAD = "M12 4v11M7 11l5 5 5-5M4 20h16";
    ERASE = "M9 6h11v12H9l-6-6zM12 10l4 4M16 10l-4 4";
    EYE = "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 100-6 3 3 0 000 6z";
    FILE = "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5";
    FILTER = "M4 6h16M7 12h10M10 18h4";
    FLOW = "M5 4h6v5H5zM13 15h6v5h-6zM8 9v8h5";
    HOME = "M4 11l8-7 8 7v9H4zM10 20v-6h4v6";
    INBOX = "M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5";
    INFO = "M12 3a9 9 0 100 18 9 9 0 000-18M12 11v5M12 8h.01";
    LEAVE = "M14 4H5v16h9M10 12h10M16 8l4 4-4 4";
    LIST = "M4 6h16M4 12h16M4 18h10";
    LOCATE = "M12 2v4M12 18v4M2 12h4M18 12h4M12 17a5 5 0 100-10 5 5 0 000 10z";
    LOCK = "M6 11h12v10H6zM8 11V8a4 4 0 018 0v3";
    MIC = "M12 3a3 3 0 00-3 3v6a3 3 0 006 0V6a3 3 0 00-3-3zM5 11a7 7 0 0014 0M12 18v3";
    MORE = "M12 5h.01M12 12h.01M12 19h.01";
    NEXT = "M9 5l7 7-7 7";
    NO = "M12 3a9 9 0 100 18 9 9 0 000-18M6 6l12 12";
    PEN = "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4";
    PEOPLE = "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20a6.5 6.5 0 0113 0M16 4.5a3.5 3.5 0 010 6.5M18 14a6.5 6.5 0 013.5 6";
    PERSON = "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21a8 8 0 0116 0";
    PHONE = "M8 3h8v18H8zM11 18h2";
    PICTURE = "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01";
    PIN = "M12 21s7-6.5 7-12a7 7 0 10-14 0c0 5.5 7 12 7 12M12 11.5a2.5 2.5 0 100-5 2.500 2.500 0 000 5";
    PLAY = "M8 5l11 7-11 7z";
    PRINT = "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z";
    QR = "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-6";
    RETRY = "M20 11a8 8 0 10-2.5 6.5M20 4.5V11h-6.5";
    RETURN = "M9 7l-5 5 5 5M4 12h10a6 6 0 016 6";
    SEARCH = "M11 18a7 7 0 100-14 7 7 0 000 14zM16.2 16.2L21 21";
    SETTINGS = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6";
    SHARE = "M12 16V4M7 9l5-5 5 5M4 15v5h16v-5";
    SHIELD = "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z";
    SPEAK = "M4 10v4h3l5 4V6L7 10zM16 9a4 4 0 010 6M18.5 6.5a8 8 0 010 11";
    STOP = "M7 7h10v10H7z";
    SYNC = "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4";
    TALK = "M4 5h16v11H10l-5 4v-4H4z";
    TARGET = "M12 3a9 9 0 100 18 9 9 0 000-18M12 8a4 4 0 100 8 4 4 0 000-8M12 12h.01";
    TRASH = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";
    WARN = "M12 8v5M12 17h.01M12 3l10 18H2z";
}

/// Draws an icon.
pub fn icon(icon: Icon) -> impl IntoView {
    // Three dots need a heavier pen to be seen.
    let width = if icon == MORE { "3" } else { "" };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.0 stroke-width=(!width.is_empty()).then_some(width) />
        </svg>
    }
}
