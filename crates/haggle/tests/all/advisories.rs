//! A file of OSV entries that the manifest names: the veto and the criterion then know.

use crate::copied::{copied, said};
use serde_json::Value;

const FIXED: &str = r#"[{"id": "GHSA-1", "published": "2025-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "boto3"},
  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}]}]}]"#;

#[test]
fn a_file_of_advisories_answers_what_was_unknown() {
    let folder = copied();
    let folder = folder.path();
    let manifest = std::fs::read_to_string(folder.join("haggle.toml")).unwrap();
    std::fs::write(folder.join("haggle.toml"), format!("{manifest}advisories = \"osv.json\"\n")).unwrap();
    let open = FIXED.replace(", {\"fixed\": \"1.2\"}", "");
    for (text, verdict, evidence, recent) in [
        ("[]", "pass", "osv.json: no advisory against it", 0.0),
        (FIXED, "pass", "osv.json: 1 known, all fixed", 1.0),
        (open.as_str(), "fail", "unfixed: boto3 (osv.json: 1 known, without a fix: GHSA-1)", 1.0),
    ] {
        std::fs::write(folder.join("osv.json"), text).unwrap();
        let shown = said(folder, &["evaluate", "store-s3", "--format", "json", "--no-records"], "");
        let evaluation: Value = serde_json::from_str(&shown.out).unwrap();
        let problem = &evaluation["features"][0]["placing"]["problem"];
        let find = |list: &str, id: &str| {
            problem[list].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
        };
        let veto = find("vetoes", "advisory");
        assert_eq!((&veto["verdict"], &veto["evidence"]), (&verdict.into(), &evidence.into()));
        assert_eq!(find("facts", "advisories")["quantity"]["point"], recent);
    }
    std::fs::write(folder.join("osv.json"), "[\n{\"id\": \"A\"}]").unwrap();
    let refused = said(folder, &["evaluate", "--no-records"], "");
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("osv.json:2:11: not a list of OSV entries: missing field `published`"),
        "{}",
        refused.err
    );
}
