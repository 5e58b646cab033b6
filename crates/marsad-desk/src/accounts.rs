//! Accounts and sessions. Passwords are kept as Argon2id hashes in a file; sessions live in memory and end with the process.

use std::io::Write as _;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use axum::http::StatusCode;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::state::lock;

/// A session ends after so long without a request.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// Failed log-ins by one name or from one address within [`WINDOW`] before further ones are refused.
const TRIES: usize = 5;
/// How long a failed log-in counts.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Names and addresses whose failures are remembered, and open sessions.
const REMEMBERED: usize = 10_000;
/// Shortest password, in characters.
const SHORTEST: usize = 10;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read.
    Reader,
    /// Read and correct.
    Editor,
}

impl Role {
    /// `reader` or `editor`.
    pub fn parse(text: &str) -> Option<Role> {
        match text {
            "reader" => Some(Role::Reader),
            "editor" => Some(Role::Editor),
            _ => None,
        }
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct User {
    /// The account's name; none where there are no accounts.
    pub name: Option<String>,
    /// What it may do.
    pub role: Role,
    /// What the page must repeat to change anything.
    pub token: String,
}

struct Account {
    name: String,
    role: Role,
    hash: String,
}

struct Session {
    name: String,
    role: Role,
    token: String,
    seen: Instant,
}

/// Accounts with their open sessions.
pub struct Accounts {
    accounts: Vec<Account>,
    sessions: Mutex<FxHashMap<String, Session>>,
    /// When log-ins failed, by name and by address.
    failed: Mutex<FxHashMap<String, Vec<Instant>>>,
    /// A hash that is verified where there is no such account, so that the time taken does not tell.
    nobody: String,
}

fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(Error::Random)?;
    let salt = SaltString::encode_b64(&salt).map_err(Error::Hash)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(Error::Hash)?.to_string())
}

