//! Shapes and keys of what the store holds. Keys begin with the owner, so that two people on one phone never meet each other's drafts.

use api::MediaInfo;
use serde::{Deserialize, Serialize};

use super::DraftInfo;
use crate::platform::net::path_part;

/// A draft beside its snapshot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DraftRecord {
    /// What lists show.
    pub(super) info: DraftInfo,
    /// Files of the version it corrects that the server has.
    #[serde(default)]
    pub(super) remote: Vec<MediaInfo>,
}

/// Owner of what a village's link makes on this phone.
pub(super) fn link_owner(token: &str) -> String {
    format!("link:{}", path_part(token))
}

/// Key of a draft and of its snapshot.
pub(super) fn draft_key(owner: &str, id: &str) -> String {
    format!("{owner}/{id}")
}

/// Beginning of the keys of a draft's files.
pub(super) fn media_prefix(owner: &str, id: &str) -> String {
    format!("{owner}/{id}/")
}

/// Key of a file.
pub(super) fn media_key(owner: &str, id: &str, name: &str) -> String {
    format!("{owner}/{id}/{name}")
}

/// Key of an outbox item's frozen XML.
pub(super) fn xml_key(id: &str) -> String {
    format!("{id}/xml")
}

/// Key of the draft an outbox item was.
pub(super) fn was_draft_key(id: &str) -> String {
    format!("{id}/draft")
}

/// A file with its content type before it, as one value.
pub(super) fn pack(kind: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(kind.len() + 1 + bytes.len());
    out.extend(kind.bytes().filter(|b| *b != b'\n'));
    out.push(b'\n');
    out.extend_from_slice(bytes);
    out
}

/// Content type and bytes again.
pub(super) fn unpack(mut value: Vec<u8>) -> Option<(String, Vec<u8>)> {
    let end = value.iter().position(|b| *b == b'\n')?;
    let bytes = value.split_off(end + 1);
    value.truncate(end);
    Some((String::from_utf8(value).ok()?, bytes))
}
