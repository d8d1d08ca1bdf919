//! Random dependency problems of several shapes, the same for the same seed everywhere.

use super::{Problem, Ranges};

/// A small generator of pseudo-random numbers (splitmix64): no state but one word, the same on every platform.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of the seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; zero when `n` is zero.
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        u32::try_from(self.bits() % u64::from(n)).unwrap_or(0)
    }

    /// True once in `n` on average.
    pub fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }
}

/// How the random problems look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Any package may require any other, at small random ranges: many conflicts.
    Tangled,
    /// Requirements are lower bounds with now and then an upper one, and grow with the version: like real ones.
    Registry,
    /// Each version requires exactly one version of others: long chains of learned nogoods.
    Pinned,
    /// Versions beyond one word of bits.
    Wide,
    /// Few versions, many packages, a third of the packages limited.
    Limited,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 5] = [Self::Tangled, Self::Registry, Self::Pinned, Self::Wide, Self::Limited];
}

/// The problem of the seed.
pub fn problem(shape: Shape, seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let (most_packages, most_versions) = match shape {
        Shape::Tangled => (7, 4),
        Shape::Registry => (10, 6),
        Shape::Pinned => (7, 5),
        Shape::Wide => (4, 90),
        Shape::Limited => (12, 3),
    };
    let n = 2 + random.below(most_packages - 1);
    let least = if shape == Shape::Wide { 60 } else { u32::from(!random.one_in(20)) };
    let n_versions: Vec<u32> = (0..n).map(|_| least + random.below(most_versions)).collect();
    let mut edges = Vec::new();
    for package in 0..n {
        let of_versions = (0..n_versions[package as usize]).map(|version| {
            let n_edges = random.below(if shape == Shape::Tangled { 4 } else { 3 });
            let of_one = (0..n_edges).map(|_| {
                let target = random.below(n) as usize;
                (target, ranges(shape, &mut random, n_versions[target], version))
            });
            of_one.collect()
        });
        edges.push(of_versions.collect());
    }
    let n_roots = 1 + random.below(3);
    let roots = (0..n_roots).map(|_| {
        let target = random.below(n) as usize;
        let all = vec![(0, n_versions[target])];
        (target, if random.one_in(3) { ranges(shape, &mut random, n_versions[target], 0) } else { all })
    });
    let roots = roots.collect();
    let n_limits = if shape == Shape::Limited { n / 3 } else { random.below(2) };
    let limits = (0..n_limits).map(|_| {
        let target = random.below(n) as usize;
        (target, ranges(shape, &mut random, n_versions[target], 0))
    });
    Problem {
        name: format!("{shape:?} {seed}"),
        limits: limits.collect(),
        names: (0..n).map(|package| format!("p{package}")).collect(),
        n_versions,
        edges,
        roots,
    }
}

/// A problem of `n_packages` packages shaped like a real registry's: six to twenty versions each, three requirements a version
/// on average, mostly lower bounds that grow with the version, on packages of which few are required by many. It has a
/// solution: every package's latest version will do.
pub fn registry(n_packages: u32, seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let n_versions: Vec<u32> = (0..n_packages).map(|_| 6 + random.below(15)).collect();
    let mut edges = Vec::with_capacity(n_packages as usize);
    for package in 0..n_packages {
        let n = n_versions[package as usize];
        // A package's requirements change a few times in its life.
        let mut targets: Vec<usize> = Vec::new();
        let mut rows = Vec::with_capacity(n as usize);
        for version in 0..n {
            if version == 0 || random.one_in(5) {
                let n_targets = if package == 0 { 0 } else { random.below(7) };
                // The smaller of three numbers: low ones are popular.
                targets = (0..n_targets)
                    .map(|_| (0..3).map(|_| random.below(package)).min().unwrap_or(0) as usize)
                    .collect();
                targets.sort_unstable();
                targets.dedup();
            }
            let row = targets.iter().map(|target| {
                let of_target = n_versions[*target];
                let from = (version * of_target / n / 2).min(of_target - 1);
                (*target, vec![(from, of_target)])
            });
            rows.push(row.collect());
        }
        edges.push(rows);
    }
    let roots = (0..n_packages)
        .filter(|_| random.one_in(2))
        .map(|package| (package as usize, vec![(0, n_versions[package as usize])]));
    Problem {
        name: format!("registry {n_packages}"),
        roots: roots.collect(),
        limits: Vec::new(),
        names: (0..n_packages).map(|package| format!("p{package}")).collect(),
        n_versions,
        edges,
    }
}

/// A problem without a solution whose every proof by resolution is long (Haken, doi:10.1016/0304-3975(85)90144-6):
/// `n_holes + 1` packages, all required, each with a version for each hole, and no two may take the same hole. The
/// seed numbers each package's holes differently.
pub fn pigeonhole(n_holes: u32, seed: u64) -> Problem {
    let mut random = Random::new(seed);
    let n_pigeons = n_holes + 1;
    // The hole of each version of each package.
    let holes: Vec<Vec<u32>> = (0..n_pigeons)
        .map(|_| {
            let mut holes: Vec<u32> = (0..n_holes).collect();
            for last in (1..n_holes).rev() {
                holes.swap(last as usize, random.below(last + 1) as usize);
            }
            holes
        })
        .collect();
    let elsewhere = |pigeon: usize, hole: u32| {
        let version = (0u32..).zip(&holes[pigeon]).find(|(_, other)| **other == hole);
        let version = version.map_or(n_holes, |(version, _)| version);
        (pigeon, vec![(0, version), (version + 1, n_holes)])
    };
    let edges = holes.iter().enumerate().map(|(pigeon, of_versions)| {
        let row = of_versions
            .iter()
            .map(|hole| (pigeon + 1..n_pigeons as usize).map(|other| elsewhere(other, *hole)).collect());
        row.collect()
    });
    Problem {
        name: format!("pigeonhole {n_holes}"),
        n_versions: vec![n_holes; n_pigeons as usize],
        names: (0..n_pigeons).map(|pigeon| format!("p{pigeon}")).collect(),
        edges: edges.collect(),
        roots: (0..n_pigeons as usize).map(|pigeon| (pigeon, vec![(0, n_holes)])).collect(),
        limits: Vec::new(),
    }
}

fn ranges(shape: Shape, random: &mut Random, n_versions: u32, version: u32) -> Ranges {
    match shape {
        Shape::Pinned if n_versions > 0 => {
            let at = random.below(n_versions);
            vec![(at, at + 1)]
        }
        Shape::Registry => {
            let from = random.below(version.min(n_versions) + 1);
            let to = if random.one_in(3) { from + random.below(n_versions - from + 1) } else { n_versions };
            vec![(from, to)]
        }
        _ => {
            let from = random.below(n_versions + 1);
            let to = from + random.below(n_versions - from + 1);
            let hole = random.below(n_versions + 1);
            if (from + 1..to).contains(&hole) && random.one_in(2) {
                return vec![(from, hole), (hole + 1, to)];
            }
            vec![(from, to)]
        }
    }
}
