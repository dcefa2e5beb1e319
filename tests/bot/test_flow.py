"""`tsunagu flow`: the example regions under every model, as a drawing that parses and a table for a paper."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.flow.mermaid import mermaid
from bot.flow.steps_table import steps_table
from bot.flow.words import Words, turns_at, windows_of, written
from bot.region import load, shipped
from bot.texts import Texts
from knowledge.taxonomy import Taxonomy
from routing.duty import Hours
from routing.effects import Text
from routing.flow.build import flow_of
from routing.flow.graph import Flow, Node
from routing.flow.models import MODEL_STEPS
from routing.policy import Rule

TODAY = date(2026, 11, 21)
TAXONOMY = Taxonomy.load()
WORDS = Words(Texts(TAXONOMY.label), TAXONOMY)
NODE = re.compile(
    r'^        (\w+)(?:\(\[|\[\[|\[\(|\[/|\{\{|\(\(|\[|\(|>)"([^"]*)"(?:\]\)|\]\]|\)\]|/\]|\}\}|\)\)|\]|\))$'
)
EDGE = re.compile(r'^    (\w+) -->(?:\|"[^"]*"\|)? (\w+)$')
CASES = list(product(shipped(), sorted(MODEL_STEPS)))


def drawn(name: str, model: str) -> Flow:
    region = load(name)
    return flow_of(replace(region.policy(0, {}), intake_model=model), windows_of(region, TODAY))


@pytest.mark.parametrize(("name", "model"), CASES)
def test_the_drawing_declares_every_step_that_an_arrow_names(name: str, model: str) -> None:
    flow = drawn(name, model)

    lines = mermaid(flow, WORDS).splitlines()

    assert lines[0] == "flowchart TD"
    declared = [found[1] for line in lines if (found := NODE.match(line))]
    arrows = [found.groups() for line in lines if (found := EDGE.match(line))]
    other = [line for line in lines[1:] if not NODE.match(line) and not EDGE.match(line)]
    assert len(declared) == len(set(declared)) == len(flow.nodes)
    assert len(arrows) == len(flow.edges)
    assert {end for arrow in arrows for end in arrow} <= set(declared)
    assert all(re.fullmatch(r'    (subgraph stage_\w+\["[^"]+"\]|end)', line) for line in other)
    assert sum("subgraph" in line for line in other) == sum(line == "    end" for line in other)


@pytest.mark.parametrize(("name", "model"), CASES)
@pytest.mark.parametrize("render", [mermaid, steps_table])
def test_each_desk_person_outside_desk_and_escalation_step_is_shown(
    name: str, model: str, render: Callable[[Flow, Words], str]
) -> None:
    region = load(name)
    policy = region.policy(0, {})

    shown = render(drawn(name, model), WORDS)

    wanted = [desk.name for desk in policy.desks]
    wanted += [name for turns in windows_of(region, TODAY).turns.values() for _, names in turns for name in names]
    wanted += [policy.name_of(one) for one in policy.supervisors]
    wanted += [desk.name for desk in policy.outside if desk.id in policy.fallback]
    for told, kind in ((policy.clocks, "open"), (policy.urgent_clocks, "wall")):
        for step in ("remind", "substitute", "whole_desk", "supervisors"):
            wanted.append(WORDS(Text(f"flow-clock-{step.replace('_', '-')}")))
            span = getattr(told, step)
            assert span is not None, f"{name} shows every step of its clocks"
            wanted.append(WORDS(Text(f"flow-span-{kind}", {"span": WORDS.span(span)})))
    assert [one for one in wanted if one not in shown] == []


@pytest.mark.parametrize(("name", "model"), CASES)
def test_the_numbers_of_the_table_run_on_and_lead_to_rows_that_are_there(name: str, model: str) -> None:
    flow = drawn(name, model)

    rows = [line.split("|") for line in steps_table(flow, WORDS).splitlines() if re.match(r"\| \d", line)]

    numbers = [row[1].strip() for row in rows]
    assert numbers == [str(number) for number in range(1, len(flow.nodes) + 1)]
    following = {number for row in rows for number in re.findall(r"\d+", re.sub("（[^）]*）", "", row[5]))}
    assert following <= set(numbers)


def test_who_is_on_duty_stands_at_the_desk_by_weekday() -> None:
    """Monday the 23rd is a holiday; the weeks after it tell who has Mondays."""
    turns = dict(turns_at(load("kodama"), "kikan", TODAY))

    assert turns[0] == turns[2] == ("桑枝 みのり（架空）",)
    assert turns[3] == ("時計坂 りん（架空）",)
    assert set(turns) == {0, 1, 2, 3, 4}


def test_the_two_desks_of_tama_show_who_runs_them_and_what_the_family_chooses() -> None:
    shown = steps_table(drawn("tama", "one_stop"), WORDS)

    assert "市町の直営" in shown
    assert "委託（社会福祉法人 たぬき郵便（架空））" in shown
    assert "家族が窓口と人を選ぶ。「任せる」も選べる" in shown
    assert "市町の職員と委託の人が、一件を二人で受け持てる" in shown


@pytest.mark.parametrize(
    ("minutes", "said"), [(10, "10分"), (60, "1時間"), (465, "7時間45分"), (120, "2時間"), (61, "1時間1分")]
)
def test_a_span_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert WORDS.span(timedelta(minutes=minutes)) == said


def test_what_a_rule_is_about_stands_in_words() -> None:
    rule = Rule(requesters=("hospital",), urgencies=("caregiver_crisis", "soft"), towns=("142018",), first=True)
    policy = replace(load("yokosuka-miura").policy(0, {}), rules=(rule,))

    node = flow_of(policy, windows_of(load("yokosuka-miura"), TODAY)).nodes["rule_1"]

    (said,) = WORDS.who(node)
    crisis = TAXONOMY.urgency["caregiver_crisis"].label_ja
    assert said == f"当てはまるもの：横須賀市、病院・診療所の職員、{crisis}、soft"


def test_a_lunch_break_parts_the_hours() -> None:
    hours = Hours(("MO", "TU"), time(8, 30), time(17, 15), breaks=((time(12), time(13)),))

    assert written(hours) == "MO,TU 08:30-12:00; MO,TU 13:00-17:15; PH off"
    assert written(replace(hours, breaks=(), open_on_holidays=True)) == "MO,TU 08:30-17:15"


def test_signs_of_a_name_cannot_break_the_drawing() -> None:
    flow = Flow("one_stop")
    flow.add(Node("a", "desk", "desk", Text("flow-desk", {"desk": '窓口"]; <b>#1'})))

    (line,) = [line for line in mermaid(flow, WORDS).splitlines() if line.startswith("        a")]

    assert NODE.match(line)
    assert "<b>" not in line


def test_the_command_prints_both_or_one_of_them() -> None:
    def printed(*options: str) -> str:
        result = CliRunner().invoke(app, ["flow", "--region", "kodama", *options])
        assert result.exit_code == 0, result.output
        return result.stdout

    both, only_drawing, only_table = printed(), printed("--mermaid"), printed("--table")

    assert only_drawing.startswith("flowchart TD\n")
    assert "flowchart" not in only_table
    assert both == f"{only_table}{only_drawing}"


def test_a_model_that_does_not_exist_is_refused() -> None:
    result = CliRunner().invoke(app, ["flow", "--model", "lottery"])

    assert result.exit_code == 2
    assert "'lottery': expected some of" in result.output
