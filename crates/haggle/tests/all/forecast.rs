//! `forecast` and `floor` read wheels of an index and the sources of a project.

#![cfg(feature = "live")]

use crate::schemas;

use std::fs;
use std::process::Command;

use haggle_testkit::index_server::{File, IndexServer, sdist, wheel_with};
use tempfile::TempDir;

struct Setting {
    server: IndexServer,
    folder: TempDir,
}

impl Setting {
    /// An index with three releases of `lib`, and a project that uses it.
    fn new() -> Self {
        let server = IndexServer::start();
        for (version, source) in [
            ("1.0", "def old(): ...\n"),
            ("2.0", "def old(): ...\ndef new(a): ...\n"),
            ("3.0", "def new(a, b): ...\n"),
        ] {
            server.publish("lib", wheel_with("lib", version, &[("lib/__init__.py", source)]));
        }
        server.publish("src", sdist("src", "1.0"));
        let setting = Self { server, folder: tempfile::tempdir().unwrap() };
        setting.write("app/requirements.txt", "lib>=1.0\nsrc>=1.0\nnobound\n");
        setting.write("app/app/__init__.py", "");
        setting.write("app/app/use.py", "import lib\n\nlib.old()\n");
        setting.write("app/app/more.py", "from lib import new\n");
        setting.write("c.txt", "lib===2.0\n");
        setting
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A family of that project alone.
    fn write_family(&self) {
        self.write("shared/g.txt", "lib\n");
        self.write("shared/c.txt", "lib===2.0\n");
        let manifest = "schema = 1\n[family]\nname = \"f\"\ntitle = \"F\"\nas-of = \"2026-11-22\"\n\
                        [requirements]\nproject = \"o/shared\"\nbranch = \"master\"\npath = \"shared\"\nglobal = \"g.txt\"\n\
                        constraints = \"c.txt\"\n[[project]]\nname = \"o/app\"\ndistribution = \"app\"\nbranch = \"master\"\n\
                        path = \"app\"\nrequirements = \"requirements.txt\"\n[[environment]]\nid = \"cp312-linux\"\n\
                        python = \"3.12\"\nplatform = \"linux\"\n";
        self.write("haggle.toml", manifest);
    }

    #[track_caller]
    fn check(&self, arguments: &[&str], code: i32, expected: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
            .current_dir(self.folder.path())
            .args(arguments)
            .args(["--index-url", &self.server.url(), "--cache-dir", "cache"])
            .env_remove("HAGGLE_MANIFEST")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let shown = text(output.stdout) + &text(output.stderr);
        assert_eq!(shown, expected);
        assert_eq!(output.status.code(), Some(code));
    }
}

const GONE: &str = "\
lib 2.0 -> 3.0: 3 uses looked at; 1 breaks for certain, 1 may break
  app: `lib.old` is gone
    app/use.py:3
  app: `lib.new` takes other arguments (possible)
    app/more.py:1
";

#[test]
fn what_a_raised_pin_takes_away_is_told_and_kept() {
    let setting = Setting::new();
    setting.check(&["forecast", "lib==3.0", "-c", "c.txt", "--project", "app"], 1, GONE);
    // What was read of the wheels is stored.
    setting.server.forget_requests();
    setting.check(&["forecast", "lib==3.0", "--from", "2.0", "--project", "app", "--offline"], 1, GONE);
    assert_eq!(setting.server.requests(), Vec::<String>::new());
}

#[test]
fn a_pin_without_a_wheel_leaves_the_others_to_be_told() {
    let setting = Setting::new();
    setting.write("c.txt", "lib===2.0\nsrc===0.9\n");
    let expected = format!("{GONE}\nsrc 0.9 -> 1.0: not known: the index has no wheel of src 0.9\n");
    setting.check(&["forecast", "lib==3.0", "src==1.0", "-c", "c.txt", "--project", "app"], 1, &expected);
}

#[test]
fn each_of_several_pins_is_looked_at() {
    let setting = Setting::new();
    setting.write("c.txt", "lib===1.0;python_version<'3.12'\nlib===2.0;python_version>='3.12'\n");
    let expected = "\
lib 1.0 -> 3.0: 3 uses looked at; 1 breaks for certain, 0 may break
  app: `lib.old` is gone
    app/use.py:3

";
    setting.check(
        &["forecast", "lib==3.0", "-c", "c.txt", "--project", "app"],
        1,
        &format!("{expected}{GONE}"),
    );
    let expected = "lib 1.0 -> 2.0: 3 uses looked at; 0 break for certain, 0 may break\n";
    setting.check(&["forecast", "lib==2.0", "-c", "c.txt", "--project", "app"], 0, expected);
}

#[test]
fn a_batch_is_foretold_as_a_whole() {
    let setting = Setting::new();
    setting.write_family();
    let expected = "\
others, up to major steps: 1
    lib 2.0 to 3.0 (major)

what the family's projects would notice:
    lib 2.0 -> 3.0: 3 uses looked at; 1 breaks for certain, 1 may break
      o/app: `lib.old` is gone
        app/use.py:3
      o/app: `lib.new` takes other arguments (possible)
        app/more.py:1

nothing is written: `--write` does that
";
    setting.check(&["pins", "update", "--live", "--forecast"], 0, expected);
}

#[test]
fn a_hold_is_over_when_its_forecast_is_empty() {
    let setting = Setting::new();
    setting.write_family();
    let hold = |error: &str| {
        format!(
            "schema = 1\n[[hold]]\nname = \"lib\"\nversions = \">=2.1\"\nclaim = {{ project = \"o/app\", error = \"{error}\" }}\n\
             owner = \"us\"\nevidence = \"a log\"\nsince = 2026-01-01\nexpires = 2030-01-01\n"
        )
    };
    let arguments = ["pins", "holds", "--holds", "h.toml", "--date", "2026-11-29", "--forecast"];
    let state = |state: &str, error: &str| {
        let n_over = usize::from(state.starts_with("release"));
        format!(
            "lib >=2.1: {state}\n    o/app: {error}\n    us, 2026-01-01 to 2030-01-01, seen in a log\n\n\
             1 hold: {n_over} to be released, {} to be tested again\n",
            1 - n_over
        )
    };
    let error = "AttributeError: old";
    setting.write("h.toml", &hold(error));
    // 3.0 lacks what the project uses.
    setting.check(&arguments, 1, &state("test it again: nobody has tested it", error));
    setting.write("app/app/use.py", "");
    setting.write("app/app/more.py", "import lib\n");
    let refuted = "release it: refuted by a forecast: 3.0 lacks no name that is used (1 looked at)";
    setting.check(&arguments, 1, &state(refuted, error));
    // A forecast sees names, and nothing of what they do.
    setting.write("h.toml", &hold("it hangs"));
    setting.check(&arguments, 1, &state("test it again: nobody has tested it", "it hangs"));
}

#[test]
fn a_raise_that_nobody_notices_is_fine() {
    let setting = Setting::new();
    let expected = "lib 1.0 -> 2.0: 3 uses looked at; 0 break for certain, 0 may break\n";
    setting.check(&["forecast", "lib==2.0", "--from", "1.0", "--project", "app"], 0, expected);
}

#[test]
fn a_forecast_says_what_it_lacks() {
    let setting = Setting::new();
    for (arguments, expected) in [
        (
            vec!["forecast", "lib>=3", "-c", "c.txt", "--project", "app"],
            "error: `lib>=3` is not a pin\nhelp: write `name==1.2.3`\n",
        ),
        (
            vec!["forecast", "src==1.0", "-c", "c.txt", "--project", "app"],
            "error: `c.txt` has no pin of src\nhelp: say what it is now with `--from`\n",
        ),
        (
            vec!["forecast", "src==1.0", "--from", "1.0", "--project", "app"],
            "error: the index has no wheel of src 1.0\nhelp: only wheels are read: a source distribution would have to be built\n",
        ),
        (
            vec!["forecast", "lib==3", "lib==2", "--from", "1.0", "--project", "app"],
            "error: `--from` is the version of one pin, and several are named\nhelp: name the constraints with `--constraints`\n",
        ),
    ] {
        setting.check(&arguments, 2, expected);
    }
}

#[test]
fn a_bound_below_the_first_release_with_a_name_is_too_low() {
    let setting = Setting::new();
    setting.check(
        &["floor", "app", "-c", "c.txt"],
        1,
        "\
requirements.txt:1: `lib` is too low: 2.0 is the first release that has `lib.new`
  app/more.py:1  uses `lib.new`

0 lower bounds hold, 1 too low, 2 not looked at
  src (no wheel of 1.0), nobound (no lower bound)
",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .current_dir(setting.folder.path())
        .args(["floor", "app", "-c", "c.txt", "--format", "json"])
        .args(["--index-url", &setting.server.url(), "--no-cache"])
        .output()
        .unwrap();
    schemas::holds("floor", &serde_json::from_slice(&output.stdout).unwrap());
    let yanked = wheel_with("lib", "1.5", &[("lib/__init__.py", "")]);
    setting.server.publish("lib", File { yanked: Some("broken".to_owned()), ..yanked });
    setting.write("app/requirements.txt", "lib>=1.5\nlib>=1.7\n");
    let expected = "0 lower bounds hold, 0 too low, 2 not looked at\n  \
                    lib (1.5 was yanked: broken), lib (the index has no 1.7)\n";
    setting.check(&["floor", "app", "-c", "c.txt", "--refresh"], 0, expected);
    setting.write("app/requirements.txt", "lib>=2.0\n");
    let expected = "1 lower bound holds, 0 too low, 0 not looked at\n";
    setting.check(&["floor", "app", "-c", "c.txt"], 0, expected);
}

#[test]
fn json_has_the_same_findings() {
    let setting = Setting::new();
    let output = Command::new(env!("CARGO_BIN_EXE_haggle"))
        .current_dir(setting.folder.path())
        .args(["forecast", "lib==3.0", "-c", "c.txt", "--project", "app", "--format", "json"])
        .args(["--index-url", &setting.server.url(), "--no-cache"])
        .output()
        .unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    schemas::holds("forecast", &document);
    let finding = &document["pins"][0]["forecast"]["fact"]["value"]["findings"][0];
    assert_eq!((&finding["change"]["path"], &finding["places"][0]["line"]), (&"lib.old".into(), &3.into()));
}
