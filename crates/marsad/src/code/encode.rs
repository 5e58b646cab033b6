//! Records as the bytes of an output. What a batch becomes depends on the batch alone and is put behind what stands there already,
//! so that a run can go on behind any batch. Parquet cannot grow like that: its batches are kept as Arrow streams until all are
//! there (see [`parquet`]).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::Path;

use anyhow::Context;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use clap::ValueEnum;
use marsad_coder::Article;
use marsad_explain::pretty;
use marsad_record::{Record, arrow, flat};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde::Serialize;

/// Rows of a row group: of events, of articles.
const ROW_GROUP: (usize, usize) = (131_072, 16_384);
/// Bytes of a row group that are held in memory at most.
const ROW_GROUP_BYTES: usize = 64 << 20;
/// For what is read by people and other programs: zstd's own default.
const LEVEL: i32 = 3;
/// For what is read once by Marsad itself.
const QUICK: i32 = 1;
/// What Hive, and who reads its folders, calls a partition without a value.
const UNDATED: &str = "__HIVE_DEFAULT_PARTITION__";

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
pub enum Format {
    /// One JSON record a line.
    Jsonl,
    /// For reading in a terminal.
    Pretty,
    /// One row an event; lists joined by `;`.
    Csv,
    /// Apache Parquet: one row an article with lists of structs, or with `--flat` one row an event.
    Parquet,
}

/// How the output is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
pub enum Compress {
    /// Zstandard, one frame a batch.
    Zstd,
}

/// What the output is split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
pub enum Partition {
    /// The article's day of publication, in folders `published=YYYY-MM-DD`.
    Date,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Encoder {
    /// The format.
    pub format: Format,
    /// One row an event, in Parquet.
    pub flat: bool,
    /// Whether the article's text is written too.
    pub with_text: bool,
    /// What the output is split by.
    pub partition: Option<Partition>,
    /// How it is compressed; Parquet always is, inside.
    pub compress: Option<Compress>,
}

/// A record, or for formats of text its bytes.
pub enum One {
    Record(Box<Record>),
    Written(Vec<u8>),
}

impl Encoder {
    /// The file of a record, below the output's folder; empty where the output is one file.
    pub fn file(&self, record: &Record) -> String {
        match self.partition {
            Some(Partition::Date) => {
                let day = record.published.as_deref().unwrap_or(UNDATED);
                format!("published={day}/part.{}", self.ending())
            }
            None => String::new(),
        }
    }

    fn ending(&self) -> &'static str {
        match (self.format, self.compress) {
            (Format::Jsonl, None) => "jsonl",
            (Format::Jsonl, Some(Compress::Zstd)) => "jsonl.zst",
            (Format::Csv, None) => "csv",
            (Format::Csv, Some(Compress::Zstd)) => "csv.zst",
            (Format::Pretty, _) => "txt",
            (Format::Parquet, _) => "parquet",
        }
    }

    /// What can be done for an article by itself.
    pub fn one(&self, record: Record, article: &Article) -> anyhow::Result<One> {
        let mut written = Vec::new();
        match self.format {
            Format::Jsonl => {
                written.extend(record.to_json()?.bytes());
                written.push(b'\n');
            }
            Format::Pretty => pretty::write(&mut written, &record, article)?,
            Format::Csv | Format::Parquet => return Ok(One::Record(Box::new(record))),
        }
        Ok(One::Written(written))
    }

    /// The bytes that a batch puts behind each file.
    pub fn batch(&self, ones: Vec<(String, One)>) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let mut bytes: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut records: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for (file, one) in ones {
            match one {
                One::Written(written) => bytes.entry(file).or_default().extend(written),
                One::Record(record) => records.entry(file).or_default().push(*record),
            }
        }
        for (file, records) in records {
            let written = match self.format {
                Format::Parquet => self.stream(&records)?,
                _ => flat::csv(&records, self.with_text)?,
            };
            bytes.insert(file, written);
        }
        bytes.into_iter().map(|(file, bytes)| Ok((file, self.compressed(bytes)?))).collect()
    }

    /// What a file begins with.
    pub fn header(&self) -> anyhow::Result<Vec<u8>> {
        match self.format {
            Format::Csv => self.compressed(flat::csv_header(self.with_text)?),
            _ => Ok(Vec::new()),
        }
    }

    fn compressed(&self, bytes: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let level = match (self.format, self.compress) {
            (Format::Parquet, _) => QUICK,
            (_, Some(Compress::Zstd)) => LEVEL,
            (_, None) => return Ok(bytes),
        };
        if bytes.is_empty() { Ok(bytes) } else { Ok(zstd::encode_all(&bytes[..], level)?) }
    }

    /// Records as an Arrow stream with its schema and end.
    fn stream(&self, records: &[Record]) -> anyhow::Result<Vec<u8>> {
        let batch =
            if self.flat { arrow::flat(records, self.with_text)? } else { arrow::nested(records, self.with_text)? };
        let mut out = StreamWriter::try_new(Vec::new(), &batch.schema())?;
        out.write(&batch)?;
        Ok(out.into_inner()?)
    }

    /// Makes a Parquet file of the Arrow streams that one file's batches became.
    pub fn parquet(&self, streams: &Path, to: &Path) -> anyhow::Result<()> {
        let schema =
            if self.flat { arrow::flat_schema(self.with_text)? } else { arrow::nested_schema(self.with_text)? };
        let rows = if self.flat { ROW_GROUP.0 } else { ROW_GROUP.1 };
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
            .set_max_row_group_row_count(Some(rows))
            .build();
        let file = File::create(to).with_context(|| format!("cannot write {}", to.display()))?;
        let mut out = ArrowWriter::try_new(BufWriter::new(file), schema, Some(properties))?;
        let input = File::open(streams).with_context(|| format!("cannot read {}", streams.display()))?;
        let mut input = BufReader::new(input);
        // Without a record there is not even an empty frame.
        if !input.fill_buf()?.is_empty() {
            let mut input = BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(input)?);
            while !input.fill_buf()?.is_empty() {
                // Unbuffered inside: the next stream begins where this one ends.
                for batch in StreamReader::try_new(&mut input, None)? {
                    out.write(&batch?)?;
                    if out.in_progress_size() > ROW_GROUP_BYTES {
                        out.flush()?;
                    }
                }
            }
        }
        out.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(())
    }
}
