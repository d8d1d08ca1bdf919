//! `review-server PROJECT...`: a review server with projects, for a script: of each a few lines, or with `PROJECT=FOLDER` the files of a
//! folder on the branch master. It prints its address, and runs until its standard input ends.

use std::io::Read as _;
use std::path::Path;

use haggle_testkit::review_server::{ReviewServer, ReviewStyle};

fn main() {
    let server = ReviewServer::start(ReviewStyle::Gerrit);
    for project in std::env::args().skip(1) {
        let address = server.url();
        let address = address.trim_start_matches("http://");
        let (host, port) = address.split_once(':').unwrap_or((address, "80"));
        let settings = format!(
            "[gerrit]\nhost={host}\nport={port}\nproject={project}\ndefaultbranch=main\nscheme=http\n"
        );
        if let Some((project, folder)) = project.split_once('=') {
            let mut files = Vec::new();
            read(Path::new(folder), "", &mut files);
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
            server.add(project, "master", &files);
            continue;
        }
        server.add(&project, "main", &[("list.txt", b"1\n2\n3\n"), (".gitreview", settings.as_bytes())]);
    }
    println!("{}", server.url());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// The files of a folder, by their paths in it.
fn read(folder: &Path, below: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        match std::fs::read(entry.path()) {
            Ok(bytes) => files.push((path, bytes)),
            Err(_) => read(&entry.path(), &format!("{path}/"), files),
        }
    }
}
