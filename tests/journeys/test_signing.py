"""共同签署: everybody signs exactly the same words; a change that is not signed voids what was signed before."""

import pytest

from audit.models import Event
from cases.agreements import signed_content
from cases.errors import DrafterSigns, SignatureNotAwaited, SignsAlready
from cases.models import Agreement, AgreementSigner, ClauseComment, Outcome, Signature
from core.errors import NotPermitted, Stale
from core.vocabulary import CaseSource, CaseState, OutcomeState, StageResult, Tier
from flows.errors import NotNow
from procedures.files import shipped_pack, text_of
from tests.factories import make_organization, moment
from tests.health import living
from tests.stage_set import Scene, set_the_stage

FIRST = "一、由第一家牵头监管。\n二、其余各家配合执法。"
SECOND = "一、由第一家牵头监管。\n二、其余各家配合执法，按月会商。\n三、每季度报送情况。"


@pytest.fixture
def listed(db: None) -> Scene:
    """Under a procedure that has the parties sign one after the other, as they are listed."""
    text = text_of(shipped_pack("longquanyi"))
    in_any_order, as_listed = (f'[signing_order]\nvalue = "{order}"' for order in ("any", "listed"))
    assert in_any_order in text
    return living(set_the_stage(text=text.replace(in_any_order, as_listed)))


def open_between_departments(scene: Scene) -> None:
    scene.open_case(at="2026-03-02 10:00", by=scene.ecology, source=CaseSource.DEPARTMENT)


def signed_events(scene: Scene) -> list[dict[str, object]]:
    events = Event.objects.filter(kind="agreement.signed", subject_id=scene.case.pk).order_by("sequence")
    return list(events.values_list("data", flat=True))


