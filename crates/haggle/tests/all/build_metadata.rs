//! `resolve --build-metadata`: what a build backend says counts, each build is named, and a hostile one gets at nothing and ends.

#![cfg(all(feature = "live", target_os = "linux"))]

use std::path::Path;
use std::process::Command;

use haggle_testkit::index_server::{IndexServer, sdist_with, wheel, wheel_with};

/// A backend of the source itself, which does this before it gives metadata that requires `bar`.
fn backend(first: &str) -> String {
    format!(
        "import os, sys\ndef prepare_metadata_for_build_wheel(folder, settings=None):\n{first}\n    os.mkdir(folder + '/x.dist-info')\n    \
         with open(folder + '/x.dist-info/METADATA', 'w') as file:\n        \
         file.write('Metadata-Version: 2.1\\nName: ' + open('name').read() + '\\nVersion: 1.0\\nRequires-Dist: bar\\n')\n    \
         return 'x.dist-info'\n"
    )
}

const OWN: &str = "[build-system]\nrequires = []\nbuild-backend = 'own'\nbackend-path = ['.']\n";

fn publish(server: &IndexServer, name: &str, pyproject: &str, own: &str) {
    server.publish(
        name,
        sdist_with(name, "1.0", &[("pyproject.toml", pyproject), ("own.py", own), ("name", name)]),
    );
}

/// The exit code, the pins on one line, and what is said.
fn resolve(server: &IndexServer, cache: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .arg("resolve")
        .args(arguments)
        .args(["--no-header", "--no-annotate", "--index-url", &server.url(), "--cache-dir"])
        .arg(cache)
        .env_remove("PIP_FIND_LINKS")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let pins = text(&output.stdout);
    let pins = pins.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join(" ");
    (output.status.code(), pins, text(&output.stderr))
}

