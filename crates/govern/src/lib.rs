//! The requirements process: global list, constraints, feature catalogue, decisions and linked changes.
