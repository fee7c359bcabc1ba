"""A learner without a browser: speaks Streamlit's protocol over the websocket.

Good for what the server does (its time, its memory, what it sends) and for many visitors at
once; not for what a page looks like.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Run:
    """One run of a page's script: seconds from asking to its end, bytes that came, error boxes."""

    seconds: float
    bytes: int
    exceptions: int


@dataclass
class Learner:
    """One visit. `widgets`: the last part of a widget's id is its key → (id, kind of element)."""

    url: str  # http://host:port
    query: str = ""
    widgets: dict[str, tuple[str, str]] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)  # id of a widget → its fragment
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _hashes: dict[str, ForwardMsg] = field(default_factory=dict)
    _page: str = ""
    _socket: object = None

    async def visit(self, page: str = "", query: str = "", patience: float = 60) -> Run:
        """Open a page, as by its address, or by the menu where the visit has begun."""
        if self._socket is None:
            address = self.url.replace("http", "ws") + "/_stcore/stream"
            self._socket = await connect(
                address, subprotocols=["streamlit"], max_size=None, compression=None
            )
        self.query, self._page = query, page
        return await self._ask(patience)

    async def choose(self, key: str, patience: float = 60, **value) -> Run:
        """Change the widget with this key, e.g. `string_value="…"` (a field of WidgetState)."""
        at, _ = self.widgets[key]
        self._states[at] = WidgetState(id=at, **value)
        return await self._ask(patience, fragment=self.fragments.get(at, ""))

    async def trigger(self, key: str, event: str, value, patience: float = 60) -> Run:
        """What a component of ours tells, once: `setTriggerValue(event, value)`."""
        at, _ = self.widgets[key]
        told = json.dumps([{"event": event, "value": value}])
        # https://github.com/streamlit/streamlit: one aggregator of triggers for each component
        name = f"$$STREAMLIT_INTERNAL_KEY_{at}__events"
        self._states[name] = WidgetState(id=name, json_trigger_value=told)
        self._states[at] = WidgetState(id=at, json_value="{}")  # as a browser does
        run = await self._ask(patience, fragment=self.fragments.get(at, ""))
        del self._states[name]
        return run

    async def leave(self) -> None:
        """End the visit."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _ask(self, patience: float, fragment: str = "") -> Run:
        message = BackMsg()
        script = message.rerun_script
        script.query_string = self.query
        script.fragment_id = fragment
        script.cached_message_hashes.extend(self._hashes)
        script.page_name = self._page
        script.widget_states.widgets.extend(self._states.values())
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        return await asyncio.wait_for(self._until_over(started), patience)

    async def _until_over(self, started: float) -> Run:
        size = exceptions = 0
        while True:
            data = await self._socket.recv()
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message, kind = self._hashes[message.ref_hash], "delta"
            elif message.metadata.cacheable:
                self._hashes[message.hash] = message
            if kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta":
                exceptions += self._hear(message.delta)
            elif kind == "script_finished" and message.script_finished != EARLY:
                return Run(time.perf_counter() - started, size, exceptions)

    def _hear(self, delta) -> int:
        """Remember a widget's id; 1 for an exception's box."""
        if delta.WhichOneof("type") != "new_element":
            return 0
        kind = delta.new_element.WhichOneof("type")
        at = getattr(getattr(delta.new_element, kind), "id", "") if kind else ""
        if at:
            key = at.split("-", 2)[-1]
            self.widgets[key] = at, kind
            self.fragments[at] = delta.fragment_id
        return int(kind == "exception")
