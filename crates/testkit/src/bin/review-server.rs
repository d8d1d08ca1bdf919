//! `review-server PROJECT...`: a review server with empty projects, for a script. It prints its address, and runs until its standard
//! input ends.

use std::io::Read as _;

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
        server.add(&project, "main", &[("list.txt", b"1\n2\n3\n"), (".gitreview", settings.as_bytes())]);
    }
    println!("{}", server.url());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
