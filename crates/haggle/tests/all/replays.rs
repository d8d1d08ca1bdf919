//! Changes that people made to the shared lists and projects of `OpenStack`, drafted on small copies of the lines around them, pushed, and
//! compared with what was merged. Facts: openstack/requirements afc42e2c, 63ef34a7, 7a04938e, dec817aa; openstack/glance 28d98401b, 744ffe624,
//! acab9351a; openstack/nova 79a964c83.

use std::fs;
use std::process::Command;

use haggle_govern::change::{Link, read_links};
use haggle_testkit::review_server::{ReviewServer, ReviewStyle};
use tempfile::TempDir;

const FILES: [(&str, &str); 7] = [
    (
        "requirements/global-requirements.txt",
        "## section:general\n\nhttpx  # BSD\nidna  # BSD-3-Clause\nopentelemetry-exporter-otlp  # Apache-2.0\nopentelemetry-sdk  # Apache-2.0\n\
         os-traits  # Apache-2.0\nos-win  # Apache-2.0\noslo.metrics  # Apache-2.0\noslo.utils!=3.39.1  # Apache-2.0\nretrying!=1.3.0  # Apache-2.0\n\
         tooz  # Apache-2.0\n\n## section:testing\n\nrequests-mock  # Apache-2.0\nstestr  # Apache-2.0\n",
    ),
    (
        "requirements/upper-constraints.txt",
        "httpx===0.28.1\nopentelemetry-exporter-otlp===1.41.1\nopentelemetry-exporter-otlp-proto-grpc===1.41.1\n\
         opentelemetry-exporter-otlp-proto-http===1.41.1\nopentelemetry-sdk===1.41.1\nos-traits===3.7.0\nos-win===5.9.0\n\
         oslo.metrics===0.13.0\noslo.utils===7.4.0\nrequests-mock===1.12.1\nretrying===1.3.4\nstestr===4.2.0\ntooz===6.3.0\n",
    ),
    (
        "glance/requirements.txt",
        "oslo.utils>=7.3.0 # Apache-2.0\nretrying!=1.3.0,>=1.2.3 # Apache-2.0\nos-win>=4.0.1 # Apache-2.0\n",
    ),
    ("nova/requirements.txt", "os-traits>=3.6.0 # Apache-2.0\n"),
    ("tooz/requirements.txt", "oslo.utils>=7.0.0 # Apache-2.0\n"),
    ("oslo.messaging/requirements.txt", "oslo.metrics>=0.2.1 # Apache-2.0\n"),
    (
        "oslo.messaging/test-requirements.txt",
        "stestr>=2.0.0 # Apache-2.0\nrequests-mock>=1.2.0 # Apache-2.0\n",
    ),
];

const SNAPSHOT: &str = r#"{"format": "haggle-snapshot", "version": 2, "recorded": "2026-07-06T00:00:00Z", "command": "haggle snapshot",
"scope": {"for": ["evaluate"], "versions": 5, "environments": ["python 3.12 on linux"]}, "packages": {
"httpx": {"releases": {"0.28.1": {"files": ["httpx-*-py3-none-any.whl"], "licence": "BSD-3-Clause"}}},
"hypercorn": {"releases": {"0.18.0": {"files": ["hypercorn-*-py3-none-any.whl"], "licence": "MIT", "name": "Hypercorn"}}},
"respx": {"releases": {"0.23.1": {"files": ["respx-*-py2.py3-none-any.whl"], "licence": "BSD-3-Clause", "requires": ["httpx>=0.25.0"]}}},
"sherlock": {"releases": {"0.4.1": {"files": ["sherlock-*-py3-none-any.whl"], "licence": "MIT"}}},
"opentelemetry-exporter-otlp-proto-grpc": {"releases": {"1.41.1": {"files": ["opentelemetry_exporter_otlp_proto_grpc-*-py3-none-any.whl"], "licence": "Apache-2.0"}}},
"opentelemetry-exporter-otlp-proto-http": {"releases": {"1.41.1": {"files": ["opentelemetry_exporter_otlp_proto_http-*-py3-none-any.whl"], "licence": "Apache-2.0"}}}
}}"#;

