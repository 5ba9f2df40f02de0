//! Hashes and base64.

use std::fmt::Write as _;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Call, text};
use crate::xpath::value::{Fault, Value};

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS.get((group >> (18 - 6 * at) & 63) as usize).copied().unwrap_or(b'=');
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

/// Bytes behind base64, of either alphabet, without regard to padding and white space; none where another sign occurs.
fn bytes_of_base64(signs: &str) -> Option<Vec<u8>> {
    let (mut out, mut group, mut bits) = (Vec::with_capacity(signs.len() * 3 / 4), 0_u32, 0);
    for sign in signs.bytes().filter(|sign| *sign != b'=' && !sign.is_ascii_whitespace()) {
        let sign = match sign {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        };
        group = group << 6 | SIGNS.iter().position(|other| *other == sign)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((group >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

/// The text of a signed message: 64 bytes of signature, then the text, in base64; blank where the signature does not hold.
pub(super) fn extract_signed(call: &mut Call) -> Result<Value, Fault> {
    let (Some(signed), Some(key)) = (bytes_of_base64(&call.text(0)), bytes_of_base64(&call.text(1))) else { return Ok(Value::blank()) };
    let (Some((signature, message)), Ok(key)) = (signed.split_first_chunk::<64>(), <&[u8; 32]>::try_from(key.as_slice())) else {
        return Ok(Value::blank());
    };
    match call.host.env().verified(message, signature, key) {
        Some(true) => text(String::from_utf8_lossy(message)),
        Some(false) => Ok(Value::blank()),
        None => Err(call.fault("cannot-verify", "signatures cannot be checked on this device")),
    }
}

pub(super) fn base64_decode(call: &mut Call) -> Result<Value, Fault> {
    match bytes_of_base64(&call.text(0)) {
        Some(bytes) => text(String::from_utf8_lossy(&bytes)),
        None => Ok(Value::blank()),
    }
}

pub(super) fn digest(call: &mut Call) -> Result<Value, Fault> {
    let input = call.text(0);
    let bytes = input.as_bytes();
    // `SHA256` and `sha-256` are the same.
    let algorithm = call.text(1).replace('-', "").to_ascii_uppercase();
    let hash = match algorithm.as_str() {
        "MD5" => Md5::digest(bytes).to_vec(),
        "SHA1" => Sha1::digest(bytes).to_vec(),
        "SHA256" => Sha256::digest(bytes).to_vec(),
        "SHA384" => Sha384::digest(bytes).to_vec(),
        "SHA512" => Sha512::digest(bytes).to_vec(),
        other => {
            return Err(call.fault("bad-argument", &format!("expected MD5, SHA-1, SHA-256, SHA-384 or SHA-512, found '{other}'")));
        }
    };
    let encoding = if call.len() > 2 { call.text(2).to_ascii_lowercase() } else { "base64".to_owned() };
    match encoding.as_str() {
        "base64" => text(base64(&hash)),
        "hex" => {
            let mut out = String::with_capacity(hash.len() * 2);
            for byte in hash {
                // Writing to a String does not fail.
                _ = write!(out, "{byte:02x}");
            }
            text(out)
        }
        other => Err(call.fault("bad-argument", &format!("expected base64 or hex, found '{other}'"))),
    }
}
