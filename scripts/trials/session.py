"""One visitor of the running app, without a browser: the messages that Streamlit's page and server exchange.

Only for trials; a browser says the same over the same socket (streamlit/proto).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

#: classes of our own pages that mark trouble, and Streamlit's own box for an exception
_TROUBLE = 'class="trouble"'
#: what differs from run to run of the same view
_PASSING = re.compile(r"\d+(?:\.\d+)? ?(?:毫秒|ms|秒)")


@dataclass(frozen=True, slots=True)
class Page:
    """What one run of the script put on the page: its elements in order as text, and how long that took."""

    text: str
    seconds: float
    trouble: bool


class Session:
    """A connection of its own, with the headers of its visitor; `open` one address after the other."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._port, self._headers = port, headers
        self._socket: ClientConnection | None = None
        self._known: dict[str, Any] = {}

    async def __aenter__(self) -> Session:
        from websockets.asyncio.client import connect
        from websockets.typing import Origin, Subprotocol

        self._socket = await connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", origin=Origin(f"http://127.0.0.1:{self._port}"),
            subprotocols=[Subprotocol("streamlit")], additional_headers=self._headers, max_size=None, open_timeout=60, proxy=None,
        )  # fmt: skip
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def open(self, address: str, patience: float = 60.0) -> Page:
        """Run the script with a query string and gather what it puts on the page. Raises TimeoutError."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        assert self._socket is not None
        began = time.perf_counter()
        order = BackMsg()
        order.rerun_script.query_string = address.lstrip("?")
        await self._socket.send(order.SerializeToString())
        async with asyncio.timeout(patience):
            elements = await self._elements()
        text = "\n".join(elements)
        return Page(_PASSING.sub("", text), time.perf_counter() - began, _TROUBLE in text or "exception {" in text)

    async def _elements(self) -> list[str]:
        """Elements of one whole run; a run given up for a rerun starts over."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        assert self._socket is not None
        elements: dict[tuple[int, ...], str] = {}
        while True:
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message, kind = self._known[message.ref_hash], "delta"
            if message.hash:
                self._known[message.hash] = message
            if kind == "new_session":
                elements.clear()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                elements[tuple(message.metadata.delta_path)] = _shown(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return [elements[path] for path in sorted(elements)]


def _shown(element: Any) -> str:
    """An element as text; ids that Streamlit gives anew, and what a box holds (the browser keeps that), are left out."""
    kind = str(element.WhichOneof("type"))
    if kind == "html":
        return str(element.html.body)
    if kind == "markdown":
        return str(element.markdown.body)
    if kind == "exception":
        return f"exception {{ {element.exception.type}: {element.exception.message} }}"
    return kind
