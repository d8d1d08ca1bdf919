//! Generators, oracles and servers for the tests of haggle.
