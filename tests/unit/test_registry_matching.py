"""From what lists call a department to one organization, or to none."""

import pytest

from registry.matching import Named, class_of, match, match_one

OURS = [
    Named(pk=1, name="某区生态环境局", short_name="区生态环境局"),
    Named(pk=2, name="某区公安分局", short_name="公安分局"),
    Named(pk=3, name="某区公安分局交警大队", short_name="区交警大队"),
    Named(pk=4, name="某区绿化市容局", short_name="区绿化市容局"),
    Named(pk=5, name="某区城管执法局", short_name="区城管执法局"),
    Named(pk=6, name="某区农业农村局", short_name="区农业农村局"),
    Named(pk=7, name="某区人民政府办公室", short_name="区政府办"),
    Named(pk=8, name="东街道", short_name="东街道"),
    Named(pk=9, name="西镇", short_name="西镇"),
]


@pytest.mark.parametrize(
    ("name", "department_class"),
    [
        ("公安机关交通管理部门", "公安交警"),
        ("交通运输管理部门", "交通运输"),
        ("市容环境卫生部门", "城管"),
        ("卫生健康部门", "卫健"),
        ("文化市场综合执法机构", "文旅"),
        ("综合行政执法部门", "城管"),
        ("自然资源和规划部门", "自然资源规划"),
        ("洛带镇", "街镇"),
        ("城镇供水主管部门", ""),
        ("县级以上政府指定部门", ""),
        ("消防救援机构", ""),
    ],
)
def test_class_by_the_longest_word(name: str, department_class: str) -> None:
    assert class_of(name) == department_class


@pytest.mark.parametrize(
    ("lead", "only"),
    [
        ("区交警大队", 3),
        ("某区公安分局", 2),
        ("生态环境部门", 1),
        ("环保部门", 1),
        ("公安机关", 2),
        ("公安机关交通管理部门", 3),
        ("农业、农村部门", None),
        ("农业、畜牧兽医部门", 6),
        ("公安、环保部门", None),
        ("城管部门", None),
        ("区人民政府", None),
        ("镇(街道)", None),
        ("消防救援机构、公安派出所", None),
        ("", None),
    ],
)
def test_a_lead_means_one_of_ours_or_nobody(lead: str, only: int | None) -> None:
    assert match_one(lead, OURS).only == only


def test_several_are_named_so_that_somebody_can_choose() -> None:
    assert match("城管部门", OURS).found == (4, 5)
    assert match_one("公安、环保部门", OURS).found == (2, 1)
