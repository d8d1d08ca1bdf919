//! One question about the pull requests of many repositories: GitHub's search, by its GraphQL API, which gives what is asked of each; by
//! its REST API for who is not logged in, which gives their numbers.
//!
//! Pull requests are found by the beginning of their branches, which a push makes first: also those of a run that was killed before it put
//! labels on them. The search learns of a new pull request after a while: what it does not show yet is found by its branch.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use haggle_govern::data::ProjectName;
use haggle_govern::day::Day;
use serde_json::{Value, json};

use super::pull::Pull;
use crate::change::Change;
use crate::error::{ReviewError, ReviewErrorKind};
use crate::http::encoded;
use crate::server::Server;

/// The pull requests of two searches, those that are open and those that were closed lately, a hundred of each at once.
const QUERY: &str = include_str!("search.graphql");
/// The most results of a page.
const PAGE: usize = 100;
/// The most pages that are read: a search gives a thousand results.
const MOST_PAGES: usize = 10;
/// How long closed pull requests are of interest, in seconds: four weeks.
const LATELY: u64 = 28 * 24 * 60 * 60;

/// What is searched for, once for each owner of repositories: pull requests from branches that begin with `prefix`. What several owners in
/// one search mean, all or any, is not the same on every server.
fn searches(prefix: &str, projects: &[ProjectName]) -> Vec<String> {
    let owners: BTreeSet<&str> =
        projects.iter().filter_map(|project| project.as_str().split('/').next()).collect();
    let terms = |owner| format!("is:pr head:{} user:{owner}", prefix.trim_end_matches('/'));
    owners.into_iter().map(terms).collect()
}

/// That a pull request was closed in the last four weeks.
fn lately() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Day::of_seconds(now.saturating_sub(LATELY)).map_or_else(String::new, |day| format!(" closed:>={day}"))
}

/// The pull requests from branches that begin with `prefix`, in these repositories. Of those that an owner's repositories closed lately, the
/// newest thousand.
pub(super) fn search(
    server: &Server,
    prefix: &str,
    projects: &[ProjectName],
) -> Result<Vec<Change>, ReviewError> {
    let mut changes = Vec::new();
    for terms in searches(prefix, projects) {
        changes.extend(search_one(server, &terms, prefix, projects)?);
    }
    Ok(changes)
}

fn search_one(
    server: &Server,
    terms: &str,
    prefix: &str,
    projects: &[ProjectName],
) -> Result<Vec<Change>, ReviewError> {
    let mut changes = Vec::new();
    let open = format!("{terms} is:open sort:updated-desc");
    let closed = format!("{terms} is:closed{} sort:updated-desc", lately());
    // The cursor of each search; nothing once it is at its end.
    let mut after = [Some(Value::Null), Some(Value::Null)];
    for _ in 0..MOST_PAGES {
        let cursor = |at: usize| after[at].clone().unwrap_or_default();
        let variables = json!({
            "open": open, "afterOpen": cursor(0), "moreOpen": after[0].is_some(),
            "closed": closed, "afterClosed": cursor(1), "moreClosed": after[1].is_some(),
        });
        let body = json!({ "query": QUERY, "variables": variables });
        let answer = server.http.ask("POST", "/graphql", Some(&body))?.json("")?;
        if let Some(said) = answer["errors"][0]["message"].as_str() {
            return Err(ReviewError::new(server.url.clone(), ReviewErrorKind::Refused, said));
        }
        for (after, part) in after.iter_mut().zip(["open", "closed"]).filter(|(after, _)| after.is_some()) {
            let found = &answer["data"][part];
            changes.extend(read(server, found, prefix, projects)?);
            let page = &found["pageInfo"];
            *after = (page["hasNextPage"] == true).then(|| page["endCursor"].clone());
        }
        if after == [None, None] {
            return Ok(changes);
        }
    }
    if after[0].is_none() { Ok(changes) } else { Err(server.malformed("", "its search does not end")) }
}

/// The pull requests of a page that are in one of these repositories.
fn read(
    server: &Server,
    found: &Value,
    prefix: &str,
    projects: &[ProjectName],
) -> Result<Vec<Change>, ReviewError> {
    let malformed = || server.malformed("", "its search cannot be read");
    let mut changes = Vec::new();
    // What may not be seen is null.
    for node in found["nodes"].as_array().ok_or_else(malformed)?.iter().filter(|node| !node.is_null()) {
        let (name, pull) = Pull::of_graph(node).ok_or_else(malformed)?;
        let project = projects.iter().find(|project| project.as_str() == name);
        if let Some(project) = project.filter(|project| pull.is_own(project, prefix)) {
            changes.push(pull.change(&server.url, project).ok_or_else(malformed)?);
        }
    }
    Ok(changes)
}

/// The numbers of the pull requests from branches that begin with `prefix`, by repository, as who is not logged in can search for them;
/// nothing where this server does not let them.
pub(super) fn numbers<'a>(
    server: &Server,
    rest: &str,
    prefix: &str,
    projects: &'a [ProjectName],
) -> Result<Option<BTreeMap<&'a ProjectName, BTreeSet<u64>>>, ReviewError> {
    let mut found: BTreeMap<&ProjectName, BTreeSet<u64>> = BTreeMap::new();
    let both = |terms: String| [format!("{terms} is:open"), format!("{terms} is:closed{}", lately())];
    for sought in searches(prefix, projects).into_iter().flat_map(both) {
        let sought = encoded(&sought);
        for page in 1..=MOST_PAGES {
            let path = format!("{rest}/search/issues?q={sought}&sort=updated&per_page={PAGE}&page={page}");
            let answer = server.http.get(&path)?;
            if matches!(answer.status, 401 | 403 | 404 | 422) {
                return Ok(None);
            }
            let answer = answer.json("")?;
            let malformed = || server.malformed("", "its search cannot be read");
            let items = answer["items"].as_array().ok_or_else(malformed)?;
            if answer["incomplete_results"] == true {
                return Ok(None);
            }
            for item in items {
                let number = item["number"].as_u64().ok_or_else(malformed)?;
                // No address of an answer is asked: its end says which repository it is.
                let url = item["repository_url"].as_str().ok_or_else(malformed)?;
                let is_its = |project: &&ProjectName| url.ends_with(&format!("/repos/{}", project.as_str()));
                if let Some(project) = projects.iter().find(is_its) {
                    found.entry(project).or_default().insert(number);
                }
            }
            if items.len() < PAGE {
                break;
            }
        }
    }
    Ok(Some(found))
}
