//! A family with one open feature, for tests of what is recommended.

use haggle_govern::data::{AdoptionEvidence, Catalogue, Manifest, Values};
use haggle_govern::decision::{Advice, ShareRange, UnknownCriterion};
use haggle_govern::evaluation::{EvaluationInputs, Placing, SnapshotReport, evaluate};
use haggle_govern::family::{ProjectFiles, SharedFiles};
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_tradeoff::record::Record;
use haggle_tradeoff::{Decision, Draft, Options};

use crate::family::MANIFEST;

/// The values of the demo family.
pub const DEMO_VALUES: &str = include_str!("../../../../haggle/demo/glance/stakeholders.toml");

/// A family in which a feature of `org/store` needs `lib`, which needs `helper`.
#[derive(Clone)]
pub struct OneFeature {
    /// Deployments of 1,000 that have it; none where nobody has counted.
    pub share: Option<u32>,
    /// Where `lib` is today.
    pub today: &'static str,
    /// More lines of the requirement's entry.
    pub entry: String,
    /// More lines of the feature's entry.
    pub feature: String,
    /// More lines of the manifest, before its tables.
    pub manifest: String,
    /// The global list.
    pub global: String,
    /// What the other project always requires.
    pub other_core: String,
    /// The file of values.
    pub values: String,
    /// Whether the import of `lib` is guarded.
    pub guarded: bool,
    /// What the release process forbids.
    pub process: &'static str,
    /// The licence of `lib`.
    pub licence: String,
}

/// What an evaluation comes to.
pub struct Evaluated {
    pub advice: Advice,
    pub by_share: Vec<ShareRange>,
    pub unknown: Vec<UnknownCriterion>,
    pub record: Record,
}

impl Default for OneFeature {
    fn default() -> Self {
        Self {
            share: None,
            today: "documented",
            entry: "required-by = []\n".to_owned(),
            feature: String::new(),
            manifest: String::new(),
            global: "lib\n".to_owned(),
            other_core: String::new(),
            values: DEMO_VALUES.to_owned(),
            guarded: true,
            process: "frozen = false\nstable = false\n",
            licence: "MIT".to_owned(),
        }
    }
}

impl OneFeature {
    /// Evaluates the feature.
    pub fn evaluated(&self) -> Evaluated {
        let other = format!(
            "[[project]]\nname = \"org/api\"\ndistribution = \"api\"\nrelease = \"1\"\nbranch = \"master\"\n\
             path = \"api\"\nrequirements = \"requirements.txt\"\n[process]\n{}",
            self.process
        );
        let manifest = MANIFEST
            .replace("schema = 1\n", &format!("schema = 1\n{}", self.manifest))
            .replace("[licences]", &format!("{other}[licences]"));
        let manifest = Manifest::read(&manifest).unwrap();
        let extra = if self.today == "extra" { "extra = \"it\"\n" } else { "" };
        let catalogue = format!(
            "schema = 1\nevidence = \"made up\"\n[[requirement]]\nid = \"lib\"\nkind = \"python\"\nproject = \"org/store\"\n\
             requirement = \"lib>=1\"\nplacement = \"{}\"\n{extra}licence = \"{}\"\n\
             imports = [{{ module = \"lib\", site = \"a.py:1\", guarded = {}, evidence = \"seen\" }}]\n{}\
             [[feature]]\nid = \"it\"\ntitle = \"It\"\nproject = \"org/store\"\nrequires = [\"lib\"]\nplaces = [\"lib\"]\n{}",
            self.today, self.licence, self.guarded, self.entry, self.feature
        );
        let catalogue = Catalogue::read(&catalogue, &manifest).unwrap();
        let adoption = self.share.map(|count| {
            format!(
                "[[adoption]]\nfeature = \"it\"\nkind = \"sample\"\ncount = {count}\nn = 1000\ndate = \"2025-01-01\"\nsource = \"a survey\"\n"
            )
        });
        let adoption = format!("schema = 1\n{}", adoption.unwrap_or_default());
        let adoption = AdoptionEvidence::read(&adoption, &catalogue).unwrap();
        let values = Values::read(&self.values).unwrap();
        let pins = b"lib===1.0\nhelper===1.0\nuser===1.0\n";
        let (shared, _) = SharedFiles::parse(self.global.as_bytes(), pins, b"");
        let project = |name: &str, lines: &str| ProjectFiles {
            name: name.parse().unwrap(),
            requirements: RequirementsFile::parse(lines).0,
            requirements_path: "requirements.txt".to_owned(),
            test_requirements: None,
        };
        let projects = [project("org/store", ""), project("org/api", &self.other_core)];
        let releases = releases();
        let inputs = EvaluationInputs {
            manifest: &manifest,
            catalogue: &catalogue,
            adoption: &adoption,
            values: &values,
            shared: &shared,
            projects: &projects,
            history: None,
            releases: &releases,
            snapshot: SnapshotReport {
                source: "made up".to_owned(),
                recorded: "2026-01-01".parse().unwrap(),
            },
            advisories: None,
            decisions: &[],
            options: Options { samples: 1_000, seed: 1 },
        };
        let features: Vec<_> = catalogue.features.iter().collect();
        let report = evaluate(&inputs, &features).unwrap().features.remove(0);
        match report.placing {
            Placing::Requirements { advice, by_share, unknown_criteria, record, .. } => {
                Evaluated { advice, by_share, unknown: unknown_criteria, record }
            }
            Placing::Nothing => panic!("nothing is placed"),
        }
    }
}

impl Evaluated {
    pub fn problem(&self) -> &Draft {
        self.record.problem()
    }

    pub fn decision(&self) -> &Decision {
        self.record.decision()
    }

    /// The group's value of a placement, vetoed or not.
    pub fn value(&self, placement: &str) -> f64 {
        self.decision().alternatives.iter().find(|one| one.id == placement).unwrap().value
    }

    /// The recommended placement.
    pub fn recommended(&self) -> Option<String> {
        self.advice.recommended.as_ref().map(ToString::to_string)
    }
}

/// `lib` needs `helper`; `user` needs `lib`.
fn releases() -> ReleaseFacts {
    let mut facts = ReleaseFacts::default();
    for (name, needs) in [("lib", "helper>=1"), ("helper", ""), ("user", "lib")] {
        let requirements = needs.parse().into_iter().collect();
        let release = Release {
            uploaded: Some("2025-06-01T00:00:00Z".to_owned()),
            files: vec![DistributionFile::from_filename("x-1.0-py3-none-any.whl").unwrap().2],
            metadata: ReleaseMetadata::Known { requirements, provides_extra: Vec::new() },
            ..Release::default()
        };
        let releases = [("1.0".parse().unwrap(), release)].into_iter().collect();
        facts.packages.insert(name.parse().unwrap(), PackageFacts::Releases(releases));
    }
    facts
}
