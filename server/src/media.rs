//! The media folder: files by the hash of their bytes, written whole or not at all.
//!
//! Invariant: a file under its name is complete, has that hash, and is on the disk (file and folder synced) before anyone says so.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use crate::limits::MEDIA_BYTES;
use crate::problem::{self, Answer};

/// A file on its way: gone again unless it is kept.
pub(crate) struct Part {
    path: PathBuf,
    file: File,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename nothing is there; anything else is left for nobody.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Part {
    /// Begins a file in the folder.
    pub(crate) async fn begin(folder: &Path) -> Answer<Self> {
        let name = crate::auth::new_token().map_err(|_| problem::broken())?;
        let path = folder.join(format!("part-{name}"));
        let file = File::create(&path).await.map_err(|e| problem::disk(&e))?;
        Ok(Self { path, file, hash: Sha256::new(), size: 0, head: Vec::new() })
    }

    /// Adds bytes; one too many is refused.
    pub(crate) async fn add(&mut self, data: &[u8]) -> Answer<()> {
        self.size += data.len() as u64;
        if self.size > MEDIA_BYTES {
            return Err(problem::too_large(MEDIA_BYTES));
        }
        self.hash.update(data);
        self.head.extend(data.iter().take(HEAD - self.head.len()));
        self.file.write_all(data).await.map_err(|e| problem::disk(&e))
    }

    /// Keeps the file under its hash. Wrong hash, wrong kind: nothing stays.
    pub(crate) async fn keep(mut self, folder: &Path, sha256: &str) -> Answer<()> {
        if hex::encode(std::mem::take(&mut self.hash).finalize()) != sha256 {
            return Err(problem::media_hash());
        }
        if kind_of(&self.head).is_none() {
            return Err(problem::media_kind());
        }
        self.file.flush().await.map_err(|e| problem::disk(&e))?;
        self.file.sync_all().await.map_err(|e| problem::disk(&e))?;
        let target = path_of(folder, sha256);
        let home = target.parent().unwrap_or(folder).to_owned();
        let from = self.path.clone();
        let moved = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            std::fs::create_dir_all(&home)?;
            std::fs::rename(&from, &target)?;
            std::fs::File::open(&home)?.sync_all()
        });
        moved.await?.map_err(|e| problem::disk(&e))
    }
}

/// Where the bytes of a hash lie.
fn path_of(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// The bytes of a hash; none if they are not here.
pub(crate) async fn read(folder: &Path, sha256: &str) -> Answer<Option<Vec<u8>>> {
    match fs::read(path_of(folder, sha256)).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(problem::disk(&e)),
    }
}

/// As many first bytes as the table below looks at.
const HEAD: usize = 64;

/// Offset, bytes, kind of what phones make, first match wins; other pictures are told by `imagesize` (which takes every `ftyp` for HEIF).
const MARKS: [(usize, &[u8], &str); 15] = [
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, &[0xff, 0xfb], "audio/mpeg"),
    (0, &[0xff, 0xf1], "audio/aac"),
    (0, &[0xff, 0xf9], "audio/aac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (8, b"WAVE", "audio/wav"),
    (0, &[0x1a, 0x45, 0xdf, 0xa3], "video/webm"),
    (4, b"ftyp", "video/mp4"),
];

/// The kind of a file by its first bytes; none for what is neither picture nor sound nor video.
pub(crate) fn kind_of(head: &[u8]) -> Option<&'static str> {
    use imagesize::ImageType;
    let marked = MARKS.iter().find(|(at, mark, _)| head.get(*at..at + mark.len()) == Some(mark)).map(|(_, _, kind)| *kind);
    marked.or_else(|| match imagesize::image_type(head) {
        Ok(ImageType::Jpeg) => Some("image/jpeg"),
        Ok(ImageType::Png) => Some("image/png"),
        Ok(ImageType::Webp) => Some("image/webp"),
        Ok(ImageType::Gif) => Some("image/gif"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_sounds_are_told_from_pages_and_programs() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(kind_of(b"OggS\0\x02"), Some("audio/ogg"));
        assert_eq!(kind_of(b"\0\0\0\x18ftypmp42"), Some("video/mp4"));
        assert_eq!(kind_of(b"\0\0\0\x18ftypheic"), Some("image/heic"));
        assert_eq!(kind_of(b"\0\0\0\x1cftypM4A "), Some("audio/mp4"));
        assert_eq!(kind_of(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'>"), None);
        assert_eq!(kind_of(b"MZ\x90\0"), None);
        assert_eq!(kind_of(b""), None);
    }
}