/// 32 random bytes as hexadecimal.
pub(crate) fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Whether two secrets are the same, in time that does not tell where they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// Writes an account behind those of a file, which is made where there is none and can be read by its owner only.
///
/// # Errors
/// If the name is taken or unfit, the password too short, or the file cannot be written.
pub fn add_account(file: &Path, name: &str, role: Role, password: &str) -> Result<()> {
    let fit = |c: char| c.is_alphanumeric() || "._-@".contains(c);
    if name.is_empty() || !name.chars().all(fit) {
        return Err(Error::Name(name.to_owned()));
    }
    if password.chars().count() < SHORTEST {
        return Err(Error::Password(format!("the password is too short: {SHORTEST} characters or more")));
    }
    let shown = file.display().to_string();
    if file.exists() && Accounts::read(file)?.accounts.iter().any(|a| a.name == name) {
        return Err(Error::Password(format!("{shown} has an account {name:?} already; remove its line first")));
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let role = if role == Role::Editor { "editor" } else { "reader" };
    let line = format!("{name}\t{role}\t{}\n", hash(password)?);
    let written = options.open(file).and_then(|mut f| f.write_all(line.as_bytes()));
    written.map_err(|e| Error::File(shown, e))
}

impl Accounts {
    /// Reads a file of accounts: a line each with name, role and hash between tabs.
    ///
    /// # Errors
    /// If it cannot be read, a line is wrong, or it holds no account.
    pub fn read(file: &Path) -> Result<Accounts> {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|e| Error::File(shown.clone(), e))?;
        let mut accounts = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let wrong = |what: String| Error::Account { file: shown.clone(), line: at + 1, what };
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, role, hash] = cells[..] else { return Err(wrong(format!("{} columns, not 3", cells.len()))) };
            let role = Role::parse(role).ok_or_else(|| wrong(format!("{role:?} is no role")))?;
            PasswordHash::new(hash).map_err(|e| wrong(format!("the hash does not read ({e})")))?;
            accounts.push(Account { name: name.to_owned(), role, hash: hash.to_owned() });
        }
        if accounts.is_empty() {
            return Err(Error::Account { file: shown, line: 1, what: "there is no account".to_owned() });
        }
        let nobody = hash("nobody has this password")?;
        Ok(Accounts { accounts, sessions: Mutex::default(), failed: Mutex::default(), nobody })
    }

    fn refuse_many(&self, keys: &[String; 2], now: Instant) -> Result<()> {
        let mut failed = lock(&self.failed);
        if failed.len() > REMEMBERED {
            failed.retain(|_, times| times.iter().any(|t| now - *t < WINDOW));
        }
        for key in keys {
            if let Some(times) = failed.get_mut(key) {
                times.retain(|t| now - *t < WINDOW);
                if times.len() >= TRIES {
                    return Err(Error::Refused(
                        StatusCode::TOO_MANY_REQUESTS,
                        "too many log-ins failed; wait a quarter of an hour",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Opens a session: its key, for the cookie, and who it is. Takes some 30 ms, so not to be called where others wait.
    ///
    /// # Errors
    /// If name or password are wrong, or too many log-ins failed lately.
    pub(crate) fn log_in(&self, name: &str, password: &str, from: IpAddr) -> Result<(String, User)> {
        let now = Instant::now();
        let keys = [format!("name {name}"), format!("from {from}")];
        self.refuse_many(&keys, now)?;
        let account = self.accounts.iter().find(|a| a.name == name);
        let known = PasswordHash::new(account.map_or(&self.nobody, |a| &a.hash)).map_err(Error::Hash)?;
        let right = Argon2::default().verify_password(password.as_bytes(), &known).is_ok();
        let Some(account) = account.filter(|_| right) else {
            let mut failed = lock(&self.failed);
            for key in keys {
                failed.entry(key).or_default().push(now);
            }
            return Err(Error::Refused(StatusCode::UNAUTHORIZED, "name or password are wrong"));
        };
        let (key, token) = (secret()?, secret()?);
        let mut sessions = lock(&self.sessions);
        sessions.retain(|_, s| now - s.seen < IDLE);
        if sessions.len() >= REMEMBERED {
            return Err(Error::Refused(StatusCode::SERVICE_UNAVAILABLE, "too many people are logged in"));
        }
        let session = Session { name: account.name.clone(), role: account.role, token: token.clone(), seen: now };
        sessions.insert(key.clone(), session);
        Ok((key, User { name: Some(account.name.clone()), role: account.role, token }))
    }

    /// Who has the session of a key.
    pub(crate) fn user(&self, key: &str) -> Option<User> {
        let now = Instant::now();
        let mut sessions = lock(&self.sessions);
        let session = sessions.get_mut(key).filter(|s| now - s.seen < IDLE)?;
        session.seen = now;
        Some(User { name: Some(session.name.clone()), role: session.role, token: session.token.clone() })
    }

    /// Ends a session.
    pub(crate) fn log_out(&self, key: &str) {
        lock(&self.sessions).remove(key);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_account_logs_in_until_too_many_fail() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.tsv");
        add_account(&file, "salma", Role::Editor, "a long password").unwrap();
        assert!(add_account(&file, "salma", Role::Reader, "a long password").is_err());
        assert!(add_account(&file, "omar", Role::Reader, "short").is_err());
        assert!(add_account(&file, "o\tmar", Role::Reader, "a long password").is_err());
        assert!(!std::fs::read_to_string(&file).unwrap().contains("long password"));
        let accounts = Accounts::read(&file).unwrap();
        let here = IpAddr::from([127, 0, 0, 1]);
        let (key, user) = accounts.log_in("salma", "a long password", here).unwrap();
        assert_eq!(user.role, Role::Editor);
        assert_eq!(accounts.user(&key).unwrap().token, user.token);
        for _ in 0..TRIES {
            let wrong = accounts.log_in("salma", "guess", here).unwrap_err();
            assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
        }
        // The right password does not help any more, nor another name from the same address.
        for name in ["salma", "omar"] {
            let refused = accounts.log_in(name, "a long password", here).unwrap_err();
            assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        }
        accounts.log_out(&key);
        assert!(accounts.user(&key).is_none());
    }

    #[test]
    fn a_wrong_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("accounts.tsv");
        std::fs::write(&file, "# people\nsalma\towner\tx\n").unwrap();
        let told = Accounts::read(&file).err().unwrap().to_string();
        assert!(told.contains("accounts.tsv:2") && told.contains("owner"), "{told}");
    }
}
