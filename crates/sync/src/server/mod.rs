//! The decisions of the API.
