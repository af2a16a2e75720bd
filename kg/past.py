"""What a stretch of a sentence says was done already: no measure of the plan, whatever verb it opens with."""

from __future__ import annotations

from kg.needles import Sought

#: 完成了X, 先后建立了X; 为了 and 了解 are other words
_DONE = Sought(r"^\w{0,6}?[\u4e00-\u9fff]{2}了(?![解结然])")
#: X已完成; what stands before 的 only describes (已建成的项目)
_ALREADY = Sought(
    r"^(?![对将把在按从使]|通过|依托|利用|围绕)[^,的]{0,16}?已经?(?:全部|全面|基本|累计|初步|先后|成功)?"
    r"(?:建成|完成|实现|形成|建立|引进|获批|出台|开工|投产|落地|启动|签约|达到|培育|成为|超过|覆盖|组建|设立|制定|印发|转向|转入|进入|迈入|处于)[^的]*$"
)
#: words that turn to what will be done
_TURN = Sought("下一步|接下来|今后|继续|进一步|持续|加快|力争|争取|要|将|拟")


def is_done(stretch: str, before: bool) -> bool:
    """Whether a stretch tells of the past; `before`: whether the stretch before it in the same sentence does.

    >>> is_done("完成了普查", False), is_done("引进企业12家", True), is_done("继续优化环境", True)
    (True, True, False)
    """
    if _DONE.search(stretch) or _ALREADY.search(stretch):
        return True
    return before and not _TURN.search(stretch)
