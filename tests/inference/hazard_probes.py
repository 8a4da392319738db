"""The child's side of the hazard laboratory: each probe makes durable-rules do one thing, and may die of it."""

import json
import locale
import os
import resource
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Untyped: TypeAlias = Any  # durable-rules has no types; its objects are named by what they are for

COLLIDING_IDS = ("exam-230545", "exam-1082000")  # two ids with one 32-bit hash
ONE_TEST: Json = {"all": [{"m": {"k": 1}}]}
TWO_TESTS: Json = {"all": [{"m": {"k": 1}}, {"n": {"k": 2}}]}
HOST_STEPS = 3
ENDLESS = 1000

_extension: Any = import_module("durable_rules_engine")


def say(**values: object) -> None:
    """Hand some values to the parent, and at once: the next line may kill this process."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def fire() -> None:
    """Read rules and batches of facts from standard input; say each batch's code, and each match."""
    asked = json.load(sys.stdin)
    try:
        handle = _create(asked["rules"])
        for batch in asked["batches"]:
            code, session = _assert(handle, batch)
            say(code=code)
            for message in _messages(handle, session):
                ((rule, matched),) = json.loads(message).items()
                say(rule=rule, matched=matched)
    except _extension.error as error:
        say(code=int(str(error).rsplit(maxsplit=1)[-1]))


def raise_in_an_action(name: str) -> None:
    """Raise an exception in an action; say what reached the caller, and whether the state kept it."""
    exceptions = {each.__name__: each for each in (ValueError, SystemExit, KeyboardInterrupt)}

    def act(_: object) -> None:
        raise exceptions[name]

    ((error, state),) = _run(_document({"r": ONE_TEST}, act))
    say(reached_the_caller=error, kept_in_the_state="exception caught" in state["exception"])


def assert_an_irrelevant_fact() -> None:
    """Assert a fact that fires, with one that no rule reads; say what was raised, and who ran the action."""
    engine = import_module("durable.engine")
    ran: list[str] = []
    host = engine.Host({"lab": {"r": {**ONE_TEST, "run": lambda _: ran.append(threading.current_thread().name)}}})
    try:
        host.assert_facts("lab", [{"sid": "s", "k": 1}, {"sid": "s", "k": "unread"}])
    except engine.MessageNotHandledException as error:
        say(raised=type(error).__name__, ran=len(ran))
    _wait_for(lambda: bool(ran))
    say(ran=len(ran), on_the_main_thread="MainThread" in ran)


def fire_for_ever() -> None:
    """Fire a rule on the absence of a property; leave after a thousand firings, for it would not."""
    fired = 0

    def act(_: object) -> None:
        nonlocal fired
        fired += 1
        if fired == ENDLESS:
            say(fired=fired)
            os._exit(0)

    _run(_document({"r": {"all": [{"m": {"$nex": {"fever": 1}}}]}}, act))


def share_facts_between_sessions() -> None:
    """Give each of two sessions half of a rule's facts, and say whose facts fired it."""
    handle = _create({"r": TWO_TESTS})
    for number, sid in enumerate(COLLIDING_IDS, start=1):
        _, session = _assert(handle, {"sid": sid, "k": number})
        for message in _messages(handle, session):
            say(sessions=[fact["sid"] for fact in json.loads(message)["r"].values()])


def delete_a_session(state: str) -> None:
    """Delete a session in which a rule fired, or none did."""
    handle = _create({"r": ONE_TEST if state == "fired" else TWO_TESTS})
    _, session = _assert(handle, {"sid": "s", "k": 1})
    say(completed=len(list(_messages(handle, session))))
    _extension.delete_state(handle, "s")
    say(survived=True)


def open_sessions(wanted: str) -> None:
    """Open sessions until one is refused; say which, and touch it once more."""
    handle = _create({"r": ONE_TEST})
    for number in range(1, int(wanted) + 1):
        try:
            _assert(handle, {"sid": str(number), "k": 1})
        except MemoryError:
            say(refused=number)
            _assert(handle, {"sid": str(number), "k": 1, "again": 1})
    say(survived=True)


