//! Marsad as a Python module: what is in the other crates, with Python's and Arrow's types. `python/marsad` builds the typed
//! package around it.

mod coder;
mod error;
mod input;
mod ledger;
mod link;
mod read;
mod record;
mod table;
mod times;
mod work;

use pyo3::prelude::*;

/// The module `marsad._marsad`.
#[pymodule]
mod _marsad {
    #[pymodule_export]
    use crate::coder::{Coder, flat_records, schema};
    #[pymodule_export]
    use crate::error::{LexiconError, Reject, Rejected};
    #[pymodule_export]
    use crate::ledger::{Ledger, LedgerError};
    #[pymodule_export]
    use crate::link::{acts, copied, hang_together, least};
    #[pymodule_export]
    use crate::read::read;
    #[pymodule_export]
    use crate::record::{Record, Records};
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::times::{Time, times};

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("LEXICON_VERSION", marsad_embedded::VERSION)?;
        module.add("SCHEMA_VERSION", marsad_record::SCHEMA_VERSION)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
