"""A short form that the text gives a name itself means that name wherever it stands."""

from __future__ import annotations

import pytest

from kg.extract import extract
from tests.kg.small import saying


@pytest.mark.parametrize(
    ("sentence", "name", "aliases", "printed"),
    [
        ("委托滨江市创新投资集团有限公司（以下简称“滨创投”）管理基金，滨创投按年报告。", "滨江市创新投资集团有限公司", ("滨创投",), 3),
        ("委托江海引导基金投资有限公司（简称引导基金公司）办理，引导基金公司按年报告。", "江海引导基金投资有限公司", ("引导基金公司",), 3),
        ("委托江海引导基金投资有限公司（以下简称公司）办理，公司按年报告。", "江海引导基金投资有限公司", (), 1),
    ],
)
def test_a_stated_short_form_is_another_name(sentence: str, name: str, aliases: tuple[str, ...], printed: int) -> None:
    (firm,) = [e for e in extract(saying(sentence, "tasks"), rulings=()).entities if e.id.startswith("enterprise/")]
    assert (firm.name, firm.aliases, len(firm.mentions)) == (name, aliases, printed)
