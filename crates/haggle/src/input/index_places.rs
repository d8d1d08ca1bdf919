//! Which places are asked beside the default index, from the command line, the variables of uv and pip, and pip's configuration.

use clap::ValueEnum as _;
use haggle_index::{IndexLocation, IndexStrategy, LinksLocation};

use crate::output::failure::Failure;

/// Options that name places beside the default index.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PlaceArguments {
    /// Address of an index to ask before the default one; of several, in this order
    #[arg(long, value_name = "URL")]
    pub index: Vec<String>,
    /// The same as `--index`, by pip's name
    #[arg(long, value_name = "URL")]
    pub extra_index_url: Vec<String>,
    /// Whose files count where several indexes have a project
    #[arg(long, value_enum, value_name = "STRATEGY")]
    pub index_strategy: Option<StrategyArgument>,
    /// A folder of files, or a page that links to them, to take files from beside the indexes
    #[arg(short, long, value_name = "PATH|URL")]
    pub find_links: Vec<String>,
    /// Ask no index: take files from `--find-links` alone
    #[arg(long)]
    pub no_index: bool,
}

/// Whose files count where several indexes have a project, by uv's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StrategyArgument {
    /// Those of the first index that has it: nobody can take the place of a project by a higher version on a later index
    FirstIndex,
    /// Those of all indexes, but any release of an earlier index comes before those of later ones
    UnsafeFirstMatch,
    /// Those of all indexes alike, whoever publishes there
    UnsafeBestMatch,
}

/// What says so. The command line comes before variables, those of uv before pip's, and those before pip's files.
pub struct PlaceSettings<'a> {
    /// The command line, with what files of requirements say.
    pub arguments: &'a PlaceArguments,
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// A setting of pip's configuration.
    pub pip: &'a dyn Fn(&str) -> Option<String>,
}

impl PlaceSettings<'_> {
    /// Whether no index is asked.
    pub fn no_index(&self) -> Result<bool, Failure> {
        if self.arguments.no_index {
            return Ok(true);
        }
        let named = self.first(&["UV_NO_INDEX", "PIP_NO_INDEX"], "no-index");
        named.map_or(Ok(false), |(name, text)| match text.trim().to_ascii_lowercase().as_str() {
            "1" | "y" | "yes" | "t" | "true" | "on" => Ok(true),
            "0" | "n" | "no" | "f" | "false" | "off" => Ok(false),
            _ => Err(Failure::new(format!("`{name}={text}` is neither true nor false"))),
        })
    }

    /// The indexes that are asked before the default one.
    pub fn extra_indexes(&self) -> Result<Vec<IndexLocation>, Failure> {
        let PlaceArguments { index, extra_index_url, .. } = self.arguments;
        let given = index.iter().map(|text| ("--index", text));
        let given = given.chain(extra_index_url.iter().map(|text| ("--extra-index-url", text)));
        let mut named: Vec<(&str, String)> = given.map(|(name, text)| (name, text.clone())).collect();
        if named.is_empty() {
            let variables = ["UV_INDEX", "UV_EXTRA_INDEX_URL", "PIP_EXTRA_INDEX_URL"];
            if let Some((name, text)) = self.first(&variables, "extra-index-url") {
                named.extend(text.split_whitespace().map(|url| (name, url.to_owned())));
            }
        }
        let location = |(name, text): (&str, String)| {
            IndexLocation::new(without_name(&text))
                .map_err(|error| Failure::new(format!("{error} (from {name})")))
        };
        named.into_iter().map(location).collect()
    }

    /// The pages and folders of files.
    pub fn links(&self) -> Result<Vec<LinksLocation>, Failure> {
        let mut named: Vec<(&str, String)> =
            self.arguments.find_links.iter().map(|text| ("--find-links", text.clone())).collect();
        if named.is_empty()
            && let Some((name, text)) = self.first(&["UV_FIND_LINKS", "PIP_FIND_LINKS"], "find-links")
        {
            // uv separates them by commas.
            let is_end =
                |character: char| character.is_whitespace() || name.starts_with("UV") && character == ',';
            let places = text.split(is_end).filter(|place| !place.is_empty());
            named.extend(places.map(|place| (name, place.to_owned())));
        }
        let location = |(name, text): (&str, String)| {
            LinksLocation::new(&text).map_err(|error| {
                let error = Failure::new(format!("{error} (from {name})"));
                error.hint("a folder or file that is there, or a URL, is a place of links")
            })
        };
        named.into_iter().map(location).collect()
    }

    /// Whose files count.
    pub fn strategy(&self) -> Result<IndexStrategy, Failure> {
        let given = match (self.arguments.index_strategy, (self.variable)("UV_INDEX_STRATEGY")) {
            (Some(given), _) => given,
            (None, None) => StrategyArgument::FirstIndex,
            (None, Some(text)) => StrategyArgument::from_str(&text, false).map_err(|_| {
                let failure = Failure::new(format!("`UV_INDEX_STRATEGY={text}` is not a strategy"));
                failure.hint("`first-index`, `unsafe-first-match` and `unsafe-best-match` are")
            })?,
        };
        Ok(match given {
            StrategyArgument::FirstIndex => IndexStrategy::FirstIndex,
            StrategyArgument::UnsafeFirstMatch => IndexStrategy::UnsafeFirstMatch,
            StrategyArgument::UnsafeBestMatch => IndexStrategy::UnsafeBestMatch,
        })
    }

    /// The first variable that is set, or the setting of pip, with its name.
    fn first<'n>(&self, variables: &[&'n str], setting: &'n str) -> Option<(&'n str, String)> {
        let variable = variables.iter().find_map(|name| Some((*name, (self.variable)(name)?)));
        variable.or_else(|| Some((setting, (self.pip)(setting)?)))
    }
}

