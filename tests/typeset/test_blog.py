"""The article layout: semantic HTML that any site can wear."""

from __future__ import annotations

import re

from xiaobian.typeset import check, typeset

TEXT = """# 小编手册

第一句话。第二句话，**重点。**后面。

## 选题 & 写作

- [x] 写
- [ ] 发[^1]

![猫](media:7f "图注")

| 甲 | 乙 |
|---|--:|
| 1 | 2 |

```python
print("<b>")
```

## 选题 & 写作

[外](https://a.com/?a=1&b=2) `x<y`

[^1]: 注
"""


def test_the_first_heading_is_the_title_and_the_rest_is_semantic() -> None:
    made = typeset(TEXT, "blog")
    assert made.title == "小编手册"
    assert made.summary.startswith("第一句话。第二句话，重点。后面。")
    assert (made.cover, made.media, made.language) == ("7f", ("7f",), "zh-Hans")
    for piece in (
        "<strong>重点。</strong>后面",
        '<h2 id="h-选题-写作">选题 &amp; 写作</h2>',
        '<h2 id="h-选题-写作-2">',
        '<figure><img src="media:7f" alt="猫"><figcaption>图注</figcaption></figure>',
        '<div class="table" tabindex="0"><table><thead>',
        '<td class="right">2</td>',
        '<pre tabindex="0"><code class="language-python">print("&lt;b&gt;")</code></pre>',
        '<a href="https://a.com/?a=1&amp;b=2" rel="noopener">外</a>',
        '<li class="task done"><span class="box">☑ </span>写</li>',
        '<sup id="fnref-1"><a href="#fn-1">[1]</a></sup>',
        '<li id="fn-1"><p>注 <a href="#fnref-1">↩</a></p></li>',
    ):
        assert piece in made.html, piece
    assert "style=" not in made.html


def test_ids_never_collide() -> None:
    html = typeset("## a-2\n\n## a\n\n## a\n\n## 😀\n\n## 😀\n", "blog").html
    ids = [part.split('"')[0] for part in html.split('id="')[1:]]
    assert len(ids) == len(set(ids)) == 5


def test_headings_move_down_below_the_title() -> None:
    made = typeset("# 甲\n\n# 乙\n\n## 丙", "blog", title="题")
    assert [made.html.count(f"<h{i}") for i in (1, 2, 3)] == [0, 2, 1]
    assert [r.code for r in made.remarks] == ["heading.shifted"]


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    made = typeset("# 题\n\n文", "blog", title="题")
    assert (made.html, [r.code for r in made.remarks]) == ("<p>文</p>\n", ["title.repeated"])


def test_nothing_dangerous_gets_through() -> None:
    html = typeset(
        "[x](javascript:alert(1)) <script>a()</script> ![x](data:text/html,x) [y](vbscript:z)\n\n"
        '```"><script>\nx\n```\n\n[z](https://a.com/"onclick="b)',
        "blog",
    ).html
    assert "<script" not in html and 'href="javascript' not in html
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "<img" not in html and html.count("<a ") == 1


def test_chinese_lines_join_without_a_space() -> None:
    made = typeset("第一行，\n第二行\nand English\nlines", "blog")
    assert made.html == "<p>第一行，第二行\nand English\nlines</p>\n"


def test_the_summary_ends_at_a_border() -> None:
    assert typeset("短句。" + "长" * 200, "blog").summary == "短句。"
    cut = typeset("word " * 100, "blog").summary
    assert len(cut) <= 160 and cut.endswith("word…")
    assert len(typeset("长" * 500, "blog").summary) <= 160
    assert typeset("---\nsummary: 自己写的\n---\n文", "blog").summary == "自己写的"


def test_a_picture_without_description_is_noticed() -> None:
    made = typeset("![](media:7f)\n\n![好](media:8f)", "blog")
    (remark,) = check(made, [])
    assert (remark.code, remark.values["count"]) == ("alt.missing", 1)


def test_limits_of_text_and_pictures_hold_for_articles_too() -> None:
    made = typeset("一二三 & 四\n\n![图](media:1)", "blog")
    assert not check(made, [("text", 8, "code_points"), ("images", 1, "count")])
    broken = check(made, [("text", 6, "code_points"), ("images", 0, "count")])
    assert [r.code for r in broken] == ["text.too_long", "images.too_many"]
