//! Files a person chose or photographed: read to bytes, images shrunk through a canvas (which also strips EXIF: place and device).
//! No upload and no store here.
//!
//! Invariant: [`image`] gives a JPEG no longer than asked on its longer edge, upright, without metadata.

use js_sys::{Promise, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, Event, File, FileList, HtmlCanvasElement, ImageBitmap};

use super::random::hex;

/// Longer edge of a photo where the form sets no `max-pixels`: legible documents, about 300 KB.
pub const PHOTO_EDGE: u32 = 1600;
/// Largest file taken as it is (sound, document): beyond it a village line never gets it out.
pub const FILE_LIMIT_BYTES: u64 = 12 << 20;
/// JPEG quality: beyond it bytes grow and nobody sees why.
const JPEG_QUALITY: f64 = 0.82;
/// Height of a stamp's letters as a share of the picture's longer edge.
const STAMP_SHARE: f64 = 0.026;

/// A file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// `image/jpeg`, `audio/webm`, ….
    pub kind: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileTrouble {
    /// Larger than [`FILE_LIMIT_BYTES`].
    TooLarge,
    /// Not an image this browser can read.
    NotAnImage,
    /// The browser could not read it (moved, deleted, permission).
    Unreadable,
}

/// The files an `<input type=file>` holds at its `change` event, and the input emptied so that the same file can be chosen again.
pub fn chosen(event: &Event) -> Vec<File> {
    let Some(target) = event.target() else { return Vec::new() };
    let files: Option<FileList> = Reflect::get(&target, &"files".into()).ok().and_then(|f| f.dyn_into().ok());
    let files: Vec<File> = files.map(|list| (0..list.length()).filter_map(|i| list.get(i)).collect()).unwrap_or_default();
    let _ = Reflect::set(&target, &"value".into(), &"".into());
    files
}

/// A file as it is.
pub async fn read(file: &Blob) -> Result<Content, FileTrouble> {
    if file.size() > FILE_LIMIT_BYTES as f64 {
        return Err(FileTrouble::TooLarge);
    }
    Ok(Content { kind: file.type_(), bytes: bytes(file).await.ok_or(FileTrouble::Unreadable)? })
}

async fn bytes(blob: &Blob) -> Option<Vec<u8>> {
    Some(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.ok()?).to_vec())
}

/// A photo made small: longer edge at most `max_edge` pixels, JPEG, no EXIF; `stamp` lines (time, place, accuracy) are drawn into its
/// lower edge.
pub async fn image(file: &Blob, max_edge: u32, stamp: &[String]) -> Result<Content, FileTrouble> {
    let bitmap: ImageBitmap = decode(file).await.ok_or(FileTrouble::NotAnImage)?;
    let drawn = draw(&bitmap, max_edge.max(1), stamp);
    bitmap.close();
    let canvas = drawn.ok_or(FileTrouble::Unreadable)?;
    canvas_content(&canvas, "image/jpeg").await.ok_or(FileTrouble::Unreadable)
}

async fn decode(file: &Blob) -> Option<ImageBitmap> {
    let promise = web_sys::window()?.create_image_bitmap_with_blob(file).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn draw(bitmap: &ImageBitmap, max_edge: u32, stamp: &[String]) -> Option<HtmlCanvasElement> {
    let (width, height) = (bitmap.width(), bitmap.height());
    let scale = (f64::from(max_edge) / f64::from(width.max(height).max(1))).min(1.0);
    let (wide, high) = ((f64::from(width) * scale).round().max(1.0), (f64::from(height) * scale).round().max(1.0));
    let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(wide as u32);
    canvas.set_height(high as u32);
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    // A see-through picture would turn black in JPEG.
    pen.set_fill_style_str("#ffffff");
    pen.fill_rect(0.0, 0.0, wide, high);
    pen.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, wide, high).ok()?;
    draw_stamp(&pen, wide, high, stamp);
    Some(canvas)
}

fn draw_stamp(pen: &CanvasRenderingContext2d, wide: f64, high: f64, stamp: &[String]) {
    if stamp.is_empty() {
        return;
    }
    let size = (wide.max(high) * STAMP_SHARE).max(12.0);
    let line = size * 1.4;
    let band = line * stamp.len() as f64 + size * 0.6;
    pen.set_fill_style_str("rgba(0, 0, 0, 0.6)");
    pen.fill_rect(0.0, high - band, wide, band);
    pen.set_fill_style_str("#ffffff");
    pen.set_font(&format!("{size}px \"PingFang SC\", \"Noto Sans CJK SC\", sans-serif"));
    pen.set_text_baseline("top");
    for (row, text) in stamp.iter().enumerate() {
        let _ = pen.fill_text_with_max_width(text, size * 0.6, high - band + size * 0.4 + line * row as f64, wide - size * 1.2);
    }
}

/// What a canvas shows, as a file: a signature or drawing (`image/png`), a photo (`image/jpeg`).
pub async fn canvas_content(canvas: &HtmlCanvasElement, kind: &str) -> Option<Content> {
    let promise = Promise::new(&mut |resolve, reject| {
        if canvas.to_blob_with_type_and_encoder_options(&resolve, kind, &JsValue::from_f64(JPEG_QUALITY)).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    let blob: Blob = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    Some(Content { kind: blob.type_(), bytes: bytes(&blob).await? })
}

/// sha-256 as lower-case hex: the address of media and bodies.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes from base64 (standard alphabet); none if it is not that.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let binary = web_sys::window()?.atob(text).ok()?;
    binary.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