/// The URL of `name=URL`, as uv writes indexes.
fn without_name(text: &str) -> &str {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    match text.split_once('=') {
        Some((name, url)) if !name.is_empty() && name.chars().all(is_part) => url,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arguments: &PlaceArguments, variables: &[(&str, &str)], pip: &[(&str, &str)], expected: &str) {
        let value = |of: &[(&str, &str)], name: &str| {
            of.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned())
        };
        let settings = PlaceSettings {
            arguments,
            variable: &|name| value(variables, name),
            pip: &|name| value(pip, name),
        };
        let shown = |settings: &PlaceSettings<'_>| -> Result<String, Failure> {
            Ok(format!(
                "{:?} {:?} {:?} {}",
                settings.extra_indexes()?,
                settings.links()?,
                settings.strategy()?,
                settings.no_index()?
            ))
        };
        let found = shown(&settings).unwrap_or_else(|failure| failure.to_string());
        assert_eq!(found, expected, "{variables:?} {pip:?}");
    }

    #[test]
    fn the_command_line_comes_before_variables_and_those_before_files() {
        let none = PlaceArguments::default();
        check(&none, &[], &[], "[] [] FirstIndex false");
        let pip = [("extra-index-url", "http://a/\nhttp://b/"), ("find-links", "/"), ("no-index", "true")];
        check(
            &none,
            &[],
            &pip,
            "[IndexLocation(http://a/), IndexLocation(http://b/)] [LinksLocation(file:///)] FirstIndex true",
        );
        let variables = [
            ("UV_INDEX", "mine=http://u:p@c/?token=x http://d/s"),
            ("PIP_EXTRA_INDEX_URL", "http://e/"),
            ("UV_FIND_LINKS", "http://f/l,http://g/"),
            ("UV_INDEX_STRATEGY", "unsafe-best-match"),
            ("PIP_NO_INDEX", "0"),
        ];
        check(
            &none,
            &variables,
            &pip,
            "[IndexLocation(http://c/), IndexLocation(http://d/s/)] [LinksLocation(http://f/l), LinksLocation(http://g/)] \
             UnsafeBestMatch false",
        );
        let given = PlaceArguments {
            index: vec!["http://h/".to_owned()],
            extra_index_url: vec!["http://i/".to_owned()],
            find_links: vec!["http://j/".to_owned()],
            index_strategy: Some(StrategyArgument::FirstIndex),
            no_index: true,
        };
        check(
            &given,
            &variables,
            &pip,
            "[IndexLocation(http://h/), IndexLocation(http://i/)] [LinksLocation(http://j/)] FirstIndex true",
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let none = PlaceArguments::default();
        let strategy = [("UV_INDEX_STRATEGY", "safe")];
        check(&none, &strategy, &[], "`UV_INDEX_STRATEGY=safe` is not a strategy");
        check(&none, &[("PIP_NO_INDEX", "maybe")], &[], "`PIP_NO_INDEX=maybe` is neither true nor false");
        let index = [("PIP_EXTRA_INDEX_URL", "ftp://u:p@h/")];
        let words = "`ftp://h/` is not an address of a package index: only `http`, `https`, `file` and folders are supported (from \
                     PIP_EXTRA_INDEX_URL)";
        check(&none, &index, &[], words);
    }
}
