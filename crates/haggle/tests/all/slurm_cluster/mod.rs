//! A cluster of one node, started as a user of Debian's slurm-wlm would without systemd, and ended with the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Asks for the tests with Slurm, which fail where it is not installed: the gate sets it. They start daemons, which nobody expects of a
/// plain run of the tests.
const NEEDED: &str = "HAGGLE_NEEDS_SLURM";

/// A running cluster.
pub struct Cluster {
    folder: tempfile::TempDir,
    configuration: PathBuf,
}

impl Cluster {
    /// Starts a cluster; none where nobody asks for it.
    pub fn start() -> Option<Self> {
        if std::env::var_os(NEEDED).is_none() {
            // Past the capture of the test harness, so that whoever runs the tests sees it.
            let text =
                format!("NOT TESTED: the runner of Slurm; set {NEEDED}=1 to start a cluster of one node\n");
            #[expect(clippy::disallowed_methods, reason = "a line of a test is not output of the program")]
            let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
            return None;
        }
        let is_there = |program: &str| {
            let paths = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
            paths.split(':').any(|folder| Path::new(folder).join(program).is_file())
        };
        let missing: Vec<&str> = ["sbatch", "slurmctld", "slurmd", "munged"]
            .into_iter()
            .filter(|program| !is_there(program))
            .collect();
        assert!(missing.is_empty(), "{missing:?} are not installed (slurm-wlm and munge of Debian)");
        start_munge();
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("slurm.conf");
        let port = 20_000 + u16::try_from(std::process::id() % 20_000).unwrap();
        std::fs::write(&configuration, configuration_text(folder.path(), port)).unwrap();
        let cluster = Self { folder, configuration };
        cluster.run("/usr/sbin/slurmctld", &[]);
        cluster.run("/usr/sbin/slurmd", &["-N", "localhost"]);
        let deadline = Instant::now() + Duration::from_secs(60);
        while !cluster.said("sinfo", &["--noheader", "--format=%T"]).contains("idle") {
            assert!(Instant::now() < deadline, "the node does not come up: {}", cluster.logs());
            thread::sleep(Duration::from_millis(200));
        }
        Some(cluster)
    }

    /// What clients need in their environment.
    pub fn variables(&self) -> [(&'static str, &Path); 1] {
        [("SLURM_CONF", &self.configuration)]
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let status = Command::new(program)
            .arg("-f")
            .arg(&self.configuration)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{program} does not start: {}", self.logs());
    }

    /// What a client prints.
    pub fn said(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program).args(arguments).env("SLURM_CONF", &self.configuration).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }

    fn logs(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        read("slurmctld.log") + &read("slurmd.log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.said("scontrol", &["shutdown"]);
        thread::sleep(Duration::from_millis(500));
    }
}

/// The daemon by which the parts of a cluster know each other, unless it runs.
fn start_munge() {
    if Path::new("/run/munge/munge.socket.2").exists()
        && Command::new("munge").arg("-n").output().is_ok_and(|output| output.status.success())
    {
        return;
    }
    let install = ["-d", "-o", "munge", "-g", "munge", "-m", "0755", "/run/munge"];
    let is_done =
        |command: &mut Command| command.stdin(Stdio::null()).status().is_ok_and(|status| status.success());
    assert!(
        is_done(Command::new("install").args(install)),
        "the folder of munge cannot be made: run as root"
    );
    assert!(is_done(Command::new("runuser").args(["-u", "munge", "--", "munged"])), "munged does not start");
}

fn configuration_text(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    let (controller, node) = (port, port + 1);
    format!(
        "ClusterName=haggle\nSlurmctldHost=localhost\nSlurmctldPort={controller}\nSlurmdPort={node}\nSlurmUser=root\nSlurmdUser=root\n\
         AuthType=auth/munge\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nJobAcctGatherType=jobacct_gather/none\n\
         AccountingStorageType=accounting_storage/none\nMpiDefault=none\nSelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n\
         ReturnToService=2\nSchedulerParameters=batch_sched_delay=0,sched_interval=1\nMinJobAge=300\n\
         StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool\nSlurmctldPidFile={folder}/slurmctld.pid\n\
         SlurmdPidFile={folder}/slurmd.pid\nSlurmctldLogFile={folder}/slurmctld.log\nSlurmdLogFile={folder}/slurmd.log\n\
         NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000\n\
         PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n"
    )
}
