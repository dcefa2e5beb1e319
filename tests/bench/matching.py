"""How fast a country's directory answers: understanding and ranking beside rapidfuzz, SQLite FTS5 and tantivy.

`python -m tests.bench.matching [entries]` writes a synthetic directory once, then measures it in a fresh process.
"""

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
from rapidfuzz import process

from knowledge.entries import Snapshot, StoredEntries
from knowledge.matcher import Matcher, telling_names
from knowledge.places import Places
from knowledge.resource import Audience, Resource
from knowledge.taxonomy import Taxonomy
from knowledge.text import normalise
from knowledge.training import utterances
from knowledge.words import Analyser
from tests.knowledge.samples import TODAY, sample_directory

COUNTRY_TOWNS = 1_741
QUESTIONS = 400
CARE = ("any", "ask", "none", "suction;tube-feeding", "ventilator;tracheostomy;suction", "oxygen;seizure-rescue")
CAPACITIES = ("open", "open", "waiting", "unknown", "full")


def towns_of_a_country() -> list[str]:
    """As many six-digit codes as Japan has municipalities, the sample's towns among them."""
    real = [*Taxonomy.load().municipalities]
    made = [f"{prefecture:02}{number:03}0" for prefecture in range(1, 48) for number in range(100, 140)]
    return [*real, *made][:COUNTRY_TOWNS]


def synthetic_entries(count: int) -> Iterator[Resource]:
    """Entries whose texts are mixed from the sample's sentences, spread over the country. Seeded."""
    rng = random.Random(7)
    samples = [entry for entry in sample_directory() if not entry.is_national]
    sentences = sorted({s + "。" for entry in samples for s in entry.description.split("。") if s})
    heads = sorted({entry.name.split()[-1] for entry in samples})
    towns = towns_of_a_country()
    for number in range(count):
        base = rng.choice(samples)
        town = rng.choice(towns)
        served = (town,) if rng.random() < 0.9 else tuple(dict.fromkeys([town, *rng.sample(towns, 3)]))
        name = f"{rng.choice(heads)[:6]}{rng.choice(heads)[-5:]}{number}号"
        yield replace(
            base,
            id=f"jp-{number:06}",
            name=name,
            organization=f"{rng.choice(heads)}会",
            description="".join(rng.sample(sentences, 3)),
            care_types_accepted=tuple(rng.choice(CARE).split(";")),
            municipalities_served=served if rng.random() < 0.98 else ("prefecture",),
            municipality_located=town,
            capacity=rng.choice(CAPACITIES),
            verified_on=TODAY - timedelta(days=rng.randrange(420)),
            verified_by="coordinator",
            valid_until=None,
        )


def questions(with_town: bool) -> list[str]:
    rng = random.Random(11)
    asked = rng.sample([u.text for u in utterances() if u.topic != "none"], QUESTIONS)
    rambling = "いつもお世話になっております。長文ですみません。" * 3
    texts = [text if number % 10 else rambling + text for number, text in enumerate(asked)]
    return [f"横須賀市です。{text}" if with_town else text for text in texts]


class QuickAnalyser(Analyser):
    """Each sentence analysed once: the synthetic texts repeat a few thousand."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[str, list[str]] = {}

    def content(self, plain: str) -> list[str]:
        words: list[str] = []
        for piece in plain.replace("\n", "。").split("。"):
            if piece not in self._seen:
                self._seen[piece] = super().content(piece)
            words += self._seen[piece]
        return words


def build(folder: Path, count: int) -> None:
    taxonomy = Taxonomy.load()
    Snapshot.write(folder, synthetic_entries(count), taxonomy, telling_names(), analyser=QuickAnalyser())


def places() -> Places:
    return Places(Taxonomy.load().municipalities.values())


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)]


def timed(asked: Sequence[str], answer: Callable[[str], object]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, each question's best of three."""
    best = [float("inf")] * len(asked)
    for _ in range(3):
        for number, text in enumerate(asked):
            begin = time.perf_counter()
            answer(text)
            best[number] = min(best[number], time.perf_counter() - begin)
    median, last = percentiles(best)
    return median * 1000, last * 1000


