//! fiscal_code
