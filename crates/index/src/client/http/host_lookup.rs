//! One look-up a host.
//!
//! Some sixteen connections to one host begin at once, and a name server that drops one of so many questions
//! holds its connection up for seconds. The addresses are therefore asked for once and kept while the client
//! lives, which is as long as a command runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// The addresses of one host; whoever comes first fills them in while the others wait.
type Addresses = Arc<Mutex<Vec<SocketAddr>>>;

#[derive(Debug, Default)]
pub(super) struct HostLookup {
    system: DefaultResolver,
    hosts: Mutex<BTreeMap<String, Addresses>>,
}

impl Resolver for HostLookup {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let key = format!("{:?} {:?}", uri.scheme(), uri.authority());
        let host =
            Arc::clone(self.hosts.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        let mut known = host.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_empty() {
            let found = self.system.resolve(uri, config, timeout)?;
            known.extend(found.iter());
            return Ok(found);
        }
        let mut addresses = self.empty();
        known.iter().for_each(|address| addresses.push(*address));
        Ok(addresses)
    }
}
