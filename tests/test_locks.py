"""What the environment holds is what the locks pin, the installers included."""

import re
from importlib.metadata import PackageNotFoundError, version

import pytest

from portal.environment import BASE_DIR

INSTALLERS = ("pip", "setuptools", "wheel")


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) ", (BASE_DIR / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", INSTALLERS)
def test_an_installer_is_pinned_or_not_there(name):
    try:
        found = version(name)
    except PackageNotFoundError:
        return
    assert found == pinned("requirements-dev.lock").get(name)


def test_each_lock_pins_the_installer_and_both_agree():
    runtime, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert "pip" in runtime
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_environment_of_the_portal_drops_what_its_lock_does_not_pin():
    """Python's own `venv` brings a setuptools along, whose version nobody chose."""
    assert "setuptools" not in pinned("requirements.lock")
    assert re.search(
        r"^grep .*setuptools.* pip uninstall .* setuptools", (BASE_DIR / "scripts/environment.sh").read_text(), re.M
    )