#[test]
fn what_a_build_says_counts_where_it_is_asked_for() {
    let server = IndexServer::start();
    let cache = tempfile::tempdir().unwrap();
    server.publish("bar", wheel("bar", "1.0", &[]));
    server.publish("helper", wheel_with("helper", "2.0", &[("helper.py", "from own_too import *\n")]));
    publish(&server, "foo", OWN, &backend("    print('noise')"));
    // The backend is a package of the index, and says that it requires another one.
    let pyproject = "[build-system]\nrequires = ['helper']\nbuild-backend = 'helper'\nbackend-path = ['.']\n";
    let more = "def get_requires_for_build_wheel(settings=None):\n    return ['bar']\n";
    let own_too = format!("{}\n{more}", backend("    pass"));
    let files = [("pyproject.toml", pyproject), ("own_too.py", own_too.as_str()), ("name", "two")];
    server.publish("two", sdist_with("two", "1.0", &files));

    let (code, pins, said) = resolve(&server, cache.path(), &["foo", "two"]);
    assert_eq!((code, pins.as_str()), (Some(0), "foo==1.0 two==1.0"), "{said}");
    assert!(said.contains("what it requires is known when it is built"), "{said}");

    let (code, pins, said) = resolve(&server, cache.path(), &["foo", "two", "--build-metadata"]);
    if said.contains("cannot be isolated here") {
        assert_eq!((code, pins.as_str()), (Some(2), ""), "{said}");
        return;
    }
    assert_eq!((code, pins.as_str()), (Some(0), "bar==1.0 foo==1.0 two==1.0"), "{said}");
    for words in [
        "building the metadata of foo 1.0",
        "building the metadata of two 1.0",
        "warning: the metadata of `foo==1.0`: its requirements are those that its build gave, by `own` with nothing, on Python 3.",
        "by `helper` with bar 1.0, helper 2.0, on Python 3.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // A build is kept, and never counts for who does not ask for it.
    let (code, pins, said) = resolve(&server, cache.path(), &["foo", "--build-metadata", "--offline"]);
    assert_eq!((code, pins.as_str()), (Some(0), "bar==1.0 foo==1.0"), "{said}");
    assert!(!said.contains("building") && said.contains("that its build gave"), "{said}");
    let (code, pins, said) = resolve(&server, cache.path(), &["foo", "--offline"]);
    assert_eq!((code, pins.as_str()), (Some(0), "foo==1.0"), "{said}");
    let verified = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(["cache", "verify", "--cache-dir"])
        .arg(cache.path())
        .output()
        .unwrap();
    assert!(verified.status.success(), "{verified:?}");
}

/// Tries all that it should not be able to do, and requires `bar` where nothing of it worked.
const ATTEMPTS: &str = r"
import json, os, socket, subprocess, sys

def attempts():
    here = json.load(open('here.json'))
    yield lambda: socket.create_connection(('127.0.0.1', here['port']), 5)
    yield lambda: open(here['secret'])
    yield lambda: open(here['secret'], 'w')
    yield lambda: open(sys.base_prefix + '/pwned', 'w')
    yield lambda: open('/usr/pwned', 'w')
    yield lambda: open('/site/pwned', 'w')
    yield lambda: subprocess.run(['mount', '-o', 'remount,bind,rw', '/usr'], check=True)
    yield lambda: subprocess.run(['unshare', '--user', '--map-root-user', '--mount', 'true'], check=True) and open('/usr/pwned', 'w')
    yield lambda: os.chroot('/tmp')
    yield lambda: os.listdir('/old')[0]
    yield lambda: bytearray(3 << 30)
    yield lambda: os.write(os.open('/tmp/x', os.O_CREAT | os.O_WRONLY), b'x' * (600 << 20)) == 600 << 20 or 1 // 0

def prepare_metadata_for_build_wheel(folder, settings=None):
    names = []
    for number, attempt in enumerate(attempts()):
        try:
            attempt()
            names.append('attempt-%d-worked' % number)
        except BaseException:
            pass
    os.mkdir(folder + '/x.dist-info')
    with open(folder + '/x.dist-info/METADATA', 'w') as file:
        file.write('Metadata-Version: 2.1\nName: tries\nVersion: 1.0\n')
        file.writelines('Requires-Dist: %s\n' % name for name in names or ['bar'])
    return 'x.dist-info'
";

#[test]
fn hostile_builds_get_at_nothing_and_end() {
    let server = IndexServer::start();
    let (cache, secret) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    server.publish("bar", wheel("bar", "1.0", &[]));
    let file = secret.path().join("secret");
    std::fs::write(&file, "secret").unwrap();
    let port = server.url().split(['/', ':']).nth(4).unwrap().to_owned();
    let here = format!("{{\"port\": {port}, \"secret\": \"{}\"}}", file.display());
    let files = [("pyproject.toml", OWN), ("own.py", ATTEMPTS), ("here.json", here.as_str())];
    server.publish("tries", sdist_with("tries", "1.0", &files));
    publish(&server, "ends", OWN, &backend("    os._exit(0)"));
    publish(&server, "other", OWN, &backend("    open('name', 'w').write('evil')"));
    publish(&server, "endless", OWN, &backend("    os.fork()\n    while True: pass"));
    let (code, pins, said) = resolve(&server, cache.path(), &["tries", "ends", "other", "--build-metadata"]);
    if said.contains("cannot be isolated here") {
        assert_eq!((code, pins.as_str()), (Some(2), ""), "{said}");
        return;
    }
    assert_eq!((code, pins.as_str()), (Some(0), "bar==1.0 ends==1.0 other==1.0 tries==1.0"), "{said}");
    for words in [
        "the requirements of ends 1.0 are unknown: its metadata could not be built: `own` gives no metadata",
        "the requirements of other 1.0 are unknown: `other-1.0.tar.gz` is malformed: its metadata is not that of `other` 1.0",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "secret");
    assert!(!Path::new("/usr/pwned").exists());
    let (code, pins, said) =
        resolve(&server, cache.path(), &["endless", "--build-metadata", "--build-timeout", "1"]);
    assert_eq!((code, pins.as_str()), (Some(0), "endless==1.0"), "{said}");
    assert!(said.contains("its metadata could not be built: it did not end in time"), "{said}");
}
