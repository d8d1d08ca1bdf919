//! A small family's files, for the tests.

pub mod one_feature;

/// One project, one environment, one allowed licence.
pub const MANIFEST: &str = r#"
schema = 1
[family]
name = "small"
title = "a small family"
as-of = "2026-01-01"
[requirements]
project = "org/requirements"
branch = "master"
path = "."
global = "global.txt"
constraints = "constraints.txt"
[[project]]
name = "org/store"
distribution = "store"
release = "1"
branch = "master"
path = "store"
requirements = "requirements.txt"
[[environment]]
id = "linux"
python = "3.12"
platform = "linux"
[licences]
allowed = ["MIT"]
[data]
features = "features.toml"
adoption = "adoption.toml"
stakeholders = "stakeholders.toml"
"#;
