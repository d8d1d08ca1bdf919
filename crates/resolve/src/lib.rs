//! Dependency resolution over dense tables, with explanations and repairs.