/// The family on a review server.
struct Scene {
    server: ReviewServer,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let scene =
            Self { server: ReviewServer::start(ReviewStyle::Gerrit), folder: TempDir::new().unwrap() };
        let mut manifest = format!(
            "schema = 1\ndata = {{ snapshot = 'snapshot.json' }}\nreview = {{ url = '{}', topic = 'replay' }}\n\
             process = {{ frozen = false, stable = false }}\n[family]\nname = 'openstack'\ntitle = 'OpenStack'\n\
             as-of = '2026-07-06'\n[requirements]\nproject = 'openstack/requirements'\nbranch = 'master'\n\
             path = 'requirements'\nglobal = 'global-requirements.txt'\nconstraints = 'upper-constraints.txt'\n\
             [[environment]]\nid = 'cp312-linux'\npython = '3.12'\nplatform = 'linux'\n",
            scene.server.url()
        );
        for repository in ["requirements", "glance", "nova", "tooz", "oslo.messaging"] {
            let prefix = format!("{repository}/");
            let own =
                FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?, text.as_bytes())));
            let mut files: Vec<(&str, &[u8])> = own.collect();
            let setup = format!("[metadata]\nname = {repository}\n");
            files.push(("setup.cfg", setup.as_bytes()));
            scene.server.add(&format!("openstack/{repository}"), "master", &files);
            for (path, bytes) in &files {
                let path = scene.folder.path().join(repository).join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            if repository != "requirements" {
                let project = format!(
                    "[[project]]\nname = 'openstack/{repository}'\ndistribution = '{repository}'\nbranch = 'master'\n\
                     path = '{repository}'\nrequirements = 'requirements.txt'\ntest-requirements = 'test-requirements.txt'\n"
                );
                manifest.push_str(&project);
            }
        }
        fs::write(scene.folder.path().join("haggle.toml"), manifest).unwrap();
        fs::write(scene.folder.path().join("snapshot.json"), SNAPSHOT).unwrap();
        scene.server.write_git_configuration(&scene.folder.path().join("gitconfig"));
        scene
    }

    /// Pushes what a command drafts: the lines that each new change adds and takes out, and what it depends on.
    #[track_caller]
    fn check(&self, arguments: &str, expected: &[&str]) {
        let n_before = self.server.changes().len();
        let mut command = Command::new(env!("CARGO_BIN_EXE_haggle"));
        for proxy in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.args(arguments.split(' ')).arg("--push").current_dir(self.folder.path());
        let output = command.env("GIT_CONFIG_GLOBAL", self.folder.path().join("gitconfig")).output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{arguments}: {said}");
        let mut found = Vec::new();
        for change in &self.server.changes()[n_before..] {
            for link in read_links(&change.current().message) {
                if let Link::DependsOn(target) = link {
                    found.push(format!("after {}", target.rsplit('/').next().unwrap()));
                }
            }
            for path in [
                "global-requirements.txt",
                "upper-constraints.txt",
                "requirements.txt",
                "test-requirements.txt",
                "setup.cfg",
            ] {
                let at =
                    |revision: &str| self.server.file(&change.project, revision, path).unwrap_or_default();
                let (before, after) = (at("master"), at(&change.current().commit));
                let (before, after) = (String::from_utf8(before).unwrap(), String::from_utf8(after).unwrap());
                let missing = |of: &str, other: &str, sign: &str| {
                    let lines: Vec<&str> = other.lines().collect();
                    let own = of.lines().filter(|line| !line.is_empty() && !lines.contains(line));
                    own.map(|line| format!("{sign}{line}")).collect::<Vec<_>>()
                };
                found.extend(missing(&before, &after, "-"));
                found.extend(missing(&after, &before, "+"));
            }
        }
        assert_eq!(found, expected, "{arguments}: {said}");
    }
}

#[test]
fn what_people_added_raised_and_removed_is_drafted_the_same() {
    let scene = Scene::new();
    scene.check(
        "include hypercorn>=0.18.0 --project oslo.messaging",
        &["+Hypercorn  # MIT", "+Hypercorn===0.18.0", "after 1", "+Hypercorn>=0.18.0 # MIT"],
    );
    scene.check(
        "include sherlock>=0.4.1 --project tooz --placement extra --extra kubernetes",
        &[
            "+sherlock  # MIT",
            "+sherlock===0.4.1",
            "after 3",
            "+[extras]",
            "+kubernetes =",
            "+    sherlock>=0.4.1 # MIT",
        ],
    );
    scene.check(
        "include respx>=0.23.1 --project oslo.messaging --placement test",
        &["+respx  # BSD-3-Clause", "+respx===0.23.1", "after 5", "+respx>=0.23.1 # BSD-3-Clause"],
    );
    scene.check(
        "include opentelemetry-exporter-otlp-proto-grpc>=1.41.1 opentelemetry-exporter-otlp-proto-http>=1.41.1 --project tooz",
        &[
            "+opentelemetry-exporter-otlp-proto-grpc  # Apache-2.0",
            "+opentelemetry-exporter-otlp-proto-http  # Apache-2.0",
            "after 7",
            "+opentelemetry-exporter-otlp-proto-grpc>=1.41.1 # Apache-2.0",
            "+opentelemetry-exporter-otlp-proto-http>=1.41.1 # Apache-2.0",
        ],
    );
    scene.check(
        "raise oslo.utils>=7.4.0 --project glance",
        &["-oslo.utils>=7.3.0 # Apache-2.0", "+oslo.utils>=7.4.0 # Apache-2.0"],
    );
    scene.check(
        "raise os-traits>=3.7.0 --project nova",
        &["-os-traits>=3.6.0 # Apache-2.0", "+os-traits>=3.7.0 # Apache-2.0"],
    );
    scene.check("remove retrying --project glance", &["-retrying!=1.3.0,>=1.2.3 # Apache-2.0"]);
    scene.check("remove os-win --project glance", &["-os-win>=4.0.1 # Apache-2.0"]);
}
