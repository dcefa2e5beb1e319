"""The log: to standard error, ids and codes only. As lines for people, or one JSON object a line for machines."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

LINE_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
FIELDS = ("event", "sending", "case")  # ids that a record may bear, by which one finds all of a matter


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Never a traceback: it may hold what somebody wrote."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "from": record.name, "said": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        known = {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        return json.dumps(line | known, ensure_ascii=False)


def log_to_stderr(env: Mapping[str, str], *, verbose: bool) -> None:
    """The libraries below would log more at finer levels, so they stay quiet."""
    handler = logging.StreamHandler(sys.stderr)
    as_json = env.get("TSUNAGU_LOG_FORMAT", "").strip().lower() == "json"
    handler.setFormatter(JsonLines() if as_json else logging.Formatter(LINE_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("tsunagu").setLevel(logging.INFO if verbose else logging.WARNING)
