//! `docs` makes the page of external requirements, holds a project's page against the catalogue, and renews its generated part.

use std::fs;

use crate::copied::{copied, said};

const PAGE: &str = "glance/doc/source/admin/requirements.rst";

#[test]
fn a_written_page_is_held_against_the_catalogue_by_names() {
    let folder = copied();
    let said_of_it = said(folder.path(), &["docs", "--check"], "");
    assert_eq!(said_of_it.code, Some(1), "{}", said_of_it.err);
    assert!(
        said_of_it.out.contains("does not name `lhafile`, which is to be set up for: Image decompression")
    );
    // The page names it in a comment alone.
    assert!(!said_of_it.out.contains("dnspython"), "{}", said_of_it.out);

    let path = folder.path().join(PAGE);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n* lhafile, pydevd, Barbican\n")).unwrap();
    let said_of_it = said(folder.path(), &["docs", "--check"], "");
    assert_eq!((said_of_it.code, said_of_it.out.as_str()), (Some(0), "1 page: nothing differs\n"));

    fs::write(&path, format!("{text}\n* lhafile, pydevd, barbican, dnspython\n")).unwrap();
    let said_of_it = said(folder.path(), &["docs", "--check"], "");
    assert_eq!(said_of_it.code, Some(1));
    assert!(
        said_of_it.out.contains("the page names `dnspython`, which no code uses any more"),
        "{}",
        said_of_it.out
    );
    assert!(said_of_it.out.contains("| * lhafile, pydevd, barbican, dnspython"), "{}", said_of_it.out);
}

#[test]
fn a_generated_part_is_renewed_and_nothing_else() {
    let folder = copied();
    let path = folder.path().join(PAGE);
    let refused = said(folder.path(), &["docs", "glance", "--write"], "");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("has no generated part to renew"), "{}", refused.err);

    let page = said(folder.path(), &["docs", "glance"], "").out;
    fs::write(&path, format!("{page}\nMine.\n")).unwrap();
    assert_eq!(said(folder.path(), &["docs", "--check"], "").code, Some(0));

    let catalogue = folder.path().join("features.toml");
    let text = fs::read_to_string(&catalogue).unwrap();
    fs::write(&catalogue, text.replace("while an image is imported", "on import_ *now*")).unwrap();
    let drifted = said(folder.path(), &["docs", "--check"], "");
    assert_eq!(drifted.code, Some(1));
    assert!(drifted.out.contains("+Unpacks LHA archives on import\\_ \\*now\\*."), "{}", drifted.out);
    let renewed = said(folder.path(), &["docs", "--write"], "");
    assert_eq!(renewed.code, Some(0), "{}", renewed.err);
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.ends_with(".. haggle: end\n\nMine.\n"));
    assert!(written.contains("Unpacks LHA archives on import\\_ \\*now\\*."));
    assert_eq!(said(folder.path(), &["docs", "--check"], "").code, Some(0));
}

#[test]
fn markdown_is_the_same_page() {
    let folder = copied();
    let page = said(folder.path(), &["docs", "glance_store", "--markup", "markdown"], "").out;
    assert!(page.starts_with("# External requirements of glance-store\n"), "{page}");
    assert!(page.contains("\n* Install: `pip install 'glance-store[s3]'`\n"), "{page}");
}

#[test]
fn a_project_that_is_not_there_or_has_no_page_is_named() {
    let folder = copied();
    for (arguments, expected) in [
        (vec!["docs", "nova"], "the family has no project `nova`"),
        (vec!["docs", "glance-store", "--check"], "the manifest names no page of openstack/glance_store"),
    ] {
        let said = said(folder.path(), &arguments, "");
        assert_eq!(said.code, Some(2), "{}", said.out);
        assert!(said.err.contains(expected), "{}", said.err);
    }
}