def forget_a_session(first: str) -> None:
    """Open sessions, delete the first or keep it; say whether the dispatcher still offers the third one's match."""
    handle = _create({"r": ONE_TEST})
    _fire_in_three_sessions(handle)
    if first == "deleted":
        _extension.delete_state(handle, "A")
        _assert(handle, {"sid": "D", "k": "unread"})
    _, session = _assert(handle, {"sid": "C", "k": 1, "again": 1})
    say(offered=_extension.start_action(handle) is not None)
    say(waiting=_extension.start_action_for_state(handle, session) is not None)


def walk_into_a_deleted_session() -> None:
    """Delete the first of three sessions; say whether the dispatcher, if it lives, offers the third one's match."""
    handle = _create({"r": ONE_TEST})
    _fire_in_three_sessions(handle)
    _extension.delete_state(handle, "A")
    _assert(handle, {"sid": "C", "k": 1, "again": 1})
    say(offered=_extension.start_action(handle) is not None)


def share_a_host(seconds: str) -> None:
    """Let four threads use one host, each with sessions of its own; say how many exams went wrong."""
    ran: dict[str, list[str]] = {}
    wrong: list[str] = []
    end = time.monotonic() + float(seconds)

    def act(c: Untyped) -> None:
        ran.setdefault(c.s.sid, []).append(threading.current_thread().name)

    rules = {f"r{k}": {"all": [{"m": {"k": k}}], "run": act} for k in range(HOST_STEPS)}
    host = import_module("durable.engine").Host({"lab": rules})

    def work() -> None:
        me = threading.current_thread().name
        while time.monotonic() < end:
            sid = f"{me} {time.monotonic_ns()}"
            _examine_once(host, sid, wrong)
            if ran.pop(sid, []) != [me] * HOST_STEPS:
                wrong.append(sid)

    _run_in_threads(work, count=4)
    say(wrong=len(wrong))


def _examine_once(host: Untyped, sid: str, wrong: list[str]) -> None:
    try:
        host.assert_facts("lab", [{"sid": sid, "k": k} for k in range(HOST_STEPS)])
        host.delete_state("lab", sid)
    except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
        wrong.append(str(error))


