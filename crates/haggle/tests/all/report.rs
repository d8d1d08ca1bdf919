//! `haggle report` writes one page that a browser runs nothing in but its own script, and that holds what `evaluate` says.
//! What it looks like, and what its script does, `outside/report.sh` looks at in Chromium.

#![cfg(feature = "report")]

use std::sync::OnceLock;

use crate::copied::{copied, copied_company, said};
use sha2::{Digest as _, Sha256};

/// The page of the demo, made once.
fn page() -> &'static str {
    static PAGE: OnceLock<String> = OnceLock::new();
    PAGE.get_or_init(|| {
        let folder = copied();
        let words = ["report", "--manifest", "haggle.toml", "-o", "page.html", "--samples", "100"];
        let said = said(folder.path(), &words, "");
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        assert_eq!(said.out, "report: page.html\n");
        std::fs::read_to_string(folder.path().join("page.html")).unwrap()
    })
}

fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split_once(from).unwrap_or_else(|| panic!("the page lacks {from}")).1;
    rest.split_once(to).unwrap().0
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |at: usize, bits: u32| {
        if at > bytes.len() * 8 / 6 { '=' } else { char::from(DIGITS[bits as usize & 63]) }
    };
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| u32::from(byte >> (7 - at % 8)) & 1);
    (0..bytes.len().div_ceil(3) * 4)
        .map(|at| digit(at, (0..6).fold(0, |bits, n| bits << 1 | bit(at * 6 + n))))
        .collect()
}

#[test]
fn the_policy_allows_this_script_and_this_style_alone() {
    let page = page();
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    let policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    let style = hash(between(page, "<style>", "</style>"));
    let script = hash(between(page, "<script>", "</script>"));
    let expected = format!(
        "default-src &#39;none&#39;; style-src &#39;sha256-{style}&#39;; script-src &#39;sha256-{script}&#39; &#39;wasm-unsafe-eval&#39;; \
         base-uri &#39;none&#39;; form-action &#39;none&#39;"
    );
    assert_eq!(policy, expected);
    for attribute in [" style=", " onclick=", " onload=", " src=", "<iframe", "<img", "<link"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    assert!(page.len() <= 400_000, "{} bytes", page.len());
}

#[test]
fn every_feature_says_what_evaluate_says() {
    let page = page();
    let folder = tempfile::tempdir().unwrap();
    let words = ["evaluate", "--demo", "--no-records", "--samples", "100", "--format", "json"];
    let json = said(folder.path(), &words, "").out;
    let evaluation: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut n_values = 0;
    for feature in evaluation["features"].as_array().unwrap() {
        let id = feature["id"].as_str().unwrap();
        let shown = page.split_once(&format!("id=\"feature-{id}\"")).unwrap().1;
        let shown = shown.split("<details class=\"feature\"").next().unwrap();
        for alternative in feature["placing"]["decision"]["alternatives"].as_array().into_iter().flatten() {
            let value = alternative["value"].as_f64().unwrap();
            assert!(shown.contains(&format!("<td class=number>{value:.3}</td>")), "{id}: {value}");
            n_values += 1;
        }
    }
    assert!(n_values > 30);
}

#[test]
fn text_of_others_is_text() {
    let folder = copied();
    for name in ["features.toml", "adoption.toml", "stakeholders.toml", "haggle.toml"] {
        let path = folder.path().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let spoil = |line: &str| -> String {
            let is_text = [
                "title = \"",
                "summary = \"",
                "purpose = \"",
                "source = \"",
                "caveat = \"",
                "illustrative = \"",
                "name = \"The",
            ];
            match is_text.iter().find(|start| line.starts_with(*start)) {
                Some(start) => line.replacen(
                    *start,
                    &format!("{start}</title></script><b x='\\\"'>&amp;\\u202e¶script¶"),
                    1,
                ),
                None => line.to_owned(),
            }
        };
        std::fs::write(&path, text.lines().map(|line| spoil(line) + "\n").collect::<String>()).unwrap();
    }
    let page = said(folder.path(), &["report", "-o", "-", "--samples", "100"], "").out;
    let escaped = "&lt;/title&gt;&lt;/script&gt;&lt;b x=&#39;&quot;&#39;&gt;&amp;amp;\\u{202e}¶script¶";
    assert!(page.matches(escaped).count() > 30, "{}", page.matches(escaped).count());
    assert!(!page.contains("<b x=") && !page.contains('\u{202e}'));
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (3, 3));
}

