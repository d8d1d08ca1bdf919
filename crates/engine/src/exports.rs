//! What a page calls. Bytes go in and out through two places in the engine's memory; there is one thread.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::session::Session;

struct Engine {
    session: Session,
    input: Vec<u8>,
    output: Vec<u8>,
}

static ENGINE: Mutex<Engine> =
    Mutex::new(Engine { session: Session::new(), input: Vec::new(), output: Vec::new() });

fn engine() -> MutexGuard<'static, Engine> {
    ENGINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for so many bytes of input, and says where.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn input(length: usize) -> *const u8 {
    let mut engine = engine();
    engine.input.clear();
    engine.input.resize(length, 0);
    engine.input.as_ptr()
}

/// Reads a problem from the input, and gives its number; -1 where it is not one, which the output explains.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn load() -> i32 {
    let mut engine = engine();
    let Engine { session, input, output } = &mut *engine;
    match session.load(input) {
        Ok(number) => i32::try_from(number).unwrap_or(-1),
        Err(error) => {
            *output = error.into_bytes();
            -1
        }
    }
}

/// Reads settings from the input, numbers of eight bytes in the order of [`Settings::read`](crate::Settings::read): 1 where the output is what a problem comes to, 0 where it is what is wrong with them.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn answer(problem: usize) -> i32 {
    let mut engine = engine();
    let Engine { session, input, output } = &mut *engine;
    let (numbers, _) = input.as_chunks::<8>();
    let settings: Vec<f64> = numbers.iter().map(|number| f64::from_le_bytes(*number)).collect();
    let (is_answer, text) = match session.answer(problem, &settings) {
        Ok(text) => (1, text),
        Err(error) => (0, error),
    };
    *output = text.into_bytes();
    is_answer
}

/// The deal over all problems, each as it was last answered: 1 where the output is it, 0 where it is why there is none.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn deal() -> i32 {
    let mut engine = engine();
    let (is_deal, text) = match engine.session.deal() {
        Ok(text) => (1, text),
        Err(error) => (0, error),
    };
    engine.output = text.into_bytes();
    is_deal
}

/// Where the output is.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    engine().output.as_ptr()
}

/// How many bytes the output has.
#[allow(unsafe_code, reason = "an exported name")]
#[unsafe(no_mangle)]
extern "C" fn output_length() -> usize {
    engine().output.len()
}
