def test_x(visit):
    for n,(p,s,o) in enumerate([("/en/","telephone",{}),("/de/latvia/compensation/state-compensation/","telephone",{"color_scheme":"dark"}),("/en/estonia/","desk",{})]):
        page = visit(p,s,**o)
        page.screenshot(path=f"/tmp/shots/b-{n}.png")
def test_y(visit):
    page=visit("/fi/estonia/", "telephone")
    page.locator("summary").nth(1).click()
    page.screenshot(path="/tmp/shots/b-3.png")
