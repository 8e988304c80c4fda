"""Words that would be code somewhere else, and what Markdown may make of any words."""

from itertools import product

TAGS = ("script", "img", "svg", "iframe", "a", "div", "math", "style", "form", "details", "template", "base", "meta", "video")
CODE = (
    " onload=alert(1)",
    " src=x onerror=alert(1)",
    " href=javascript:alert(1)",
    " hx-get=/ hx-trigger=load",
    " data-hx-post=/logout",
    " hx-on:load=alert(1)",
    " style=position:fixed",
    " id=main class=toast",
)
WRITTEN = (
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](x onerror=alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "{{ 7 * 7 }}{% raw %}${7*7}<%= 7*7 %>",
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "&lt;script&gt;&#60;script&#62;",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "\u202ejavascript:alert(1)",
    "@alice<script>",
    "<<script>script>alert(1)<</script>/script>",
)
PAYLOADS = [*WRITTEN, *(f'"><{tag}{code}>x</{tag}>' for tag, code in product(TAGS, CODE))]
# What Markdown may become, and of which attributes.
MARKDOWN = {
    "p",
    "em",
    "strong",
    "a",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "del",
    "s",
}
ATTRIBUTES = {"href", "rel", "start", "lang", "dir", "title"}
