//! Files that must be read at any place: as they lie, in memory if small, else as a temporary file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use bytes::Bytes;

use crate::reader::Stream;
use crate::{Reject, archive};

/// Bytes up to which a file inside another is kept in memory.
const IN_MEMORY: u64 = 32 << 20;

/// Largest file inside another that is copied out, in bytes.
const LARGEST_COPY: u64 = 16 << 30;

/// A file that can be read at any place.
#[derive(Debug)]
pub(crate) enum Store {
    File(File),
    Memory(Bytes),
}

impl Store {
    /// Takes all of a stream.
    pub fn fill(mut stream: Stream<'_>) -> Result<Store, Reject> {
        let mut bytes = Vec::new();
        stream.by_ref().take(IN_MEMORY).read_to_end(&mut bytes).map_err(archive::reject)?;
        if (bytes.len() as u64) < IN_MEMORY {
            return Ok(Store::Memory(bytes.into()));
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&bytes)?;
        drop(bytes);
        let copied = io::copy(&mut stream.take(LARGEST_COPY), &mut file).map_err(archive::reject)?;
        if copied >= LARGEST_COPY { Err(Reject::Bomb(LARGEST_COPY >> 20)) } else { Ok(Store::File(file)) }
    }

    /// Length in bytes.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Store::File(file) => Ok(file.metadata()?.len()),
            Store::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Store::File(file) => {
                let mut file: &File = file;
                file.seek(SeekFrom::Start(at))?;
                file.read(buffer)
            }
            Store::Memory(bytes) => {
                let start = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                let mut rest: &[u8] = &bytes[start..];
                rest.read(buffer)
            }
        }
    }
}

/// A part of a [`Store`], from `at` to before `end`, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub store: Rc<Store>,
    pub at: u64,
    pub end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let n = self.store.read_at(self.at, &mut buffer[..most])?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.at)
    }
}
