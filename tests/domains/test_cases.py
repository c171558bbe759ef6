"""Every worked example of every register comes out as written, and no rule, clock or metric is without one."""

from pathlib import Path

import pytest
from django.apps import apps

import fazhi
from domains.casefile import disagreements
from fazhi.engine.register import registers

DOMAINS = Path(fazhi.__file__).parent / "domains"
FILES = {f"{path.parent.parent.name}/{path.stem}": path for path in sorted(DOMAINS.glob("*/cases/*.yaml")) if path.stem != "limits"}
DECLARED = {
    f"{model._meta.app_label}/{code.lower()}" for code, model in registers().items() if model.__module__.startswith("fazhi.domains.")
}


@pytest.mark.parametrize("name", sorted({*FILES, *DECLARED}))
def test_worked_examples_come_out_as_written(name, units):
    domain = name.partition("/")[0]
    if not apps.is_installed(f"fazhi.domains.{domain}"):
        pytest.skip(f"领域 {domain} 没有装在这份设置里")
    assert name in FILES, f"台账没有例子：请写 src/fazhi/domains/{domain}/cases/{name.partition('/')[2]}.yaml"
    found = disagreements(FILES[name], units)

    assert not found, f"{name}：{len(found)}处\n" + "\n".join(f"  {number}. {each}" for number, each in enumerate(found, 1))
