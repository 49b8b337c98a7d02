"""In an English page, what stands in Chinese says so, and nothing else of the page changes."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newarea.marking import mark_chinese

MARKED = [
    ("<p>Unit: 区教育局, 2023</p>", '<p>Unit: <span lang="zh-Hans">区教育局</span>, 2023</p>'),
    ("<p>第3号“红旗”，一期</p>", '<p><span lang="zh-Hans">第3号“红旗”，一期</span></p>'),
    ("<option value=1>区教育局</option>", '<option lang="zh-Hans" value=1>区教育局</option>'),
    ("<textarea name=a>雨季</textarea>", '<textarea lang="zh-Hans" name=a>雨季</textarea>'),
    ("<svg><text x='1'>道路</text></svg>", "<svg><text x='1'><tspan lang=\"zh-Hans\">道路</tspan></text></svg>"),
    ("<svg><title>道路</title></svg>", '<svg><title lang="zh-Hans">道路</title></svg>'),
    ('<i lang="zh"><i>甲</i>乙</i>丙', '<i lang="zh"><i>甲</i>乙</i><span lang="zh-Hans">丙</span>'),
]
LEFT = [
    "<title>道路 · x</title>",
    '<p title="道路">x</p>',
    '<a title="a>道路">x</a>',
    "<script>if (a<b) say('道路')</script>",
    "<style>p::after { content: '道路' }</style>",
    "<!-- 道路 > -->",
    '<button lang="zh-Hans">中文</button>',
    "<p>Nothing “Chinese” — here…</p>",
]


@pytest.mark.parametrize(("html", "marked"), MARKED)
def test_chinese_is_marked_where_it_stands(html, marked):
    assert mark_chinese(html) == marked


@pytest.mark.parametrize("html", LEFT)
def test_what_can_hold_no_mark_or_has_one_is_left(html):
    assert mark_chinese(html) == html


@pytest.mark.parametrize("html", [html for html, _ in MARKED] + LEFT)
def test_what_is_marked_is_not_marked_again(html):
    assert mark_chinese(mark_chinese(html)) == mark_chinese(html)


@given(text=st.text(st.sampled_from("a1 <>&\"'-/!区，。“”\n")))
def test_whatever_is_written_reads_the_same(text):
    """Of a page as templates write it, with texts escaped, and of anything else that may stand in one."""
    for html in (f"<p>{escape(text)}</p>", text):
        assert re.sub(r'<span lang="zh-Hans">|</span>', "", mark_chinese(html)) == html
