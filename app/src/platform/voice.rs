//! Reading aloud and recording a voice. Both may be missing on a phone: then their buttons are not shown.
//!
//! Invariant: a recording ends by itself at [`RECORD_LIMIT_S`] and the microphone is off when it has ended.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::{ArcRwSignal, Track, Update};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, MediaRecorder, MediaRecorderOptions, MediaStream, MediaStreamConstraints, MediaStreamTrack, SpeechSynthesis,
    SpeechSynthesisUtterance, SpeechSynthesisVoice,
};

use super::files::Content;

/// A recording stops by itself after this long: three minutes say enough and still get out of a village.
pub const RECORD_LIMIT_S: u32 = 180;
/// Bits a second of a voice recording: speech is clear, a minute has 180 KB.
const VOICE_BITS: u32 = 24_000;

fn synthesis() -> Option<SpeechSynthesis> {
    web_sys::window()?.speech_synthesis().ok()
}

thread_local! {
    /// Counts the times the browser told of voices; made at the first question, then for as long as the page lives.
    static HEARD: ArcRwSignal<u32> = {
        let heard = ArcRwSignal::new(0);
        let told = heard.clone();
        let on_voices = Closure::<dyn FnMut()>::new(move || told.update(|n| *n += 1));
        if let Some(synthesis) = synthesis() {
            synthesis.set_onvoiceschanged(Some(on_voices.as_ref().unchecked_ref()));
        }
        on_voices.forget();
        heard
    };
}

/// Whether this phone has a voice for a language (`zh`, `en`). Voices come a moment after the page: reactive.
pub fn can_speak(lang: &str) -> bool {
    HEARD.with(Track::track);
    synthesis().is_some_and(|s| s.get_voices().iter().filter_map(|v| v.dyn_into::<SpeechSynthesisVoice>().ok()).any(|v| v.lang().starts_with(lang)))
}

/// Reads a text aloud, instead of what is being read.
pub fn speak(text: &str, lang: &str) {
    let Some(synthesis) = synthesis() else { return };
    synthesis.cancel();
    if let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(text) {
        utterance.set_lang(if lang == "zh" { "zh-CN" } else { lang });
        synthesis.speak(&utterance);
    }
}

/// Stops reading.
pub fn hush() {
    if let Some(synthesis) = synthesis() {
        synthesis.cancel();
    }
}

/// Why nothing is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceTrouble {
    /// The person or the phone does not allow the microphone.
    Denied,
    /// No microphone or no recorder here.
    None,
}

/// A running recording. Dropping it stops the microphone and throws the sound away.
#[must_use]
pub struct Recording {
    recorder: MediaRecorder,
    stream: MediaStream,
    parts: Rc<RefCell<Vec<Blob>>>,
    ended: Promise,
    limit: Option<(i32, Closure<dyn FnMut()>)>,
    _on_data: Closure<dyn FnMut(JsValue)>,
}

/// Whether this browser can record at all.
pub fn can_record() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let has = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).is_ok_and(|v| v.is_truthy());
    has(&window, "MediaRecorder") && has(&window.navigator(), "mediaDevices")
}

/// Asks for the microphone and starts.
pub async fn record() -> Result<Recording, VoiceTrouble> {
    if !can_record() {
        return Err(VoiceTrouble::None);
    }
    let window = web_sys::window().ok_or(VoiceTrouble::None)?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&JsValue::TRUE);
    let devices = window.navigator().media_devices().map_err(|_| VoiceTrouble::None)?;
    let asked = devices.get_user_media_with_constraints(&constraints).map_err(|_| VoiceTrouble::None)?;
    let stream: MediaStream = JsFuture::from(asked).await.map_err(|_| VoiceTrouble::Denied)?.dyn_into().map_err(|_| VoiceTrouble::None)?;
    start(&window, stream).map_err(|_| VoiceTrouble::None)
}

fn start(window: &web_sys::Window, stream: MediaStream) -> Result<Recording, JsValue> {
    let options = MediaRecorderOptions::new();
    options.set_audio_bits_per_second(VOICE_BITS);
    let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
    let parts: Rc<RefCell<Vec<Blob>>> = Rc::default();
    let kept = parts.clone();
    let on_data: Closure<dyn FnMut(JsValue)> = Closure::new(move |event: JsValue| {
        if let Some(blob) = Reflect::get(&event, &"data".into()).ok().and_then(|b| b.dyn_into::<Blob>().ok()) {
            kept.borrow_mut().push(blob);
        }
    });
    recorder.set_ondataavailable(Some(on_data.as_ref().unchecked_ref()));
    let ended = Promise::new(&mut |resolve: Function, _| recorder.set_onstop(Some(&resolve)));
    recorder.start()?;
    let stopping = recorder.clone();
    let stop = Closure::<dyn FnMut()>::new(move || {
        let _ = stopping.stop();
    });
    let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(stop.as_ref().unchecked_ref(), RECORD_LIMIT_S as i32 * 1000)?;
    Ok(Recording { recorder, stream, parts, ended, limit: Some((timer, stop)), _on_data: on_data })
}

impl Recording {
    /// Ends it and gives the sound; none if nothing was recorded.
    pub async fn finish(mut self) -> Option<Content> {
        self.silence();
        let _ = self.recorder.stop();
        JsFuture::from(self.ended.clone()).await.ok()?;
        let kind = self.recorder.mime_type().split(';').next().unwrap_or_default().to_owned();
        let options = BlobPropertyBag::new();
        options.set_type(&kind);
        let parts: Array = self.parts.borrow().iter().collect();
        let whole = Blob::new_with_blob_sequence_and_options(&parts, &options).ok()?;
        let bytes = Uint8Array::new(&JsFuture::from(whole.array_buffer()).await.ok()?).to_vec();
        (!bytes.is_empty()).then_some(Content { kind, bytes })
    }

    fn silence(&mut self) {
        if let (Some((timer, _)), Some(window)) = (self.limit.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.silence();
        self.recorder.set_ondataavailable(None);
        let _ = self.recorder.stop();
        for track in self.stream.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}
