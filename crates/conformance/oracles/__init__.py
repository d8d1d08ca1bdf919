"""The parts of `generate.py`: each asks reference implementations about inputs that it makes itself."""
