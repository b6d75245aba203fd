"""Who may know whom: imports are import-linter's matter, everything it does not see stands here."""

import sys
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from tests.architecture.source import layers, packages


def upward(references: Iterable[tuple[str, str, str]]) -> list[str]:
    """Of (from package, to package, what): those that point up or sideways. Packages without a layer are below all."""
    rank = layers()
    return [
        what
        for source, target, what in references
        if source in rank and target in rank and source != target and rank[target] >= rank[source]
    ]


def references() -> Iterable[tuple[str, str, str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model
            if isinstance(field, models.Field) and isinstance(target, type) and issubclass(target, models.Model):
                yield (
                    model._meta.app_label,
                    target._meta.app_label,
                    f"{model._meta.label}.{field.name} → {target._meta.label}",
                )


def test_foreign_keys_point_down() -> None:
    found = list(references())
    assert found
    assert upward(found) == []


def test_a_foreign_key_that_points_up_or_sideways_is_found() -> None:
    assert upward([("cases", "flows", "up"), ("deadlines", "meetings", "sideways"), ("cases", "audit", "down")]) == [
        "up",
        "sideways",
    ]


def test_every_package_has_a_layer_and_every_layer_a_package() -> None:
    assert packages() == set(layers())


def test_no_package_is_named_like_a_standard_module() -> None:
    assert packages() & set(sys.stdlib_module_names) == set()
