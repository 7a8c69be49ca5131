"""A person at a browser: real pages, real forms, and everything the console complains of."""

import re

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Person:
    """One window of a browser, on a phone or a desk; it logs in and makes moves as an officer does."""

    def __init__(self, browser, url: str, *, width: int = 1280, script: bool = True, scheme: str = "light"):
        self.url = url
        self.window = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
            reduced_motion="reduce",  # colours are looked at, not their fading
        )
        self.window.set_default_timeout(20_000)
        self.page = self.window.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, line) -> None:
        if line.type == "error" and not REFUSED.match(line.text):  # a refusal's status is not a fault of the page
            self.complaints.append(line.text)

    def has_cookies(self, **cookies: str) -> "Person":
        self.window.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        return self

    def speaks(self, language: str) -> "Person":
        return self.has_cookies(**{settings.LANGUAGE_COOKIE_NAME: language})

    def is_logged_in(self, user) -> "Person":
        """Without the form, which has its own test."""
        client = Client()
        client.force_login(user)
        return self.has_cookies(**{settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})

    def goes_to(self, address: str) -> int:
        """Open an address; its status."""
        full = address if address.startswith("http") else self.url + address
        return self.page.goto(full, wait_until="load").status

    def logs_in(self, user, password: str) -> "Person":
        self.goes_to("/accounts/login/")
        self.fills({"login": user.email, "password": password})
        self.presses("Log in")
        return self

    def fills(self, values: dict, *, prefix: str = "id_") -> None:
        """Type into the fields of a form; a file is given as its content, a choice as its value."""
        for name, value in values.items():
            one = self.page.locator(f"#{prefix}{name}")
            kind = one.evaluate("e => e.tagName") if one.count() else ""
            if isinstance(value, bytes):
                one.set_input_files({"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": value})
            elif kind == "SELECT":
                one.select_option(value)
            elif kind in ("INPUT", "TEXTAREA"):
                one.fill(value)
            else:
                self.page.check(f"input[name={name}][value={value}]")

    def presses(self, label: str | re.Pattern, *, within: str = "main") -> None:
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(within).get_by_role("button", name=label, exact=True).click()

    def makes(self, reference: str, verb: str, **fields) -> str:
        """Open a record's panel for a move, fill it in and send it; what the page says then."""
        self.goes_to(f"/bottlenecks/{reference}/?open={verb}#do-{verb}")
        self.fills(fields, prefix=f"{verb}-")
        with self.page.expect_navigation(wait_until="load"):
            self.page.click(f"#do-{verb} button[name=verb]")
        return self.text(".messages") if self.page.locator(".messages").count() else ""

    def text(self, selector: str = "main") -> str:
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def standing(self) -> str:
        return self.text(".standing__text")

    def sends_anyway(self, form: str) -> None:
        """Send a form past the browser's own checks, as an old browser does."""
        self.page.locator(form).evaluate("form => { form.noValidate = true; }")
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(f"{form} button.button--primary").first.click()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def violations(self, rules: list[str] = RULES) -> list[tuple[str, str]]:
        found = Axe().run(self.page, options={"runOnly": rules}).response["violations"]
        return [(rule["id"], rule["nodes"][0]["html"][:300]) for rule in found]
