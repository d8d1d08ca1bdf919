"""Group decisions: asked of `scipy`, `numpy`, `pymcdm`, `scikit-criteria` and `pyDecision`, and exact arithmetic from the papers.

Where a rule is exact, `Fraction` computes it from its paper's definition, without a look at this project's Rust. Where a tool has
the method, the numbers here must agree with the tool's, or nothing is written.
"""
