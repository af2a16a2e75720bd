"""The gate before publishing: a plan whose graph breaks the shapes stays outside, and the others go on without it."""

from __future__ import annotations

from collections.abc import Sequence

from index.qa.work import KeptWork


def admit(work: Sequence[KeptWork]) -> tuple[list[KeptWork], list[str]]:
    """The plans that may be published, in order, and one line for each that may not: plan, clause, what to do.

    Of two plans that give one entity different names the later one stays outside.
    """
    from kg.check import Labels
    from kg.nquads import parse

    labels = Labels()
    said: set[bytes] = set()
    admitted: list[KeptWork] = []
    refused: list[str] = []
    for w in work:
        new = [line for line in w.part("common").splitlines(keepends=True) if line not in said]
        wrong = w.summary["violations"] or labels.conflicts(parse(b"".join(new)))
        if wrong:
            refused.append(_refusal(w.id, wrong))
        else:
            admitted.append(w)
            said.update(new)
    return admitted, refused


def _refusal(plan: str, wrong: Sequence[str]) -> str:
    more = f"；此外还有 {len(wrong) - 1} 处" if len(wrong) > 1 else ""
    return f"规划 {plan} 未通过图谱校验，没有收入索引，其余照常：{wrong[0]}{more}；改正规则或在 kg/data/review.csv 驳回所指事实后重新构建"
