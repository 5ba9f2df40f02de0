//! Waiting for a fact: asked again and again until it holds or the patience is over, with what was last seen in the error.

use anyhow::{Result, anyhow};
use std::future::Future;
use std::time::Duration;

/// How long a person's patience lasts here. Generous: it is only spent when something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN: Duration = Duration::from_millis(40);

/// Asks until `ask` gives a value; an error of a single try is remembered, not final, because pages change under the question.
pub(super) async fn until<T, F, Fut>(what: &str, mut ask: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    let mut last = None;
    let tries = async {
        let mut ticks = tokio::time::interval(BETWEEN);
        loop {
            ticks.tick().await;
            match ask().await {
                Ok(Some(value)) => return value,
                Ok(None) => {}
                Err(error) => last = Some(error),
            }
        }
    };
    tokio::time::timeout(PATIENCE, tries).await.map_err(|_| {
        let seen = last.map(|error| format!(" (last try: {error:#})")).unwrap_or_default();
        anyhow!("waited {} s in vain: {what}{seen}", PATIENCE.as_secs())
    })
}
