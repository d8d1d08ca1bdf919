//! One question about the pull requests of many repositories: GitHub's search, by its GraphQL API, which gives what is asked of each.

use std::collections::BTreeSet;

use haggle_govern::data::ProjectName;
use serde_json::{Value, json};

use super::pull::Pull;
use crate::change::Change;
use crate::error::{ReviewError, ReviewErrorKind};
use crate::server::Server;

/// The open pull requests of a search, a hundred at once, and beside the first of them the newest hundred that are closed.
const QUERY: &str = include_str!("search.graphql");
/// The most pages that are read: a search gives a thousand results.
const MOST_PAGES: usize = 10;

/// The pull requests with the label of a topic, from branches that begin with `prefix`, in these repositories.
///
/// The search learns of a new pull request after a while: what it does not show yet is found by its branch.
pub(super) fn search(
    server: &Server,
    topic: &str,
    prefix: &str,
    projects: &[ProjectName],
) -> Result<Vec<Change>, ReviewError> {
    let owners: BTreeSet<&str> =
        projects.iter().filter_map(|project| project.as_str().split('/').next()).collect();
    let owners = owners.into_iter().collect::<Vec<_>>().join(" user:");
    let of = |state: &str| format!("is:pr is:{state} label:\"{topic}\" user:{owners} sort:updated-desc");
    let mut changes = Vec::new();
    if projects.is_empty() {
        return Ok(changes);
    }
    let mut after = Value::Null;
    for _ in 0..MOST_PAGES {
        let variables =
            json!({ "open": of("open"), "closed": of("closed"), "after": after, "more": !after.is_null() });
        let body = json!({ "query": QUERY, "variables": variables });
        let answer = server.http.ask("POST", "/graphql", Some(&body))?.json("")?;
        if let Some(said) = answer["errors"][0]["message"].as_str() {
            return Err(ReviewError::new(server.url.clone(), ReviewErrorKind::Refused, said));
        }
        let malformed = || server.malformed("", "its search cannot be read");
        for part in ["open", "closed"] {
            let nodes = answer["data"][part]["nodes"].as_array();
            if nodes.is_none() && (part == "open" || after.is_null()) {
                return Err(malformed());
            }
            // What may not be seen is null.
            for node in nodes.into_iter().flatten().filter(|node| !node.is_null()) {
                let (name, pull) = Pull::of_graph(node).ok_or_else(malformed)?;
                let project = projects.iter().find(|project| project.as_str() == name);
                if let Some(project) = project.filter(|project| pull.is_own(project, prefix)) {
                    changes.push(pull.change(&server.url, project).ok_or_else(malformed)?);
                }
            }
        }
        let page = &answer["data"]["open"]["pageInfo"];
        if page["hasNextPage"] != true {
            return Ok(changes);
        }
        after = page["endCursor"].clone();
    }
    Err(server.malformed("", "its search does not end"))
}