def measure(folder: Path) -> None:
    """In a fresh process: cold start, memory, and time per question."""
    me = psutil.Process()
    begin = time.perf_counter()
    snapshot = Snapshot(folder)
    matcher = Matcher(Taxonomy.load(), snapshot.directory, places(), snapshot.index)

    def ask(text: str) -> object:
        return matcher.answer(matcher.understand(text), Audience.FAMILY, TODAY)

    ask("訪問看護を探しています")
    started = time.perf_counter() - begin
    report(f"cold start to the first answer {started:.2f} s")
    for label, with_town in (("with a town", True), ("nationwide", False)):
        median, last = timed(questions(with_town), ask)
        report(f"understand + rank, {label:12} p50 {median:.2f} ms  p99 {last:.2f} ms")
    long = "夜も眠れず、吸引が続いて、手続きもわからず困っています。" * 180
    begin = time.perf_counter()
    ask(long[:5000])
    report(f"a message of 5,000 characters {1000 * (time.perf_counter() - begin):.1f} ms")
    report(f"resident memory {me.memory_info().rss / 2**20:.0f} MB for {len(matcher.directory):,} entries")


def compare(folder: Path) -> None:
    """The same entries and questions by other means, in this process."""
    ids = tuple((folder / "ids.txt").read_text(encoding="utf-8").split("\n"))
    stored = StoredEntries(folder, ids)
    texts = {entry_id: f"{entry.name} {entry.description}" for entry_id, entry in stored.items()}
    asked = questions(with_town=False)
    few = asked[: max(4, 4_000_000 // max(1, len(texts)) // 3)][:40]
    median, last = timed(few, lambda text: process.extract(text, texts, limit=3))
    report(f"rapidfuzz process.extract        p50 {median:.1f} ms  p99 {last:.1f} ms  ({len(few)} questions)")
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table entries using fts5(text, tokenize='trigram')")
    base.executemany("insert into entries(text) values (?)", ((text,) for text in texts.values()))

    def full_text(text: str) -> object:
        grams = " OR ".join(f'"{text[at : at + 3]}"' for at in range(len(text) - 2) if '"' not in text[at : at + 3])
        return base.execute(
            "select rowid from entries where entries match ? order by rank limit 3", (grams,)
        ).fetchall()

    median, last = timed(asked[: len(few)], full_text)
    report(f"SQLite FTS5 (trigram)            p50 {median:.1f} ms  p99 {last:.1f} ms")
    _tantivy(texts, asked)
    _trigrams(texts, asked[: len(few)])


def _tantivy(texts: dict[str, str], asked: Sequence[str]) -> None:
    try:
        import tantivy  # noqa: PLC0415 - no dependency of ours, measured where it is at hand
    except ImportError:
        report("tantivy                          skipped: not installed (pip install tantivy)")
        return
    analyser = QuickAnalyser()
    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="whitespace").build()
    index = tantivy.Index(schema)
    writer = index.writer()
    for text in texts.values():
        writer.add_document(tantivy.Document(text=" ".join(analyser.content(normalise(text)))))
    writer.commit()
    index.reload()
    searcher, plain = index.searcher(), Analyser()

    def search(text: str) -> object:
        words = " ".join(plain.content(normalise(text))).translate(dict.fromkeys(map(ord, '+-"():^[]{}~*?\\/'), " "))
        return searcher.search(index.parse_query(words or "x", ["text"]), 3)

    median, last = timed(asked, search)
    report(f"tantivy (Sudachi words)          p50 {median:.2f} ms  p99 {last:.2f} ms")


def _trigrams(texts: dict[str, str], asked: Sequence[str]) -> None:
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        report("PostgreSQL pg_trgm               skipped: TEST_DATABASE_URL names no server")
        return
    import psycopg  # noqa: PLC0415 - only where a server is at hand

    try:
        with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
            connection.execute("create extension if not exists pg_trgm")
            connection.execute("create temporary table entries (text text)")
            with connection.cursor().copy("copy entries from stdin") as copy:
                for text in texts.values():
                    copy.write_row((text,))
            connection.execute("create index on entries using gist (text gist_trgm_ops)")
            query = "select text from entries order by text <-> %s limit 3"
            median, last = timed(asked, lambda text: connection.execute(query, (text,)).fetchall())
            connection.rollback()
    except psycopg.Error as error:
        report(f"PostgreSQL pg_trgm               skipped: {str(error).splitlines()[0]}")
        return
    report(f"PostgreSQL pg_trgm               p50 {median:.1f} ms  p99 {last:.1f} ms")


def report(line: str) -> None:
    print(line, flush=True)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "snapshot"
        begin = time.perf_counter()
        build(folder, count)
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
        report(f"{count:,} entries written in {time.perf_counter() - begin:.0f} s, {size:.0f} MB on disk")
        subprocess.run([sys.executable, "-m", "tests.bench.matching", "--measure", str(folder)], check=True)
        compare(folder)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
