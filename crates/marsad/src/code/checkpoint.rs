//! How far a run is, kept beside its unfinished output, and whether another run is the same one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::UNIX_EPOCH;

use anyhow::{Context, bail};
use marsad_ingest::{Input, Inputs};
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::report::Summary;

/// What must be the same for a run to go on.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Of the program itself: another build may code otherwise.
    program: String,
    /// The options that the output depends on, by name.
    settings: BTreeMap<String, String>,
    /// What was named, the files that it stands for, and a hash of their names, sizes and times of change.
    inputs: Vec<(PathBuf, u64, u64)>,
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Batches whose records are written.
    pub batches: u64,
    /// Length of each file of the output up to there, in bytes.
    pub lengths: BTreeMap<String, u64>,
    /// Length of the file of what was set aside, in bytes.
    pub rejects: u64,
    /// Counts up to there.
    pub summary: Summary,
    /// True when all is written and only has to be put in its place.
    pub complete: bool,
}

/// The identity of a run that begins. The program is hashed on a thread of its own: it is large, and nobody needs its hash before the
/// first checkpoint.
pub struct Begun {
    program: JoinHandle<anyhow::Result<u64>>,
    settings: BTreeMap<String, String>,
    inputs: Vec<(PathBuf, u64, u64)>,
}

impl Begun {
    /// Of this program with these options and inputs. `folders` are lexicon folders, of which every file counts.
    pub fn new(
        mut settings: BTreeMap<String, String>,
        files: &[PathBuf],
        folders: &[PathBuf],
    ) -> anyhow::Result<Begun> {
        let program = std::env::current_exe().context("the program does not know its own file")?;
        for (i, folder) in folders.iter().enumerate() {
            let mut hash = XxHash3_64::new();
            for file in walk(folder)? {
                hash.write(file.strip_prefix(folder).unwrap_or(&file).as_os_str().as_encoded_bytes());
                hash.write(&fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?);
            }
            settings.insert(format!("lexicon folder {}", i + 1), format!("{:016x}", hash.finish()));
        }
        let inputs =
            files.iter().map(|named| (named.clone(), listed(named))).map(|(n, (count, hash))| (n, count, hash));
        let inputs = inputs.collect();
        let program = thread::Builder::new().name("program".to_owned()).spawn(move || hash_of(&program))?;
        Ok(Begun { program, settings, inputs })
    }

    /// The identity, once the program is hashed.
    pub fn identity(self) -> anyhow::Result<Identity> {
        let Ok(program) = self.program.join() else {
            bail!("reading the program's own file ended by a mistake in Marsad; please report it");
        };
        Ok(Identity { program: format!("{:016x}", program?), settings: self.settings, inputs: self.inputs })
    }
}

impl Identity {
    /// An error that says what differs, if anything does.
    pub fn expect(&self, before: &Identity) -> anyhow::Result<()> {
        if self.program != before.program {
            bail!(
                "the unfinished run was made by another build of marsad; finish it with that one, or start anew without --resume"
            );
        }
        for name in self.settings.keys().chain(before.settings.keys()) {
            let (now, then) = (self.settings.get(name), before.settings.get(name));
            if now != then {
                let show = |value: Option<&String>| value.map_or("not given".to_owned(), |v| format!("{v:?}"));
                bail!(
                    "the unfinished run had another {name} ({}, now {}); give the same options, or start anew without --resume",
                    show(then),
                    show(now)
                );
            }
        }
        if let Some(((now, ..), (then, ..))) = self.inputs.iter().zip(&before.inputs).find(|(now, then)| now != then) {
            if now == then {
                bail!("{} has changed since the unfinished run read it; start anew without --resume", now.display());
            }
            bail!(
                "the unfinished run read {} where {} is given now; give the same inputs in the same order, or start anew without --resume",
                then.display(),
                now.display()
            );
        }
        if self.inputs.len() != before.inputs.len() {
            bail!(
                "the unfinished run had {} input files, now there are {}; give the same inputs, or start anew without --resume",
                before.inputs.len(),
                self.inputs.len()
            );
        }
        Ok(())
    }
}

/// How many files a name stands for, and a hash of their names, sizes and times of change: what a folder of millions leaves in
/// memory.
fn listed(named: &Path) -> (u64, u64) {
    let mut hash = XxHash3_64::new();
    let mut count = 0;
    for input in Inputs::new(&[named]) {
        count += 1;
        let (name, path) = match &input {
            Ok(Input::File(path)) => (path.as_os_str().as_encoded_bytes(), Some(path)),
            Ok(Input::Standard) => (&b"-"[..], None),
            // A file that is not there is part of the input too: it is set aside.
            Err((name, _)) => (name.as_bytes(), None),
        };
        hash.write(name);
        let about = path.and_then(|p| p.metadata().ok());
        let changed = about.as_ref().and_then(|m| m.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        hash.write(&about.map_or(0, |m| m.len()).to_le_bytes());
        hash.write(&changed.map_or(0, |t| t.as_nanos()).to_le_bytes());
    }
    (count, hash.finish())
}

/// The files of a folder and its folders, in the order of their names.
fn walk(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut out = Vec::new();
    let mut entries = fs::read_dir(path)?.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for entry in entries {
        out.extend(walk(&entry)?);
    }
    Ok(out)
}

fn hash_of(path: &Path) -> anyhow::Result<u64> {
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut hash = XxHash3_64::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finish()),
            n => hash.write(&buffer[..n]),
        }
    }
}

/// Writes `value` so that a reader finds the old or the new one, whatever happens.
pub fn store(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new).with_context(|| format!("cannot write {}", new.display()))?;
    file.write_all(&serde_json::to_vec(value)?)?;
    file.sync_all()?;
    fs::rename(&new, path).with_context(|| format!("cannot write {}", path.display()))?;
    sync_folder(path)
}

/// Reads what [`store`] wrote; `None` if it never came to that.
pub fn load<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<Option<T>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
    };
    let value = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is damaged; start anew without --resume", path.display()))?;
    Ok(Some(value))
}

/// Makes the names in the folder of `path` last through a power cut, where the system can.
pub fn sync_folder(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) {
        File::open(folder)?.sync_all().with_context(|| format!("cannot write {}", folder.display()))?;
    }
    Ok(())
}
