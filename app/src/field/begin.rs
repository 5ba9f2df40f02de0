//! Beginning a draft: a new session with the values that open it, kept before anything is shown. No page.
//!
//! Invariant: the draft is in the store before its id is given out.

use api::{FormInfo, Household};
use forms::{Edit, Session};

use crate::keep::{DraftInfo, Keep, Trouble};

/// What a draft begins with.
pub struct Beginning<'a> {
    /// The form.
    pub form: &'a FormInfo,
    /// Household code.
    pub household: Option<&'a str>,
    /// Name shown in lists.
    pub name: &'a str,
    /// Values by leaf name.
    pub prefill: &'a [(String, String)],
}

impl<'a> Beginning<'a> {
    /// A form with an assigned household.
    pub fn with(form: &'a FormInfo, household: &'a Household) -> Self {
        Self { form, household: Some(&household.code), name: &household.head, prefill: &household.prefill }
    }
}

/// Makes and keeps the draft; gives its id.
pub async fn begin(keep: &Keep, start: Beginning<'_>) -> Result<String, Trouble> {
    let form = keep.form(&start.form.hash).await?;
    let mut session = Session::new(form, keep.env());
    prefill(&mut session, start.prefill);
    let id = session.instance_id().to_owned();
    let draft = DraftInfo {
        id: id.clone(),
        form_id: start.form.id.clone(),
        form_hash: start.form.hash.clone(),
        household: start.household.map(str::to_owned),
        name: start.name.to_owned(),
        saved_at: 0,
        answered: (0, 0),
        corrects: None,
        refused: None,
    };
    keep.save(draft, session.snapshot()).await?;
    Ok(id)
}

/// Sets each value at the first node of that name, in the order given (a township after its county). A name the form does not have, or
/// computes itself, is left out: assignments serve several forms.
pub fn prefill(session: &mut Session, values: &[(String, String)]) {
    for (name, text) in values {
        let ending = format!("/{name}");
        let path = session.values().into_iter().map(|(path, ..)| path).find(|path| path.ends_with(&ending));
        if let Some(node) = path.and_then(|path| session.find(&path)) {
            // A refusal means the form keeps this value to itself.
            let _ = session.apply(Edit::Set { node, text: text.clone() });
        }
    }
}

/// Whether some value would open a form: how many, for the words under the button.
pub fn carried(household: &Household) -> usize {
    household.prefill.iter().filter(|(_, text)| !text.is_empty()).count()
}
