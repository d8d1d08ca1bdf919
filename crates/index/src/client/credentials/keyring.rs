//! Passwords out of the program `keyring`, asked as pip does.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::netrc::Login;

/// The user name that is asked for where the address has none; pip's `keyring` support takes it too.
const NO_NAME: &str = "__token__";
/// How long the program may think: it may have to be unlocked.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest password, in bytes.
const LONGEST: u64 = 64 << 10;

/// The login that `keyring get SERVICE USER` knows for the first of the services that it knows.
pub(super) fn login(program: &str, services: &[&str], user: Option<&str>) -> Option<Login> {
    let user = user.unwrap_or(NO_NAME);
    let password = services.iter().find_map(|service| password(program, service, user))?;
    Some(Login { user: user.to_owned(), password })
}

fn password(program: &str, service: &str, user: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.args(["get", service, user]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.env("PYTHONIOENCODING", "utf-8").spawn().ok()?;
    let started = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(10)),
            Ok(None) | Err(_) => {
                // Whether that works or not, there is no password.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    };
    let mut text = String::new();
    child.stdout.take()?.take(LONGEST).read_to_string(&mut text).ok()?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    (status.success() && !password.is_empty()).then_some(password)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_program_is_asked_for_one_service_after_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("keyring");
        let script = "#!/bin/sh\n[ \"$1 $2 $3\" = 'get h:1 me' ] && echo 'p w' || exit 1\n";
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let program = program.to_str().unwrap();
        let found = login(program, &["http://h:1/simple/", "h:1"], Some("me")).unwrap();
        assert_eq!((found.user.as_str(), found.password.as_str()), ("me", "p w"));
        assert!(login(program, &["h:1"], None).is_none());
        assert!(login("/no/such/program", &["h:1"], None).is_none());
    }
}
