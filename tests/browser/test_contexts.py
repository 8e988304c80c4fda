"""What one test leaves in a browser, the next one that is given it does not find."""

LEFT = "localStorage.setItem('picks', '1'); document.cookie = 'theme=dark'; sessionStorage.setItem('typed', '1')"
FOUND = "[localStorage.length, document.cookie, sessionStorage.length, Notification.permission]"


def test_a_browser_that_is_taken_again_remembers_nobody(contexts, browser_context_args):
    with contexts.taken(browser_context_args, []) as one:
        assert one.cookies() == []
        page = one.new_page()
        page.goto("/login")
        found = page.evaluate(FOUND)
        page.evaluate(LEFT)
        one.grant_permissions(["notifications"])
        one.route("**/about", lambda route: route.abort())
        one.set_offline(True)
        one.add_cookies([{"name": "kept", "value": "1", "url": "http://elsewhere.example"}])
        assert page.evaluate(FOUND) != found
    with contexts.taken(browser_context_args, []) as other:
        assert other is one
        assert other.cookies() == []
        page = other.new_page()
        page.goto("/about")
        assert page.evaluate(FOUND) == found
        assert len(other.pages) == 2
