//! Which index to ask and how, from the command line, the environment, the manifest and pip.

use std::env;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use haggle_index::{
    Certificates, Connection, CredentialSources, ExchangeListener, HttpSettings, Index, IndexLocation,
    IndexOptions, Refresh,
};
use haggle_spec::PackageName;

use crate::input::build::Builder;
use crate::input::index_lines::IndexLines;
use crate::input::index_places::{PlaceArguments, PlaceSettings};
use crate::input::pip::{PipConfiguration, default_index};
use crate::output::failure::Failure;
use crate::output::terminal;
use crate::output::verbosity::Verbosity;

/// Options of the commands that ask a package index.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct IndexArguments {
    /// Address of the package index (default: `PIP_INDEX_URL`, `UV_DEFAULT_INDEX`, the manifest, pip's own)
    #[arg(long, visible_alias = "default-index", value_name = "URL")]
    pub index_url: Option<String>,
    /// The places beside it
    #[command(flatten)]
    pub places: PlaceArguments,
    /// Where passwords are looked for that neither addresses nor `.netrc` have: the program `keyring` is asked for those of indexes
    #[arg(long, value_enum, value_name = "WHERE")]
    pub keyring_provider: Option<KeyringProvider>,
    /// Folder of stored answers (default: `HAGGLE_CACHE_DIR`, else the user's cache folder)
    #[arg(long, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
    /// Ask nobody: use what the cache holds, whatever its age
    #[arg(long)]
    pub offline: bool,
    /// Store nothing, and use nothing that is stored
    #[arg(short = 'n', long, conflicts_with = "offline")]
    pub no_cache: bool,
    /// Ask again for all that the cache holds
    #[arg(long, conflicts_with = "offline")]
    pub refresh: bool,
    /// Ask again for what the cache holds of a package
    #[arg(long, value_name = "NAME", conflicts_with = "offline")]
    pub refresh_package: Vec<PackageName>,
}

/// Where passwords are looked for, by pip's and uv's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum KeyringProvider {
    /// Nowhere
    Disabled,
    /// The program `keyring` on the path
    Subprocess,
}

impl IndexArguments {
    /// The client that these options ask for, which asks build backends, too, for the metadata of source distributions that have none that
    /// counts, for so long each.
    pub fn open_with_builds(&self, seconds: u64) -> Result<Index, Failure> {
        let builder = Builder::new(self.open(None)?, Duration::from_secs(seconds))?;
        Ok(self.open(None)?.with_builder(Arc::new(builder)))
    }

    /// The same options, with what files say behind them.
    #[must_use]
    pub fn with_lines(&self, lines: &IndexLines) -> Self {
        let mut all = self.clone();
        all.index_url = all.index_url.or_else(|| lines.index_url.clone());
        all.places.extra_index_url.extend_from_slice(&lines.extra_index_urls);
        all.places.find_links.extend_from_slice(&lines.find_links);
        all.places.no_index |= lines.no_index;
        all
    }

    /// The client that these options ask for. `in_manifest` is the address that the manifest names, if any.
    pub fn open(&self, in_manifest: Option<&str>) -> Result<Index, Failure> {
        let settings = PlaceSettings { arguments: &self.places, variable: &variable, pip: &pip_configured };
        let no_index = settings.no_index()?;
        let mut indexes = Vec::new();
        if !no_index {
            indexes = settings.extra_indexes()?;
            indexes.push(self.location(in_manifest)?);
        }
        let links = settings.links()?;
        if no_index && links.is_empty() {
            return Err(Failure::new("`--no-index` leaves nothing to ask").hint("give `--find-links PATH`"));
        }
        let options = IndexOptions {
            indexes,
            strategy: settings.strategy()?,
            links,
            cache_folder: self.cache_folder(),
            connection: if self.offline { Connection::Offline } else { Connection::Online },
            http: http_settings()?,
            n_threads: IndexOptions::DEFAULT_THREADS,
            refresh: if self.refresh {
                Refresh::All
            } else {
                Refresh::Packages(self.refresh_package.iter().cloned().collect())
            },
            credentials: CredentialSources { netrc: netrc_file(), keyring: self.keyring()? },
        };
        let cache = options.cache_folder.clone();
        let index = Index::open(options).map_err(|error| Failure::new(error.to_string()))?;
        terminal::detail(Verbosity::Reads, || {
            let asked =
                if self.offline { "nobody is asked; answers of" } else { "release facts are asked of" };
            let kept = cache
                .map_or("nothing is stored".to_owned(), |folder| format!("stored in {}", folder.display()));
            format!("{asked} {}, {kept}", index.places())
        });
        Ok(index)
    }

    /// The folder of what is kept; nothing where nothing is to be.
    pub fn cache_folder(&self) -> Option<PathBuf> {
        if self.no_cache {
            return None;
        }
        self.cache_dir.clone().or_else(default_cache_folder)
    }

    /// The program to ask for passwords: the option, the variables of uv and pip, pip's configuration.
    fn keyring(&self) -> Result<Option<String>, Failure> {
        if let Some(provider) = self.keyring_provider {
            return Ok((provider == KeyringProvider::Subprocess).then(|| "keyring".to_owned()));
        }
        let named = ["UV_KEYRING_PROVIDER", "PIP_KEYRING_PROVIDER"]
            .into_iter()
            .find_map(|name| Some((name, variable(name)?)))
            .or_else(|| Some(("pip's `keyring-provider`", pip_configured("keyring-provider")?)));
        match named.as_ref().map(|(_, text)| text.as_str()) {
            // pip imports the module where it is installed, and asks it when a server refuses.
            None | Some("disabled" | "auto") => Ok(None),
            Some("subprocess" | "import") => Ok(Some("keyring".to_owned())),
            Some(other) => {
                let name = named.as_ref().map_or("", |(name, _)| name);
                Err(Failure::new(format!("`{name}={other}` is not a provider of passwords"))
                    .hint("`disabled` and `subprocess` are"))
            }
        }
    }

