//! The decision engine inside the page that `haggle report` writes.
//!
//! A page holds each feature's problem. It hands one to `load`, and for every movement of a slider the settings to `answer`;
//! what comes back is the part of the page that shows the decision, made by the very function that made it first
//! (`crates/haggle/src/output/html`). The compiled engine is kept in `crates/haggle/src/output/report/engine.wasm.gz`:
//! `outside/report.sh --write` builds it, and the gate builds it again and compares the bytes.

mod exports;
mod session;
mod settings;

// The one source of what a page shows of a decision is a folder of the command line's crate, which does not run in a page.
#[allow(
    dead_code,
    unused_imports,
    reason = "the rest of the page, which the command line makes, uses more of it"
)]
#[path = "../../haggle/src/output/html/mod.rs"]
mod html;

pub use session::Session;
pub use settings::Settings;
