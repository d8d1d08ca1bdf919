//! resolvo over prebuilt tables.

use std::fmt::Display;
use std::rc::Rc;

use haggle_testkit::resolver::{Problem, contains};
use resolvo::{
    Candidates, Condition, ConditionId, Dependencies, DependencyProvider, Interner, KnownDependencies, NameId, Requirement,
    SolvableId, Solver, SolverCache, StringId, UnsolvableOrCancelled, VersionSetId, VersionSetUnionId,
};

use super::{Roots, Side};

struct Tables {
    first: Vec<u32>,
    package_of: Vec<u32>,
    candidates: Vec<Vec<SolvableId>>,
    dependencies: Vec<Dependencies>,
    sets: Vec<(usize, Vec<(u32, u32)>)>,
}

#[derive(Clone)]
struct Provider(Rc<Tables>);

pub(crate) struct Peer {
    provider: Provider,
    queries: Vec<Vec<VersionSetId>>,
}

fn id(n: usize) -> u32 {
    u32::try_from(n).expect("instances are small")
}

impl Peer {
    pub(crate) fn new(problem: &Problem, queries: &[Roots]) -> Self {
        let mut first = vec![0];
        for n in &problem.n_versions {
            first.push(first.last().expect("starts with one") + n);
        }
        let mut sets = Vec::new();
        let mut known = std::collections::HashMap::new();
        let mut intern = |set: &(usize, Vec<(u32, u32)>)| {
            VersionSetId(*known.entry(set.clone()).or_insert_with(|| {
                sets.push(set.clone());
                id(sets.len() - 1)
            }))
        };
        let mut dependencies = Vec::new();
        let mut package_of = Vec::new();
        let mut candidates = Vec::new();
        for (package, versions) in problem.edges.iter().enumerate() {
            let limits: Vec<_> = problem.limits.iter().filter(|(about, _)| *about == package).collect();
            let allowed = (0..problem.n_versions[package])
                .filter(|version| limits.iter().all(|(_, ranges)| contains(ranges, *version)))
                .map(|version| SolvableId::from_raw(first[package] + version));
            candidates.push(allowed.collect());
            for edges in versions {
                package_of.push(id(package));
                let requirements = edges.iter().map(|edge| Requirement::Single(intern(edge)).into()).collect();
                dependencies.push(Dependencies::Known(KnownDependencies { requirements, constrains: Vec::new() }));
            }
        }
        let queries = queries.iter().map(|roots| roots.iter().map(&mut intern).collect()).collect();
        let tables = Tables { first, package_of, candidates, dependencies, sets };
        Self { provider: Provider(Rc::new(tables)), queries }
    }
}

impl Provider {
    fn version(&self, solvable: SolvableId) -> u32 {
        let raw = solvable.into_raw();
        raw - self.0.first[self.0.package_of[raw as usize] as usize]
    }
}

impl Interner for Provider {
    type NameId = NameId;
    type SolvableId = SolvableId;

    fn display_solvable(&self, solvable: SolvableId) -> impl Display + '_ {
        solvable.into_raw()
    }
    fn display_name(&self, name: NameId) -> impl Display + '_ {
        name.into_raw()
    }
    fn display_version_set(&self, version_set: VersionSetId) -> impl Display + '_ {
        version_set.0
    }
    fn display_string(&self, string_id: StringId) -> impl Display + '_ {
        string_id.0
    }
    fn version_set_name(&self, version_set: VersionSetId) -> NameId {
        NameId::from_raw(id(self.0.sets[version_set.0 as usize].0))
    }
    fn solvable_name(&self, solvable: SolvableId) -> NameId {
        NameId::from_raw(self.0.package_of[solvable.into_raw() as usize])
    }
    fn version_sets_in_union(&self, _: VersionSetUnionId) -> impl Iterator<Item = VersionSetId> {
        std::iter::empty()
    }
    fn resolve_condition(&self, _: ConditionId) -> Condition {
        unreachable!("no instance has conditions")
    }
}

impl DependencyProvider for Provider {
    async fn filter_candidates(
        &self,
        candidates: &[SolvableId],
        version_set: VersionSetId,
        inverse: bool,
    ) -> Vec<SolvableId> {
        let ranges = &self.0.sets[version_set.0 as usize].1;
        candidates.iter().copied().filter(|solvable| contains(ranges, self.version(*solvable)) != inverse).collect()
    }

    async fn get_candidates(&self, name: NameId) -> Option<Candidates> {
        let candidates = self.0.candidates[name.into_raw() as usize].clone();
        Some(Candidates { candidates, ..Candidates::default() })
    }

    async fn sort_candidates(&self, _: &SolverCache<Self>, solvables: &mut [SolvableId]) {
        solvables.sort_by_key(|solvable| std::cmp::Reverse(solvable.into_raw()));
    }

    async fn get_dependencies(&self, solvable: SolvableId) -> Dependencies {
        self.0.dependencies[solvable.into_raw() as usize].clone()
    }
}

impl Side for Peer {
    fn name(&self) -> &'static str {
        "resolvo"
    }

    fn solve(&mut self) -> Vec<bool> {
        let solved = self.queries.iter().map(|sets| {
            let requirements = sets.iter().map(|set| Requirement::Single(*set).into()).collect();
            let problem = resolvo::Problem::new().requirements(requirements);
            match Solver::new(self.provider.clone()).solve(problem) {
                Ok(_) => true,
                Err(UnsolvableOrCancelled::Unsolvable(_)) => false,
                Err(UnsolvableOrCancelled::Cancelled(_)) => panic!("nothing cancels"),
            }
        });
        solved.collect()
    }
}
