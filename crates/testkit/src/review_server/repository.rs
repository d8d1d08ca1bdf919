//! git in the server's repositories.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What git prints and whether it ended well.
pub(super) fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> (Vec<u8>, bool) {
    let (printed, is_success, _) = run_with(folder, arguments, input, &[]);
    (printed, is_success)
}

/// The same with variables; also what git says.
pub(super) fn run_with(
    folder: &Path,
    arguments: &[&str],
    input: &[u8],
    variables: &[(&str, String)],
) -> (Vec<u8>, bool, String) {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(name);
    }
    command
        .args(["-c", "user.name=Server", "-c", "user.email=server@example.org", "-c", "gc.auto=0"])
        .args(arguments)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if folder.is_dir() {
        command.env("GIT_DIR", folder).current_dir(folder);
    }
    let mut child = command.spawn().expect("git is installed");
    let mut stdin = child.stdin.take().expect("it was piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("git ends");
    let _ = writer.join();
    (output.stdout, output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The line that git prints; nothing where it fails.
pub(super) fn line(folder: &Path, arguments: &[&str], input: &[u8]) -> Option<String> {
    let (printed, is_success) = run(folder, arguments, input);
    is_success.then(|| String::from_utf8_lossy(&printed).trim().to_owned())
}

/// The bytes of a file at a revision.
pub(super) fn file(folder: &Path, revision: &str, path: &str) -> Option<Vec<u8>> {
    let (bytes, is_there) = run(folder, &["cat-file", "blob", &format!("{revision}:{path}")], b"");
    is_there.then_some(bytes)
}

/// Commits files on a revision (or on nothing): the commit. No reference is moved.
pub(super) fn commit(folder: &Path, below: Option<&str>, files: &[(&str, &[u8])], message: &str) -> String {
    let index = tempfile::NamedTempFile::new_in(folder).expect("a file can be made").into_temp_path();
    let index = index.to_path_buf();
    let variables = [("GIT_INDEX_FILE", index.display().to_string())];
    let git = |arguments: &[&str], input: &[u8]| {
        let (printed, is_success, said) = run_with(folder, arguments, input, &variables);
        assert!(is_success, "git {arguments:?}: {said}");
        String::from_utf8_lossy(&printed).trim().to_owned()
    };
    match below {
        Some(below) => git(&["read-tree", below], b""),
        None => git(&["read-tree", "--empty"], b""),
    };
    for (path, bytes) in files {
        let blob = git(&["hash-object", "-w", "--stdin"], bytes);
        // A path that ends in `@` is a symbolic link.
        let (mode, path) = path.strip_suffix('@').map_or(("100644", *path), |path| ("120000", path));
        git(&["update-index", "--index-info"], format!("{mode} {blob}\t{path}\n").as_bytes());
    }
    let tree = git(&["write-tree"], b"");
    let _ = std::fs::remove_file(&index);
    let mut arguments = vec!["commit-tree", &tree];
    if let Some(below) = below {
        arguments.extend(["-p", below]);
    }
    git(&arguments, message.as_bytes())
}
