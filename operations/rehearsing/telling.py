"""结论: what stands out in the figures, in plain words; nothing is said where there is nothing to say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.labels import label
from core.vocabulary import Step, Tier

_SOME = 0.2


def sentences(figures: Mapping[str, Any]) -> list[str]:
    """The paragraph, sentence by sentence, in the language of the moment."""
    return [*_ends(figures), *_clock(figures), *_late(figures), *_load(figures), *_waits(figures), *_turns(figures)]


def _ends(figures: Mapping[str, Any]) -> Iterator[str]:
    cases, settled = figures["cases"], figures["settled"]
    found = {tier: settled["by_tier"][tier]["count"] for tier in Tier}
    every = sum(found.values())
    if every:
        tier = max(found, key=lambda one: found[one])
        yield _("Of %(opened)s cases %(every)s came to a result; most of them, %(part)s, at: %(tier)s.") % {
            "opened": cases["opened"], "every": every, "part": _share(found[tier], every), "tier": label(tier),
        }  # fmt: skip
        days = settled["all"]
        yield _("Half of the results were there within %(median)s working days, nine of ten within %(p90)s.") % {
            "median": f"{days['median']:g}", "p90": days["p90"],
        }  # fmt: skip
    if cases["still_open"]:
        yield _("%(count)s cases were not over when the rehearsal ended.") % {"count": cases["still_open"]}


def _clock(figures: Mapping[str, Any]) -> Iterator[str]:
    """Where the clock decides more than people do."""
    for tier in Tier:
        one = figures["tiers"][tier]
        over = one["visits"] - one["still_open"]
        if over and one["by_the_clock"] / over >= _SOME:
            yield _("%(tier)s: %(part)s of the cases left it only because the term ran out.") % {
                "tier": label(tier), "part": _share(one["by_the_clock"], over),
            }  # fmt: skip


def _late(figures: Mapping[str, Any]) -> Iterator[str]:
    """The step whose term is missed most often, of those that come often."""
    rates = {
        step: fates.get("reminded", 0) / (fates.get("met", 0) + fates.get("reminded", 0))
        for step, fates in figures["steps"].items()
        if step != Step.TIER_REFERRAL  # its clock only reminds, by the rule
        and fates.get("met", 0) + fates.get("reminded", 0) >= 10
    }
    if rates and (worst := max(rates, key=lambda step: rates[step])) and rates[worst] >= _SOME:
        yield _("The term that is missed most often: %(step)s (%(part)s ran out and were only reminded of).") % {
            "step": label(Step(worst)), "part": f"{rates[worst]:.0%}",
        }  # fmt: skip


def _load(figures: Mapping[str, Any]) -> Iterator[str]:
    load, names, days = figures["load"], figures["organizations"], figures["days"]
    if not load or not days["workdays"]:
        return
    code, one = next(iter(load.items()))
    yield _("The greatest load lies with %(name)s: %(mean)s acts on an average working day, %(most)s on %(day)s.") % {
        "name": names[code], "mean": f"{one['acts'] / days['workdays']:.1f}", "most": one["greatest"], "day": one["on"],
    }  # fmt: skip


def _waits(figures: Mapping[str, Any]) -> Iterator[str]:
    if figures["waits"]:
        worst, names = figures["waits"][0], figures["organizations"]
        yield _("%(waiting)s waited longest: %(days)s working days in all, for %(name)s (%(times)s times).") % {
            "waiting": names[worst["waiting"]], "name": names[worst["for"]], "days": worst["days"],
            "times": worst["times"],
        }  # fmt: skip


def _turns(figures: Mapping[str, Any]) -> Iterator[str]:
    happened = figures["happened"]
    if happened["reneged"]:
        yield _("%(count)s times a department went back on a result or a view with nothing new.") % {
            "count": happened["reneged"]
        }
    if happened["warnings"]:
        yield _("%(count)s warnings and %(reminders)s reminders were sent.") % {
            "count": happened["warnings"], "reminders": happened["reminders"],
        }  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"