#[test]
fn the_page_goes_where_it_is_asked_for() {
    let folder = copied_company();
    let said_of = |arguments: &[&str]| said(folder.path(), arguments, "");
    let by_default = said_of(&["report", "--manifest", "haggle.toml", "--samples", "100"]);
    assert_eq!(by_default.out, "report: target/haggle/report.html\n");
    let kept = std::fs::read_to_string(folder.path().join("target/haggle/report.html")).unwrap();
    let printed = said_of(&["report", "--manifest", "haggle.toml", "-o", "-", "--samples", "100"]);
    assert!(printed.out == kept, "the same input gives the same bytes");
    let refused = said_of(&["report", "--manifest", "haggle.toml", "-o", "no/such/folder/page.html"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
}

/// Files of other commands are shown: a change once, with what each file says of it, and linked from the feature and the project that it is
/// about; the batch with its forecast.
#[test]
fn changes_and_the_batch_of_files_are_shown() {
    let folder = copied();
    let drafted = said(
        folder.path(),
        &[
            "place",
            "castellan",
            "--manifest",
            "haggle.toml",
            "--placement",
            "extra",
            "--extra",
            "signing",
            "--override",
            "guarded",
            "--format",
            "json",
        ],
        "",
    );
    let drafts: serde_json::Value = serde_json::from_str(&drafted.out).unwrap();
    let change_id = &drafts["changes"][0]["change_id"];
    std::fs::write(folder.path().join("drafts.json"), &drafted.out).unwrap();
    let review = serde_json::json!({ "schema": 1, "topic": "signing", "changes": [{
        "url": "javascript:alert(1)", "number": 7, "project": "openstack/glance", "branch": "master", "change_id": change_id,
        "subject": drafts["changes"][0]["message"].as_str().unwrap().lines().next(), "revision": "0", "state": "voted",
        "votes": [{ "label": "Code-Review", "value": -1 }], "remark": "" }]});
    std::fs::write(folder.path().join("review.json"), review.to_string()).unwrap();
    let finding = serde_json::json!({ "project": "openstack/glance", "change": { "change": "gone", "path": "amqp.Message" }, "is_certain": true,
        "places": [{ "path": "glance/a.py", "line": 3 }] });
    let forecast = serde_json::json!({ "schema": 1, "pins": [{ "name": "amqp", "from": "5.3.1", "to": "5.4.2", "forecast":
        { "fact": { "value": { "findings": [finding], "n_uses": 4, "n_unknown": 0 }, "source": "wheels", "date": null } } }] });
    std::fs::write(folder.path().join("batch.json"), forecast.to_string()).unwrap();
    let given =
        ["--changes", "drafts.json", "--changes", "review.json", "--pins", "batch.json", "--samples", "100"];
    let words = [&["report", "--manifest", "haggle.toml", "-o", "-"][..], &given].concat();
    let page = said(folder.path(), &words, "").out;
    let changes = between(&page, "<section id=changes", "</section>");
    assert_eq!(changes.matches("class=\"more change\"").count(), 1);
    assert!(
        changes.contains("<span class=kind>voted</span>") && changes.contains("Code-Review -1"),
        "{changes}"
    );
    assert!(
        changes.contains("<ins>+")
            && changes.contains("<p>javascript:alert(1)</p>")
            && !changes.contains("href=\"javascript")
    );
    let feature = between(&page, "id=\"feature-image-signing\"", "<details class=\"feature\"");
    assert_eq!(page.matches("href=\"#change-1\"").count(), 2, "one from the feature, one from the project");
    assert!(feature.contains("href=\"#change-1\""));
    assert!(page.contains(
        "4 uses looked at; 1 breaks for certain, 0 may break<div>openstack/glance: `amqp.Message` is gone"
    ));
    let refused = said(folder.path(), &["report", "--manifest", "haggle.toml", "--pins", "drafts.json"], "");
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("`drafts.json` is not what `pins update --forecast"), "{}", refused.err);
}
