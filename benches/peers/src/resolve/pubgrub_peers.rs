//! pubgrub and astral-pubgrub over prebuilt range tables, with the priorities of their own offline provider. The second is a
//! fork of the first, and what is used here has the same names in both.

macro_rules! pubgrub_peer {
    ($module:ident, $package:ident, $name:literal) => {
        pub(crate) mod $module {
            use std::cmp::Reverse;
            use std::collections::BTreeMap;
            use std::convert::Infallible;
            use std::rc::Rc;

            use $package::{
                Dependencies, DependencyConstraints, DependencyProvider, PackageResolutionStatistics, PubGrubError, Ranges,
                resolve,
            };
            use haggle_testkit::resolver::{Problem, contains};

            use crate::{Roots, Side};

            type Set = Ranges<u32>;

            struct Tables {
                /// The versions that the limits leave, best first.
                candidates: Rc<Vec<Vec<u32>>>,
                edges: Rc<Vec<Vec<DependencyConstraints<usize, Set>>>>,
                roots: DependencyConstraints<usize, Set>,
                root: usize,
            }

            pub(crate) struct Peer {
                tables: Vec<Tables>,
            }

            fn set(ranges: &[(u32, u32)]) -> Set {
                ranges.iter().fold(Set::empty(), |set, (from, to)| {
                    if from < to { set.union(&Set::between(*from, *to)) } else { set }
                })
            }

            fn constraints(edges: &[(usize, Vec<(u32, u32)>)]) -> DependencyConstraints<usize, Set> {
                let mut merged: BTreeMap<usize, Set> = BTreeMap::new();
                for (target, ranges) in edges {
                    let known = merged.entry(*target).or_insert_with(Set::full);
                    *known = known.intersection(&set(ranges));
                }
                merged.into_iter().collect()
            }

            impl Peer {
                pub(crate) fn new(problem: &Problem, queries: &[Roots]) -> Self {
                    let candidates = problem.n_versions.iter().enumerate().map(|(package, n)| {
                        let limits: Vec<_> = problem.limits.iter().filter(|(about, _)| *about == package).collect();
                        (0..*n).rev().filter(|version| limits.iter().all(|(_, ranges)| contains(ranges, *version))).collect()
                    });
                    let candidates: Rc<Vec<Vec<u32>>> = Rc::new(candidates.collect());
                    let edges = problem.edges.iter().map(|versions| versions.iter().map(|edges| constraints(edges)).collect());
                    let edges: Rc<Vec<Vec<_>>> = Rc::new(edges.collect());
                    let mut tables = Vec::new();
                    for roots in queries {
                        tables.push(Tables {
                            candidates: candidates.clone(),
                            edges: edges.clone(),
                            roots: constraints(roots),
                            root: problem.n_versions.len(),
                        });
                    }
                    Self { tables }
                }
            }

            impl DependencyProvider for Tables {
                type P = usize;
                type V = u32;
                type VS = Set;
                type M = String;
                type Err = Infallible;
                type Priority = (u32, Reverse<usize>);

                fn prioritize(&self, package: &usize, range: &Set, statistics: &PackageResolutionStatistics) -> Self::Priority {
                    if *package == self.root {
                        return (u32::MAX, Reverse(0));
                    }
                    let count = self.candidates[*package].iter().filter(|version| range.contains(version)).count();
                    if count == 0 {
                        return (u32::MAX, Reverse(0));
                    }
                    (statistics.conflict_count(), Reverse(count))
                }

                fn choose_version(&self, package: &usize, range: &Set) -> Result<Option<u32>, Infallible> {
                    if *package == self.root {
                        return Ok(Some(0));
                    }
                    Ok(self.candidates[*package].iter().find(|version| range.contains(version)).copied())
                }

                fn get_dependencies(&self, package: &usize, version: &u32) -> Result<Dependencies<usize, Set, String>, Infallible> {
                    let edges = if *package == self.root { &self.roots } else { &self.edges[*package][*version as usize] };
                    Ok(Dependencies::Available(edges.clone()))
                }
            }

            impl Side for Peer {
                fn name(&self) -> &'static str {
                    $name
                }

                fn solve(&mut self) -> Vec<bool> {
                    self.tables
                        .iter()
                        .map(|tables| match resolve(tables, tables.root, 0u32) {
                            Ok(_) => true,
                            Err(PubGrubError::NoSolution(_)) => false,
                            Err(error) => panic!("{error:?}"),
                        })
                        .collect()
                }
            }
        }
    };
}

pubgrub_peer!(plain, pubgrub, "pubgrub");
pubgrub_peer!(astral, pubgrub_astral, "astral-pubgrub");
