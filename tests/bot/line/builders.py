"""Entries, catalogue and effects for the tests of the LINE channel; what does not matter is filled in."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.texts import Texts
from knowledge.resource import Directory, Resource
from routing.case import EntryRef
from routing.effects import Choice, Part, Say, Text

TODAY = date(2026, 11, 21)
NAMES = {
    "short-stay": "短期入所",
    "ventilator": "人工呼吸器",
    "142085": "逗子市",
    "preschool": "小学校への就学前",
}


def named(code: str, _locale: str) -> str:
    return NAMES.get(code, code)


TEXTS = Texts(named)

PLACE = Resource(
    id="ym-061",
    name="短期入所 ひなたのクレヨン",
    name_kana="タンキニュウショ ヒナタノクレヨン",
    organization="社会福祉法人 ひなたのクレヨン",
    topics=("short-stay",),
    care_types_accepted=("ventilator",),
    municipalities_served=("142085",),
    municipality_located="142085",
    age_min_months=None,
    age_max_months=None,
    life_stages=("preschool",),
    description="人工呼吸器の子も泊まれる短期入所。1日2人まで。",
    description_easy="子どもが とまる所です。呼吸の機械の 子も とまれます。",
    how_to_apply="市で受給者証の申請をしてから契約。",
    eligibility="",
    fee="原則1割負担",
    hours="MO-FR 09:00-17:00; PH off",
    phone="000-0000-0061",
    url="https://www.example.jp/ym/061",
    email="ym061@example.jp",
    capacity="waiting",
    referral="municipality",
    languages=("ja",),
    verified_on=date(2026, 10, 21),
    verified_by="provider_self",
    source_note="この欄は支援者だけが見る。",
    valid_until=None,
    version=3,
)


def entry(entry_id: str = "ym-061", **changed: Any) -> Resource:
    return replace(PLACE, id=entry_id, **changed)


def emergency_line(number: str, name: str) -> Resource:
    return entry(f"nat-{number.strip('#')}", name=name, phone=number, url=None, hours="24/7", capacity="open")


def ref(entry_id: str = "ym-061", *reasons: tuple[str, str], by_arrangement: bool = False) -> EntryRef:
    return EntryRef(entry_id, 3, reasons, by_arrangement)


def say(*parts: Part, choices: tuple[Choice, ...] = ()) -> Say:
    return Say("conversation-1", parts, choices)


def label(words: str) -> Text:
    """A button's label with these words behind 電話： (a sentence with one free argument)."""
    return Text("entry-phone", {"phone": words})


def directory(*entries: Resource) -> Directory:
    return Directory.of(entries)
