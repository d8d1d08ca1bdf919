"""Dependency resolution in small universes: asked of `uv`, and of `pip` where it has the mode."""
