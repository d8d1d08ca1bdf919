//! Signals that end the process: something is done first, and never in the middle of a step that has to be whole.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held while files change in several steps. The thread that ends the process takes it and does not give it back.
static STEP: Mutex<()> = Mutex::new(());

/// Until this is dropped, no signal that can be waited for ends the process.
pub(super) fn hold() -> MutexGuard<'static, ()> {
    STEP.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, an interrupt (Ctrl-C), a request to terminate and a lost terminal first wait for [`hold`] and call `last`, whose value
/// is kept; then they end the process as they would have. What the process was started to ignore is ignored as before.
#[cfg(unix)]
pub(super) fn watch<T: 'static>(last: fn() -> T) {
    use std::sync::Once;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ignored = ignored();
        let ending =
            [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
        // Without the thread, the system ends the process at once, and the next run sweeps.
        let Ok(mut signals) = signal_hook::iterator::Signals::new(ending) else { return };
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let _step = hold();
                let _kept = last();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
    });
}

#[cfg(not(unix))]
pub(super) fn watch<T: 'static>(_last: fn() -> T) {}

/// The signals that the process ignores, a bit per signal: those of `nohup`, say. Zero where the system does not say.
#[cfg(unix)]
pub(super) fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
