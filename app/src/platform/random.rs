//! Randomness from the browser's cryptographic source.

/// Fills `N` bytes. Browsers of our floor all have `crypto.getRandomValues`; without it the bytes come from the clock and are
/// good enough only against mere accidents.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0_u8; N];
    let filled = web_sys::window().and_then(|w| w.crypto().ok()).is_some_and(|c| c.get_random_values_with_u8_array(&mut out).is_ok());
    if !filled {
        for byte in &mut out {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
    out
}

/// 64 random bits.
pub fn bits() -> u64 {
    u64::from_le_bytes(bytes())
}

/// 32 lower-case hex digits, for ids that mean nothing.
pub fn id() -> String {
    hex(&bytes::<16>())
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char]).collect()
}
