//! Addresses of the field pages: text to [`Route`] and back. Not a general router: a dozen pages, no nesting, no loaders.
//!
//! Invariant: `Route::parse(&route.path()) == route`, and no address holds a personal value (codes, ids and node paths only).

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Today's households.
    Home,
    /// Account and password.
    SignIn,
    /// Card of a household, by code.
    Household(String),
    /// All forms.
    Forms,
    /// Filling a draft.
    Fill {
        /// instanceID.
        draft: String,
        /// Node path to open at.
        at: Option<String>,
        /// Come from the remarks of this returned submission: back leads there.
        mends: Option<String>,
    },
    /// Finalized and kept on this phone: what happens next.
    Kept(String),
    /// Drafts.
    Drafts,
    /// Outbox.
    Outbox,
    /// Remarks of a returned submission.
    Returned(String),
    /// Person, language, size, storage.
    Me,
    /// A village's link: start, questions, receipt, by what the phone has.
    Declare(String),
    /// Questions of a declaration.
    DeclareFill {
        /// Token of the link.
        token: String,
        /// instanceID.
        draft: String,
    },
    /// Receipt of a declaration.
    DeclareReceipt {
        /// Token of the link.
        token: String,
        /// instanceID.
        id: String,
    },
    /// Progress by number and telephone tail.
    DeclareStatus(String),
    /// Nothing here has this address.
    Lost,
}

impl Route {
    /// Reads a path with its query.
    pub fn parse(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<String> = path.split('/').filter(|p| !p.is_empty()).map(decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [] | ["home" | "index.html" | "field.html"] => Self::Home,
            ["sign-in"] => Self::SignIn,
            ["household", code] => Self::Household((*code).to_owned()),
            ["forms"] => Self::Forms,
            ["fill", draft] => Self::Fill { draft: (*draft).to_owned(), at: value(query, "at"), mends: value(query, "mends") },
            ["kept", id] => Self::Kept((*id).to_owned()),
            ["drafts"] => Self::Drafts,
            ["outbox"] => Self::Outbox,
            ["returned", id] => Self::Returned((*id).to_owned()),
            ["me"] => Self::Me,
            ["d", token] => Self::Declare((*token).to_owned()),
            ["d", token, "status"] => Self::DeclareStatus((*token).to_owned()),
            ["d", token, "fill", draft] => Self::DeclareFill { token: (*token).to_owned(), draft: (*draft).to_owned() },
            ["d", token, "receipt", id] => Self::DeclareReceipt { token: (*token).to_owned(), id: (*id).to_owned() },
            _ => Self::Lost,
        }
    }

    /// The address of the page.
    pub fn path(&self) -> String {
        match self {
            Self::Home | Self::Lost => "/".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::Household(code) => format!("/household/{}", encode(code)),
            Self::Forms => "/forms".to_owned(),
            Self::Fill { draft, at, mends } => {
                let mut out = format!("/fill/{}", encode(draft));
                for (name, text) in [("at", at), ("mends", mends)] {
                    if let Some(text) = text {
                        out.push(if out.contains('?') { '&' } else { '?' });
                        out.push_str(name);
                        out.push('=');
                        out.push_str(&encode(text));
                    }
                }
                out
            }
            Self::Kept(id) => format!("/kept/{}", encode(id)),
            Self::Drafts => "/drafts".to_owned(),
            Self::Outbox => "/outbox".to_owned(),
            Self::Returned(id) => format!("/returned/{}", encode(id)),
            Self::Me => "/me".to_owned(),
            Self::Declare(token) => format!("/d/{}", encode(token)),
            Self::DeclareStatus(token) => format!("/d/{}/status", encode(token)),
            Self::DeclareFill { token, draft } => format!("/d/{}/fill/{}", encode(token), encode(draft)),
            Self::DeclareReceipt { token, id } => format!("/d/{}/receipt/{}", encode(token), encode(id)),
        }
    }

    /// Token of the village's link, on its pages.
    pub fn token(&self) -> Option<&str> {
        match self {
            Self::Declare(token) | Self::DeclareStatus(token) | Self::DeclareFill { token, .. } | Self::DeclareReceipt { token, .. } => Some(token),
            _ => None,
        }
    }
}

/// Percent-encodes all but unreserved characters and `:`.
fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(nibble)).map_or('0', |b| char::from(*b)));
            }
        }
    }
    out
}

/// Undoes [`encode`]; what is not a proper escape stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn value(query: &str, name: &str) -> Option<String> {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, text)| decode(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_address() {
        let id = || "uuid:6f1c-09".to_owned();
        let token = || "demo-houcun".to_owned();
        for route in [
            Route::Home,
            Route::SignIn,
            Route::Household("HC0001".into()),
            Route::Forms,
            Route::Fill { draft: id(), at: None, mends: None },
            Route::Fill { draft: id(), at: Some("/data/member[2]/wage".into()), mends: Some(id()) },
            Route::Fill { draft: id(), at: None, mends: Some(id()) },
            Route::Kept(id()),
            Route::Drafts,
            Route::Outbox,
            Route::Returned(id()),
            Route::Me,
            Route::Declare(token()),
            Route::DeclareStatus(token()),
            Route::DeclareFill { token: token(), draft: id() },
            Route::DeclareReceipt { token: token(), id: id() },
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn an_unknown_or_broken_address_is_lost_and_nothing_breaks() {
        assert_eq!(Route::parse("/nothing/here"), Route::Lost);
        assert_eq!(Route::parse("/household/%E6%B5%8"), Route::Household("\u{FFFD}%8".into()));
        assert_eq!(Route::parse("/home"), Route::Home);
    }
}