def test_each_signature_carries_the_digest_of_exactly_what_was_signed(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    agreement = Agreement.objects.get(case=scene.case)
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-03 11:00", version=1)
    digests = set(Signature.objects.values_list("digest", "digest_sm3"))
    assert digests == {(agreement.digest, agreement.digest_sm3)}
    assert len(agreement.digest) == 64
    assert {data["digest"] for data in signed_events(scene)} == {agreement.digest}
    assert scene.case.state == CaseState.SETTLED


def test_a_signature_covers_everything_that_an_outcome_says(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    agreement = Agreement.objects.get(case=scene.case)
    of_the_system = {"id", "case", "stage", "version", "state", "proposed_at", "entry"}
    said = {column.name for column in Outcome._meta.concrete_fields} - of_the_system
    assert said | {"assignments", "further"} == set(signed_content(agreement, agreement.outcome)["outcome"])


def test_a_change_while_signing_voids_the_signatures_and_all_are_asked_again(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 11:00")
    scene.do("sign_agreement", scene.management, at="2026-03-03 12:00")
    scene.do("revise_agreement", scene.ecology, at="2026-03-04 10:00", text=SECOND, change_note="增加会商与报送。")
    assert {org for node, org in scene.waiting() if node == "sign"} == set(scene.district.departments)
    first, second = Agreement.objects.filter(case=scene.case).order_by("version")
    assert (first.version, second.version) == (1, 2)
    assert first.void_at == moment("2026-03-04 10:00")
    assert first.signatures.count() == 2
    assert not second.signatures.exists()
    assert first.digest != second.digest
    assert [outcome.state for outcome in Outcome.objects.order_by("version")] == [
        OutcomeState.VOID, OutcomeState.PROPOSED,
    ]  # fmt: skip
    for department in scene.district.departments:
        scene.do("sign_agreement", department, at="2026-03-05 10:00", version=2)
    assert scene.stages() == [(Tier.NEGOTIATION, StageResult.AGREED)]


def test_who_signs_what_was_changed_meanwhile_is_told_who_changed_it_and_when(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 11:00", text=SECOND)
    scene.do("write_note", scene.management, at="2026-03-03 11:30", text="第三条要再请示。")
    with pytest.raises(Stale) as caught:
        scene.do("sign_agreement", scene.housing, at="2026-03-03 12:00", version=1)
    assert scene.capacity(scene.ecology).person.name in caught.value.text()
    assert "2026-03-03 11:00" in caught.value.text()
    assert not Signature.objects.exists()


def test_comments_on_a_clause_are_answered_with_why(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00", text=FIRST)
    scene.do("comment_on_clause", scene.housing, at="2026-03-03 11:00", clause=2, text="建议写明按月会商。")
    scene.do("comment_on_clause", scene.management, at="2026-03-03 12:00", clause=1, text="建议改为第二家牵头。")
    assert "answer_comment" in scene.offered(scene.ecology)
    taken, declined = ClauseComment.objects.order_by("pk")
    scene.do("answer_comment", scene.ecology, at="2026-03-03 14:00", comment=taken.pk, adopted=True)
    scene.do(
        "answer_comment", scene.ecology, at="2026-03-03 14:05", comment=declined.pk, adopted=False,
        answer="“三定”规定写明由我局牵头。",
    )  # fmt: skip
    assert "answer_comment" not in scene.offered(scene.ecology)
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 15:00", text=SECOND)
    assert list(ClauseComment.objects.order_by("pk").values_list("agreement__version", "adopted")) == [
        (1, True), (1, False),
    ]  # fmt: skip


def test_a_department_found_not_concerned_is_left_out_and_its_being_the_last_completes_the_agreement(
    scene: Scene,
) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 11:00")
    scene.do("sign_agreement", scene.management, at="2026-03-03 12:00")
    scene.do(
        "drop_signer", scene.ecology, at="2026-03-04 10:00", organization=scene.housing.code, reason="不涉及住建。"
    )
    assert scene.case.state == CaseState.SETTLED
    assert AgreementSigner.objects.get(organization=scene.housing).drop_reason == "不涉及住建。"
    assert scene.case.parties.filter(organization=scene.housing).exists()


def test_who_was_left_out_can_be_asked_again_and_stays_out_of_the_next_version_otherwise(scene: Scene) -> None:
    open_between_departments(scene)
    housing = scene.housing.code
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("drop_signer", scene.ecology, at="2026-03-03 11:00", organization=housing)
    assert ("sign", scene.housing) not in scene.waiting()
    assert "drop_signer" not in scene.offered(scene.ecology)
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 12:00")
    assert ("sign", scene.housing) not in scene.waiting()
    scene.do("add_signer", scene.ecology, at="2026-03-03 13:00", organization=housing)
    assert ("sign", scene.housing) in scene.waiting()
    with pytest.raises(NotNow):
        scene.do("add_signer", scene.ecology, at="2026-03-03 14:00", organization=housing)
    for department in scene.district.departments:
        assert scene.case.state == CaseState.OPEN
        scene.do("sign_agreement", department, at="2026-03-04 10:00")
    assert scene.case.state == CaseState.SETTLED


def test_who_drafted_or_has_signed_is_not_left_out(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("sign_agreement", scene.management, at="2026-03-03 11:00")
    with pytest.raises(DrafterSigns):
        scene.do("drop_signer", scene.ecology, at="2026-03-03 12:00", organization=scene.ecology.code)
    with pytest.raises(SignatureNotAwaited):
        scene.do("drop_signer", scene.ecology, at="2026-03-03 12:00", organization=scene.management.code)
    with pytest.raises(NotPermitted):
        scene.do("drop_signer", scene.management, at="2026-03-03 12:00", organization=scene.housing.code)


def test_a_party_that_joins_while_they_sign_must_sign_too(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    latecomer = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("add_party", scene.ecology, at="2026-03-03 11:00", organization=latecomer.code)
    with pytest.raises(NotNow):
        scene.do("add_signer", scene.ecology, at="2026-03-03 12:00", organization=latecomer.code)
    for department in (*scene.district.departments, latecomer):
        assert scene.case.state == CaseState.OPEN
        scene.do("sign_agreement", department, at="2026-03-04 10:00")
    assert scene.case.state == CaseState.SETTLED


def test_where_they_sign_as_listed_each_is_asked_when_its_turn_has_come(listed: Scene) -> None:
    scene = listed
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    for place, department in enumerate(scene.district.departments):
        assert [org for node, org in scene.waiting() if node == "sign"] == [department]
        for other in scene.district.departments[place + 1 :]:
            with pytest.raises(NotPermitted):
                scene.do("sign_agreement", other, at="2026-03-03 11:00")
        scene.do("sign_agreement", department, at="2026-03-03 12:00")
    assert scene.case.state == CaseState.SETTLED


def test_where_they_sign_as_listed_the_turn_passes_over_who_is_left_out(listed: Scene) -> None:
    scene = listed
    open_between_departments(scene)
    latecomer = make_organization(jurisdiction=scene.district.jurisdiction)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("add_party", scene.ecology, at="2026-03-03 10:30", organization=latecomer.code)
    assert [org for node, org in scene.waiting() if node == "sign"] == [scene.ecology]
    scene.do("drop_signer", scene.ecology, at="2026-03-03 11:00", organization=scene.housing.code)
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 12:00")
    scene.do("drop_signer", scene.ecology, at="2026-03-03 13:00", organization=scene.management.code)
    assert [org for node, org in scene.waiting() if node == "sign"] == [latecomer]
    scene.do("sign_agreement", latecomer, at="2026-03-03 14:00")
    assert scene.case.state == CaseState.SETTLED


def test_where_they_sign_as_listed_a_change_begins_with_the_first_again(listed: Scene) -> None:
    scene = listed
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("sign_agreement", scene.ecology, at="2026-03-03 11:00")
    scene.do("revise_agreement", scene.ecology, at="2026-03-03 12:00")
    assert [org for node, org in scene.waiting() if node == "sign"] == [scene.ecology]


def test_a_refusal_names_its_version_and_the_next_draft_is_another(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("refuse_agreement", scene.housing, at="2026-03-03 11:00", version=1, reason="力量不足。")
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 12:00")
    with pytest.raises(Stale):
        scene.do("refuse_agreement", scene.housing, at="2026-03-03 13:00", version=1)
    assert Signature.objects.get().digest == ""


def test_only_a_party_is_asked_to_sign(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    scene.do("drop_signer", scene.ecology, at="2026-03-03 11:00", organization=scene.housing.code)
    with pytest.raises(SignsAlready):
        scene.do("add_signer", scene.ecology, at="2026-03-03 12:00", organization=scene.management.code)


def test_signing_after_the_term_is_refused_with_the_rule(scene: Scene) -> None:
    open_between_departments(scene)
    scene.do("draft_agreement", scene.ecology, at="2026-03-03 10:00")
    rule = scene.case.deadlines.get(step="tier1", effect="MOVE_UP").citation.rstrip("。")
    scene.live_until("2026-03-10 00:00")
    with pytest.raises(Stale) as caught:
        scene.do("sign_agreement", scene.housing, at="2026-03-10 09:00")
    assert "2026-03-10 00:00" in caught.value.text()
    assert rule in caught.value.text()
