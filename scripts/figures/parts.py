"""All parts of the bench by name, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.figures import building, flat, graph, growth, memory, peers, start, warm
from scripts.figures.setting import Part, Plot

PARTS: Mapping[str, Part] = {
    "start": Part("冷启动提问", "整个进程的历时与 CPU 时间(中位数)，各命令轮流运行；首轮用来写缓存，不计。", start.measure),
    "warm": Part("温热提问", "同一进程里逐题轮流提问，第一遍不计。“含分词与编码”与“只打分”是任何混合检索的下限。", warm.measure),
    "build": Part("构建各阶段", "单进程 CPU 时间(中位数)，与 jieba 把同一文本切一遍轮流测量；阶段不含其内的另一阶段。", building.measure),
    "graph": Part("SPARQL 命名查询", "得到带类型的行，与 pyoxigraph 运行同一查询并取出各解轮流测量；不用上次的答案。", graph.measure),
    "search": Part(
        "向量检索", "围绕 200 个中心的随机向量，256 维，取前 100；“读一遍内存”按本机复制带宽推算。", flat.measure,
        Plot(
            ("段落数", "passages"),
            {"本系统 ms": "this store, ms", "裸 FAISS(逐一) ms": "bare flat FAISS, ms", "读一遍内存 ms": "reading memory, ms"},
        ),
    ),
    "memory": Part("内存", "整个进程的峰值。", memory.measure),
    "growth": Part(
        "规模增长", "由真实规划的条款重组出的规划(`scripts.make_corpus`)，每部约 7,000 字；各构建一次。", growth.measure,
        Plot(
            ("规划数", "plans"),
            {"构建 CPU s": "build, CPU s", "每部 CPU s": "build per plan, CPU s", "温热提问 ms": "warm question, ms"},
        ),
    ),
    "peers": Part("与其他做法比较", "同样的段落、同样的题，逐题轮流；证据句落在第几个条款。各法的段落按条款归并后取前 10。", peers.measure),
}  # fmt: skip
