"""法定指定: which clauses a basis names, however it is written."""

import pytest

from registry.designation_list import left_to_the_government, statutory_designations
from registry.designations import designations_in, number_of


@pytest.mark.parametrize(
    ("basis", "articles"),
    [
        ("《中华人民共和国噪声污染防治法》第七十七条", [77]),
        ("《噪声污染防治法》第77条第一款", [77]),
        ("噪声法77条", [77]),
        ("《 噪声污染防治法 》（2021）第 七十七 条", [77]),
        ("噪声法第七十六、七十七条", [77]),
        ("依据噪声污染防治法第七十条至第七十八条", [77, 78]),
        ("《噪声污染防治法》第四章。该法第八十二条", [82]),
        ("大气污染防治法（2018年修正）第一百一十八条", [118]),
        ("《大气污染防治法》第１１９条、《噪声污染防治法》第八十一条", [81, 119]),
        ("《噪声污染防治法》第八条", []),
        ("第七十七条", []),
        ("环境噪声污染防治法第七十七条", []),
        ("《四川省〈噪声污染防治法〉实施办法》第七十七条", []),
        ("噪声污染防治法实施细则第七十七条", []),
        ("《噪声污染防治法》第八条、《行政处罚法》第七十七条", []),
        ("噪声污染防治法第八条，行政处罚法第七十七条", []),
        ("《大气污染防治法》第七十七条、《噪声污染防治法》第一百一十八条", []),
        ("《噪声污染防治法》第七十七条之一", []),
        ("", []),
    ],
)
def test_a_basis_and_the_clauses_it_rests_on(basis: str, articles: list[int]) -> None:
    assert [one.article for one in left_to_the_government(basis)] == articles


def test_every_clause_of_the_list_is_found_by_each_of_its_names() -> None:
    known = statutory_designations()
    assert len({one.cited for one in known}) == len(known)
    for one in known:
        assert one.says
        assert one.source
        for name in one.names:
            assert designations_in(f"《{name}》{one.clause}", known) == [one]


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("七", 7), ("十", 10), ("十七", 17), ("七十", 70), ("一百零八", 108), ("一百一十八", 118), ("77", 77)],
)
def test_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


def test_what_is_no_numeral_is_refused() -> None:
    with pytest.raises(ValueError, match="条"):
        number_of("条")
