"""Five hundred texts that want to be scripts. Each that runs says so by its number in `window.ran`."""

from __future__ import annotations

from itertools import product

#: What a text might stand in, and must not be able to leave.
WAYS_OUT = ("", '"', "'", "`", '">', "'>", "--></!-->", "</title></textarea></style></script>", "]]>", '" x="')
#: What it then tries. N is the number.
TRIES = (
    "<script>ran(N)</script>",
    "<ScRiPt>ran(N)</sCrIpT>",
    "<script/x>ran(N)</script/x>",
    "<<script>ran(N)//<</script>",
    "<script src=data:text/javascript,ran(N)></script>",
    "<script type=module>ran(N)</script>",
    "<img src=x onerror=ran(N)>",
    "<img src=x onerror='ran(N)'",
    "<img/src=x/onerror=ran(N)>",
    "<img src=`x` onerror=ran(N)>",
    "<IMG SRC=x OnErRoR=ran(N)>",
    "<svg onload=ran(N)>",
    "<svg/onload=ran(N)>",
    "<svg><script>ran(N)</script></svg>",
    "<svg><animate onbegin=ran(N) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:ran(N)'><text x=20 y=20>x</text></a></svg>",
    "<math><mtext><img src=x onerror=ran(N)></mtext></math>",
    "<iframe src=javascript:parent.ran(N)></iframe>",
    "<iframe srcdoc='<script>parent.ran(N)</script>'></iframe>",
    "<object data=javascript:ran(N)></object>",
    "<embed src=javascript:ran(N)>",
    "<details open ontoggle=ran(N)>x</details>",
    "<video src=x onerror=ran(N)></video>",
    "<audio src=x onerror=ran(N)></audio>",
    "<body onload=ran(N)>",
    "<body onpageshow=ran(N)>",
    "<input autofocus onfocus=ran(N)>",
    "<select autofocus onfocus=ran(N)></select>",
    "<textarea autofocus onfocus=ran(N)></textarea>",
    "<button autofocus onfocus=ran(N)>x</button>",
    "<a autofocus href=# onfocus=ran(N)>x</a>",
    "<marquee onstart=ran(N)>x</marquee>",
    "<style onload=ran(N)></style>",
    "<link rel=stylesheet href=data:text/css, onload=ran(N)>",
    "<meta http-equiv=refresh content='0;url=javascript:ran(N)'>",
    "<base href=javascript:/ran(N)//>",
    "<form action=javascript:ran(N)><button autofocus>x</button></form>",
    "<div style=animation-name:x onanimationstart=ran(N)></div>",
    "<div hx-on:load=ran(N) hx-trigger=load hx-get=/>x</div>",
    "<div data-hx-on:htmx:load=ran(N)>x</div>",
    "<template><img src=x onerror=ran(N)></template>",
    " autofocus onfocus=ran(N) x=",
    " onmouseover=ran(N) style=position:fixed;inset:0 x=",
    "javascript:ran(N)",
    "data:text/html,<script>parent.ran(N)</script>",
    "{{ran(N)}}{% if 1 %}${ran(N)}<%= ran(N) %>",
    "\\u003cscript\\u003eran(N)\\u003c/script\\u003e",
    "&lt;script&gt;ran(N)&lt;/script&gt;",
    "\uff1cscript\uff1eran(N)\uff1c/script\uff1e<img src=x onerror=ran(N)>",
    "x\u2028;ran(N)//</script><script>ran(N)</script>",
)
PAYLOADS = tuple((out + text).replace("N", str(number)) for number, (out, text) in enumerate(product(WAYS_OUT, TRIES)))
#: Said in the page before anything else of it.
LISTENING = "window.ran = (number) => { (window.hasRun ??= []).push(number); };"
#: Stands last in a page: when its event has come, so have those of whatever stands before it.
LAST = '<img src="data:," onerror="window.hasSettled = true">'


def batches(n: int) -> list[list[str]]:
    """The payloads in so many parts, each with some of every way out and every try."""
    return [list(PAYLOADS[start::n]) for start in range(n)]
