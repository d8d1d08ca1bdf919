//! Whether standard output was closed when the process began.
//!
//! Before `main`, Rust's runtime opens `/dev/null` wherever a standard stream is closed, and everything printed would be lost without
//! a word. A process cannot tell that from a `/dev/null` that it was given, so this looks before the runtime starts.

use std::sync::atomic::{AtomicBool, Ordering};

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether it was closed. Always false on systems other than Linux and Apple's, where nothing looks.
pub fn was_closed() -> bool {
    WAS_CLOSED.load(Ordering::Relaxed)
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
mod before_main {
    use std::sync::atomic::Ordering;

    extern "C" fn look() {
        let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()) == Err(rustix::io::Errno::BADF);
        super::WAS_CLOSED.store(is_closed, Ordering::Relaxed);
    }

    #[expect(unsafe_code, reason = "a function that runs before `main` is named in a section of its own")]
    #[used]
    #[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
    static LOOK: extern "C" fn() = look;
}
