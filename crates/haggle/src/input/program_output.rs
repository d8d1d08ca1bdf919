//! What a short program prints.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes that are read of what a program prints.
const MOST_BYTES: u64 = 16 << 20;

/// What a program prints to its standard output, whether it ended well or not, and whether it did. It gets nothing to read.
///
/// # Errors
/// It cannot be started, or has not ended after this long: it is killed then.
pub fn printed(command: &mut Command, longest: Duration) -> io::Result<(String, bool)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(output) = output {
            output.take(MOST_BYTES).read_to_end(&mut bytes)?;
        }
        Ok::<_, io::Error>(bytes)
    });
    let deadline = Instant::now() + longest;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it did not end in time"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let bytes = reader.join().map_err(|_| io::Error::other("its output could not be read"))??;
    Ok((String::from_utf8_lossy(&bytes).into_owned(), status.success()))
}