    fn location(&self, in_manifest: Option<&str>) -> Result<IndexLocation, Failure> {
        let sources: [(&str, &dyn Fn() -> Option<String>); 7] = [
            ("--index-url", &|| self.index_url.clone()),
            ("PIP_INDEX_URL", &|| variable("PIP_INDEX_URL")),
            ("UV_DEFAULT_INDEX", &|| variable("UV_DEFAULT_INDEX")),
            ("UV_INDEX_URL", &|| variable("UV_INDEX_URL")),
            ("the manifest", &|| in_manifest.map(str::to_owned)),
            ("pip's configuration", &|| pip_configured("index-url")),
            ("pip's default", &default_index),
        ];
        first_location(&sources)
    }
}

/// The first source that names an address wins, even where the address is wrong: a typing error must not send
/// requests somewhere else.
fn first_location(sources: &[(&str, &dyn Fn() -> Option<String>)]) -> Result<IndexLocation, Failure> {
    for (source, read) in sources {
        if let Some(text) = read() {
            if text.trim().is_empty() {
                return Err(Failure::new(format!("{source} is empty"))
                    .hint("name an index, or leave it out: the manifest, pip's settings and pip's default come after it"));
            }
            return IndexLocation::new(&text).map_err(|error| {
                let failure = Failure::new(format!("{error} (from {source})"));
                if text.contains("://") {
                    failure
                } else {
                    failure.hint(format!("write `https://{text}`, or `./{text}` for a folder"))
                }
            });
        }
    }
    Err(Failure::new(
        "no package index is known: nothing names one, and no pip is installed whose default could be taken",
    )
    .hint("give `--index-url URL`, or set `PIP_INDEX_URL`"))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.trim().is_empty())
}

/// What pip's configuration files say for `pip install`. They are read once.
fn pip_configured(key: &str) -> Option<String> {
    static CONFIGURATION: OnceLock<PipConfiguration> = OnceLock::new();
    CONFIGURATION.get_or_init(PipConfiguration::of_this_user).of_install(key).map(str::to_owned)
}

/// `NETRC`, else the file in the user's folder.
fn netrc_file() -> Option<PathBuf> {
    if let Some(path) = variable("NETRC") {
        return Some(PathBuf::from(path));
    }
    let home = env::home_dir()?;
    [".netrc", "_netrc"].iter().map(|name| home.join(name)).find(|path| path.exists())
}

/// The folder of the cache where no option names one: `HAGGLE_CACHE_DIR`, else the user's.
pub fn default_cache_folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("HAGGLE_CACHE_DIR").filter(|folder| !folder.is_empty()) {
        return Some(folder.into());
    }
    let home = env::home_dir()?;
    let folder = if cfg!(windows) {
        variable("LOCALAPPDATA").map_or_else(|| home.join("AppData/Local"), PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home.join("Library/Caches")
    } else {
        // A relative one is not valid, says the XDG Base Directory Specification.
        let named = variable("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
        named.unwrap_or_else(|| home.join(".cache"))
    };
    Some(folder.join("haggle"))
}

/// Certificates, time-out and retries as pip and uv take them; without any, the system's certificates.
pub fn http_settings() -> Result<HttpSettings, Failure> {
    let listener = ExchangeListener(|line| terminal::detail(Verbosity::Requests, || line.to_owned()));
    let listener = Verbosity::Requests.is_wanted().then_some(listener);
    let mut settings = HttpSettings { listener, ..HttpSettings::default() };
    let file =
        variable("PIP_CERT").or_else(|| variable("REQUESTS_CA_BUNDLE")).or_else(|| pip_configured("cert"));
    if let Some(path) = file {
        settings.certificates = Certificates::File(PathBuf::from(path));
    }
    for name in ["UV_HTTP_TIMEOUT", "PIP_DEFAULT_TIMEOUT"] {
        let Some(text) = variable(name) else { continue };
        let seconds: f64 =
            text.parse().map_err(|_| Failure::new(format!("`{name}={text}` is not a number of seconds")))?;
        settings.timeout = Duration::try_from_secs_f64(seconds)
            .map_err(|_| Failure::new(format!("`{name}={text}` is not a number of seconds")))?;
        break;
    }
    for name in ["UV_HTTP_RETRIES", "PIP_RETRIES"] {
        let Some(text) = variable(name) else { continue };
        let number = text.trim().parse();
        settings.retries =
            number.map_err(|_| Failure::new(format!("`{name}={text}` is not a number of retries")))?;
        break;
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_source_that_speaks_wins() {
        let none = || None;
        let first = || Some("http://localhost:1/simple".to_owned());
        let second = || Some("http://localhost:2/simple".to_owned());
        let location = first_location(&[("a", &none), ("b", &first), ("c", &second)]).unwrap();
        assert_eq!(location.to_string(), "http://localhost:1/simple/");
    }

    #[test]
    fn wrong_address_is_not_passed_over() {
        let wrong = || Some("localhost".to_owned());
        let right = || Some("http://localhost/simple".to_owned());
        let failure = first_location(&[("PIP_INDEX_URL", &wrong), ("c", &right)]).unwrap_err();
        assert!(failure.to_string().ends_with("(from PIP_INDEX_URL)"), "{failure}");
    }

    #[test]
    fn no_source_says_what_to_set() {
        let failure = first_location(&[]).unwrap_err().to_string();
        assert!(failure.starts_with("no package index is known"), "{failure}");
    }
}
