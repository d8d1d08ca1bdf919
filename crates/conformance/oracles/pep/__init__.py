"""Versions, specifiers, markers, requirements, names: asked of `packaging`."""
