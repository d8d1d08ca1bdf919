"""Seeded universes: a few packages with a few releases each, and a root that asks for some of them."""

from ..inputs import Inputs, WORDS

CATEGORIES = ["ranges", "backtracking", "prereleases", "extras", "requires-python", "yanked", "markers", "local", "resolution"]
VERSIONS = ["0.1.0", "0.9", "1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.1.0", "3.0.0"]
MARKERS = ["sys_platform == 'linux'", "sys_platform == 'win32'", "sys_platform != 'win32'", "python_version < '3.13'",
           "python_version >= '3.13'", "platform_machine == 'x86_64'", "os_name == 'posix'", "implementation_name == 'pypy'"]


class Universes(Inputs):
    """A source of scenarios."""

    def bound(self, versions: list[str], tight: float) -> str:
        version = self.choice(versions)
        public = version.partition("+")[0]
        if self.chance(tight):
            return self.one(f"=={version}", f"<{public}", f">={public}", f"~={public}")
        return self.one("", "", f">={public}", f"<{public}", f"!={version}", f">={public},<9", f"<={public}")

    def requirement(self, name: str, versions: list[str], tight: float, extras: list[str], markers: float) -> str:
        extra = f"[{self.choice(extras)}]" if extras and self.chance(0.4) else ""
        text = name + extra + self.bound(versions, tight)
        return f"{text} ; {self.choice(MARKERS)}" if self.chance(markers) else text

    def versions(self, category: str) -> list[str]:
        found = sorted(self.sample(VERSIONS, self.randint(1, 4)))
        if category == "prereleases":
            found = [version + self.one("", "", "a1", "rc1", ".dev2") for version in found]
        if category == "local":
            found = [version + self.one("", "", "+local", "+cpu.1", ".post1") for version in found]
        return found

    def scenario(self, mode: str) -> dict:
        category = self.choice(["markers", "markers", "requires-python", "ranges", "extras"] if mode == "universal" else CATEGORIES)
        names = sorted(self.sample(WORDS, self.randint(3, 6)))
        tight = 0.7 if category == "backtracking" else 0.3
        markers = 0.45 if category == "markers" else 0.0
        versions = {name: self.versions(category) for name in names}
        extras = {name: self.sample(["fast", "test"], self.randint(0, 2)) if category == "extras" else [] for name in names}
        packages = {}
        for at, name in enumerate(names):
            releases = {}
            for version in versions[name]:
                release = {}
                others = names[at + 1 :] if self.chance(0.8) else [other for other in names if other != name]

                def requirements(most: int) -> list[str]:
                    wanted = self.sample(others, min(len(others), self.randint(0, most)))
                    return [self.requirement(other, versions[other], tight, extras[other], markers) for other in wanted]

                if requires := requirements(2):
                    release["requires"] = requires
                if extras[name]:
                    release["extras"] = {extra: requirements(2) for extra in sorted(extras[name])}
                if category == "requires-python" and self.chance(0.5):
                    # uv reads no upper bound where the answer is for all Pythons from one on.
                    upper = [] if mode == "universal" else ["<3.13", ">=3.9,<3.14"]
                    release["requires_python"] = self.one(">=3.8", ">=3.12", ">=3.13", ">=3.14", *upper)
                if category == "yanked" and self.chance(0.3):
                    release["yanked"] = True
                releases[version] = release
            packages[name] = {"versions": releases}
        if self.chance(0.06):
            del packages[names[-1]]
        roots = self.sample(names, self.randint(1, 3))
        requires = [self.requirement(name, versions[name], tight / 2, extras[name], markers / 2) for name in sorted(roots)]
        resolution = self.one("lowest", "lowest-direct") if category == "resolution" else "highest"
        prereleases = self.one("default", "default", "allow") if category == "prereleases" else "default"
        return {
            "category": category,
            "environment": {"python": "3.12"},
            "root": {"requires_python": ">=3.12" if mode == "universal" else None, "requires": requires},
            "options": {"mode": mode, "prereleases": prereleases, "resolution": resolution},
            "packages": packages,
        }
