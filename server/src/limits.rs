//! Limits of the server, each with its reason. Reaching one is a `Problem` with words, never a crash.

use std::time::Duration;

/// Bytes of one submission's body: the engine takes 8 MiB of XML, JSON quoting adds a quarter.
pub(crate) const SUBMIT_BYTES: usize = 10 << 20;
/// Bytes of any other JSON body: a decision with a hundred remarks has 40 KB.
pub(crate) const SMALL_BYTES: usize = 256 << 10;
/// Bytes of one photo or sound: 12 MiB is six times the photo the app makes, and a minute on a slow village line.
pub(crate) const MEDIA_BYTES: u64 = 12 << 20;
/// Media named by one submission; the largest form asks for fewer than ten.
pub(crate) const MEDIA_FILES: usize = 200;
/// XML nodes read before the engine looks.
pub(crate) const XML_NODES: u32 = 500_000;
/// The head of a request must be here by then: a browser sends it at once, whoever sends it letter by letter holds a place on purpose.
pub(crate) const HEAD_TIME: Duration = Duration::from_secs(20);
/// A body that brings nothing for so long is given up: a village line stalls for seconds, not for half a minute.
pub(crate) const BODY_IDLE_TIME: Duration = Duration::from_secs(30);
/// A request that is not a file: longer means a hung line.
pub(crate) const REQUEST_TIME: Duration = Duration::from_mins(1);
/// A file at 40 KB/s needs five minutes.
pub(crate) const UPLOAD_TIME: Duration = Duration::from_mins(10);
/// Signed out after this long without a request: half a working day and a lunch.
pub(crate) const SESSION_IDLE_MS: i64 = 12 * 3600 * 1000;
/// Signed out at the latest after a week, so that a lost phone does not stay open.
pub(crate) const SESSION_MS: i64 = 7 * 24 * 3600 * 1000;
/// A session's last use is written at most this often: one write a minute, not one a request.
pub(crate) const SESSION_TOUCH_MS: i64 = 60 * 1000;
/// Wrong passwords before an account rests; people mistype three times, machines do not stop at five.
pub(crate) const WRONG_TRIES: i64 = 5;
/// Shortest password of staff (reliability 2.4).
pub(crate) const PASSWORD_CHARS: usize = 10;
/// How long it rests: long enough against guessing, short enough to wait for with a household at the table.
pub(crate) const LOCK_MS: i64 = 5 * 60 * 1000;
/// Passwords hashed at the same time: each takes 19 MiB and a processor.
pub(crate) const HASHES_AT_ONCE: usize = 2;
/// Submissions run through the engine at the same time.
pub(crate) const CHECKS_AT_ONCE: usize = 4;
/// Requests of one address to one village link in ten minutes: a village behind one address stays below, guessing does not.
pub(crate) const LINK_REQUESTS: u32 = 300;
/// Status questions of one address in ten minutes: 10,000 tails of a telephone would take months.
pub(crate) const STATUS_REQUESTS: u32 = 20;
/// The window of the two above.
pub(crate) const LINK_WINDOW_MS: i64 = 10 * 60 * 1000;
/// Addresses remembered for the two above; the oldest window goes first.
pub(crate) const LINK_ADDRESSES: usize = 50_000;
/// Rows of one page of the queue.
pub(crate) const QUEUE_PAGE: u8 = 50;
/// Own submissions listed at most (newest first): a year of a busy surveyor.
pub(crate) const OWN_ROWS: i64 = 1000;
/// A phone clock further off than this is flagged.
pub(crate) const CLOCK_SKEW_MS: i64 = 5 * 60 * 1000;
/// An income within this share above the line is flagged (crowding just above the line is the known sign of made numbers).
pub(crate) const NEAR_LINE_PERCENT: f64 = 5.0;
/// Working days for a review, from the table of submission states (domain: ≤ 3 working days).
pub(crate) const REVIEW_DAYS: u32 = 3;
/// Working days for a correction.
pub(crate) const MEND_DAYS: u32 = 3;
/// Working days until someone comes after a declaration.
pub(crate) const VISIT_DAYS: u32 = 2;
/// Characters of one remark.
pub(crate) const REMARK_CHARS: usize = 2000;
/// Remarks of one return.
pub(crate) const REMARKS: usize = 200;