def _run_in_threads(work: Callable[[], None], count: int) -> None:
    sys.setswitchinterval(1e-5)
    workers = [threading.Thread(target=work) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def start_a_host() -> None:
    """Start a host and do nothing; say whether it keeps starting threads, and how it can be stopped."""
    host = import_module("durable.engine").Host({"lab": {"r": {**ONE_TEST, "run": lambda _: None}}})
    seen: set[str] = set()

    def are_many() -> bool:
        seen.update(each.name for each in threading.enumerate() if each is not threading.main_thread())
        return len(seen) > len(("dispatcher", "timers")) * 2

    _wait_for(are_many)
    say(keeps_starting_threads=are_many(), stops=[name for name in ("stop", "close", "join") if hasattr(host, name)])


def register_a_name_twice() -> None:
    """Define three rulesets of one name, the third after first use; say who complained, and which rules ran."""
    lang = import_module("durable.lang")
    ran: list[str] = []

    def define(word: str) -> None:
        with lang.ruleset("lab"):
            lang.when_all(lang.m.k == 1)(lambda _: ran.append(word))

    define("first")
    define("second")
    lang.assert_fact("lab", {"sid": "1", "k": 1})
    define("third")
    try:
        lang.assert_fact("lab", {"sid": "2", "k": 1})
    except Exception as error:  # noqa: BLE001 - the library raises a bare Exception
        say(complaint=str(error))
    lang.assert_fact("lab", {"sid": "3", "k": 1})
    say(ran=ran)


def compare_under_locale(name: str) -> None:
    """Compare 3.7 with 3.0 under a locale, and say the code: 0 when it is more, 1 when it is not."""
    try:
        locale.setlocale(locale.LC_NUMERIC, name)
    except locale.Error:
        say(missing=name)
        return
    handle = _create({"r": {"all": [{"m": {"$gt": {"x": 3.0}}}]}})
    say(code=_assert(handle, {"sid": "s", "x": 3.7})[0])


def let_the_clock_jump(seconds: str) -> None:
    """Move the library's clock in the first of two actions; say how many ran, and whether the caller was told."""
    engine: Any = import_module("durable.engine")
    now = 0.0
    ran: list[float] = []

    def act(_: object) -> None:
        nonlocal now
        ran.append(now)
        now += float(seconds)

    engine._unix_now = lambda: now  # noqa: SLF001 - a test may not move the clock of the machine
    told = _run(_document({"first": ONE_TEST, "second": ONE_TEST}, act))
    say(ran=len(ran), told=len(told))


def retract_a_premise() -> None:
    """Derive a fact from another, take that one back, and say what is left."""

    def act(c: Untyped) -> None:
        if c.m.k == 1:
            c.assert_fact({"k": 2})

    ruleset = _document({"r": ONE_TEST, "s": {"all": [{"m": {"k": 2}}]}}, act)
    _run(ruleset)
    ruleset.retract_fact({"sid": "s", "k": 1})
    say(left=[fact["k"] for fact in ruleset.get_facts("s")])


def run_with_warnings_as_errors() -> None:
    """Run one action while warnings are errors; say how often it ran, and what the caller was told."""
    warnings.simplefilter("error")
    ran: list[int] = []
    ((error, _),) = _run(_document({"r": ONE_TEST}, lambda _: ran.append(1)))
    say(ran=len(ran), told=type(error).__name__)


def weigh(what: str, after: str) -> None:
    """Use a hundred rules thirty times, what was used being kept or deleted; say the megabytes left by each use."""
    tests = [{"$and": [{"c": code}, {"$gte": {"v": bound}}]} for code in range(40) for bound in range(5)]
    rules = {f"r{n}": {"all": [{f"m{i}": tests[(n + 41 * i) % 200]} for i in range(1 + n % 4)]} for n in range(100)}
    uses = {
        "session": _use_sessions(_create(rules)),
        "ruleset": _use_rulesets(rules),
        "ruleset with a session": _use_both(rules),
    }
    use = uses[what]
    use("warm", after)
    before = _resident_megabytes()
    for number in range(30):
        use(str(number), after)
    say(megabytes=(_resident_megabytes() - before) / 30)


def _use_sessions(handle: int) -> Callable[[str, str], None]:
    def use(sid: str, after: str) -> None:
        facts = [{"sid": sid, "c": code, "v": code % 5} for code in range(40)]
        list(_messages(handle, _assert(handle, facts)[1]))
        if after == "deleted":
            _extension.delete_state(handle, sid)

    return use


def _use_rulesets(rules: Json) -> Callable[[str, str], None]:
    def use(_: str, after: str) -> None:
        handle = _create(rules)
        if after == "deleted":
            _extension.delete_ruleset(handle)

    return use


def _use_both(rules: Json) -> Callable[[str, str], None]:
    def use(sid: str, after: str) -> None:
        handle = _create(rules)
        _use_sessions(handle)(sid, after)
        _extension.delete_ruleset(handle)

    return use


def _resident_megabytes() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _create(rules: Json) -> int:
    handle: int = _extension.create_ruleset("lab", json.dumps(rules))
    return handle


def _assert(handle: int, facts: Json | list[Json]) -> tuple[int, int]:
    call = _extension.assert_facts if isinstance(facts, list) else _extension.assert_fact
    code, session = call(handle, json.dumps(facts))
    return code, session


def _messages(handle: int, session: int) -> Iterator[str]:
    started = _extension.start_action_for_state(handle, session)
    message = started[1] if started else None
    while message is not None:
        yield message
        message = _extension.complete_and_start_action(handle, session)


def _fire_in_three_sessions(handle: int) -> None:
    for sid in "ABC":
        list(_messages(handle, _assert(handle, {"sid": sid, "k": 1})[1]))


def _document(rules: Json, act: Callable[[Untyped], None]) -> Untyped:
    engine = import_module("durable.engine")
    return engine.Ruleset("lab", None, {name: {**rule, "run": act} for name, rule in rules.items()})


def _run(ruleset: Untyped) -> list[tuple[Any, Any]]:
    told: list[tuple[Any, Any]] = []
    session = ruleset.assert_fact({"sid": "s", "k": 1})
    ruleset.do_actions(session, lambda error, state: told.append((error, state)))
    return told


def _wait_for(is_done: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not is_done() and time.monotonic() < end:
        time.sleep(0.01)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is the answer, and leaves no file behind
    probe, *arguments = sys.argv[1:]
    globals()[probe](*arguments)
