//! How a machine gets what it lacks.

use serde::Serialize;

/// What an operator does about a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "way")]
#[non_exhaustive]
pub enum Remedy {
    /// Install packages of the operating system.
    Packages {
        /// The program that does it, where it is known for this machine.
        manager: Option<PackageManager>,
        /// Their names.
        packages: Vec<String>,
    },
    /// Install a distribution from the index, by the requirement's line.
    Distribution {
        /// The line: `xattr>=0.9.2`, or the project's extra: `glance_store[s3]`.
        line: String,
    },
    /// Read the page that says how.
    Page {
        /// Its address.
        address: String,
    },
}

/// The program that installs packages of an operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PackageManager {
    /// Debian and Ubuntu.
    AptGet,
    /// Fedora and Red Hat.
    Dnf,
    /// SUSE.
    Zypper,
    /// Arch.
    Pacman,
    /// Alpine.
    Apk,
    /// Gentoo.
    Emerge,
}

impl PackageManager {
    /// That of the nearest of these distributions.
    pub fn of(distributions: &[String]) -> Option<Self> {
        distributions.iter().find_map(|id| match id.as_str() {
            "debian" | "ubuntu" => Some(Self::AptGet),
            "fedora" | "rhel" | "centos" | "rocky" | "almalinux" => Some(Self::Dnf),
            "suse" | "opensuse" | "sles" | "opensuse-leap" | "opensuse-tumbleweed" => Some(Self::Zypper),
            "arch" => Some(Self::Pacman),
            "alpine" => Some(Self::Apk),
            "gentoo" => Some(Self::Emerge),
            _ => None,
        })
    }

    /// The words of a command line that come before the names of the packages to install.
    pub fn command(self) -> &'static [&'static str] {
        match self {
            Self::AptGet => &["apt-get", "install"],
            Self::Dnf => &["dnf", "install"],
            Self::Zypper => &["zypper", "install"],
            Self::Pacman => &["pacman", "-S"],
            Self::Apk => &["apk", "add"],
            Self::Emerge => &["emerge"],
        }
    }

    /// What bindep calls the platform.
    pub(super) fn bindep_profile(self) -> &'static str {
        match self {
            Self::AptGet => "dpkg",
            Self::Dnf => "redhat",
            Self::Zypper => "suse",
            Self::Pacman => "arch",
            Self::Apk => "apk",
            Self::Emerge => "gentoo",
        }
    }
}
