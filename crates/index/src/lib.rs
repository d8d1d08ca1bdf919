//! Release facts from a Python package index, its cache and recorded snapshots.
