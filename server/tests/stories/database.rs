//! The database of a story: a file in its folder, or one of its own on the PostgreSQL server that `RUHU_STORIES` names.
//!
//! `cargo xtask test` plays all stories on both.

use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};
use tokio::sync::OnceCell;

/// Every story's database begins with this.
const NAMED: &str = "ruhu_stories_";

/// Address of a new, empty PostgreSQL database; none where stories use SQLite.
pub(crate) async fn own() -> Option<String> {
    static SWEPT: OnceCell<()> = OnceCell::const_new();
    let server = std::env::var("RUHU_STORIES").ok()?;
    sqlx::any::install_default_drivers();
    let mut db = AnyConnection::connect(&server).await.expect("the PostgreSQL server of RUHU_STORIES answers");
    SWEPT.get_or_init(|| sweep(&server)).await;
    let name = format!("{NAMED}{}", uuid::Uuid::new_v4().simple());
    db.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a role that may create databases");
    db.close().await.expect("closed");
    let (before, _) = server.rsplit_once('/').expect("an address with the name of a database");
    Some(format!("{before}/{name}"))
}

/// Takes away what earlier runs left; a database in use by another run stays.
async fn sweep(server: &str) {
    let mut db = AnyConnection::connect(server).await.expect("the PostgreSQL server of RUHU_STORIES answers");
    let old = db.fetch_all("SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'ruhu!_stories!_%' ESCAPE '!'").await.expect("a list");
    for row in old {
        let name: String = row.get("name");
        let _ = db.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await;
    }
}
