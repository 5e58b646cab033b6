//! The schema's versions. Each migration is one transaction: after a crash it has happened or it has not.

use crate::database::Database;
use crate::error::{Error, Result};

/// All migrations in order; the first has version 1.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_ledger", include_str!("../migrations/0001_ledger.sql")),
    ("0002_acts", include_str!("../migrations/0002_acts.sql")),
    ("0003_desk", include_str!("../migrations/0003_desk.sql")),
    ("0004_parties", include_str!("../migrations/0004_parties.sql")),
];

/// The version that this library reads and writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings the database to [`VERSION`], making the tables where there are none. `location` is named in errors.
pub fn migrate(db: &mut Database, location: &str) -> Result<()> {
    if found(db, location)? == VERSION {
        return Ok(());
    }
    for (i, (name, sql)) in MIGRATIONS.iter().enumerate() {
        let version = i as i64 + 1;
        db.write(|db| {
            // Asked again: another process may have migrated while this one waited for its turn.
            if found(db, location)? >= version {
                return Ok(());
            }
            if version == 1 {
                db.batch("CREATE TABLE ledger_version (version BIGINT NOT NULL, name TEXT NOT NULL)")?;
            }
            let sql = db.dialect(sql);
            db.batch(&sql)?;
            db.execute(
                "INSERT INTO ledger_version (version, name) VALUES (?1, ?2)",
                &[version.into(), (*name).into()],
            )?;
            Ok(())
        })?;
    }
    Ok(())
}

/// The version that is there: 0 for an empty database.
fn found(db: &mut Database, location: &str) -> Result<i64> {
    let tables = db.tables()?;
    if tables.iter().any(|t| t == "ledger_version") {
        let row = db.row("SELECT max(version) FROM ledger_version", &[])?;
        let found = row.and_then(|r| r[0].maybe_int()).unwrap_or(0);
        return if found > VERSION { Err(Error::Newer { found, known: VERSION }) } else { Ok(found) };
    }
    if tables.is_empty() { Ok(0) } else { Err(Error::NotALedger(location.to_owned())) }
}
