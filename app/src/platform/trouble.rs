//! Why something did not work: the one error type of the app's outer side. It holds no personal value.

/// Why something did not work, in a form pages can show: each variant has its words and its remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// No network or no server there.
    Offline,
    /// Session ended or never begun: sign in again; nothing is lost.
    SignIn,
    /// The server refused, in its own words.
    Refused(api::Problem),
    /// The server answered something that is not ours (a portal page, a proxy's error).
    Nonsense,
    /// The phone's store is full.
    Full,
    /// The phone's store cannot be opened or written (reason for the help desk).
    Store(String),
    /// What was kept or fetched is not whole and cannot be opened (reason for the help desk).
    Damaged(String),
    /// Not on this phone and not to be fetched now (a form never loaded, offline).
    Missing,
}
