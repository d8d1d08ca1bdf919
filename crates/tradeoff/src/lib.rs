//! Group decisions between few alternatives: criteria, stakeholders, robustness and concessions.
