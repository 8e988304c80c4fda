"""Letters through a real SMTP server: what they hold, and what becomes of each way in which a server can refuse."""

from dataclasses import replace
from email.headerregistry import Address

import pytest
from mailserver import CERTIFICATE, MailServer
from servers import free_port

from moviediary import mail, mail_settings
from moviediary.errors import GiveUp, TryAgain
from moviediary.mail import AddressRefused, Mail, Postman, ServerAway
from moviediary.settings import ConfigError

LETTER = Mail(
    *("0" * 31 + "1", "ada@example.org", "Ada ♥", "Ben liked your entry of Amélie"),
    *("Hello", "<p>Hello</p>", "https://diary.example/unsubscribe/" + "x" * 150),
)


@pytest.fixture
def server():
    with MailServer() as server:
        mail.configure(mail_settings.server({"SMTP_URL": server.url, "MAIL_FROM": "Diary <diary@example.org>"}, "https://x"))
        yield server
        mail.configure(None)


def send(letter=LETTER):
    with Postman() as postman:
        postman.send(letter)


def test_a_letter_arrives_whole_with_what_ends_such_letters(server):
    send()
    (letter,) = server.letters
    assert (letter["To"], letter["From"]) == ("Ada ♥ <ada@example.org>", "Diary <diary@example.org>")
    assert letter["Subject"] == LETTER.subject
    assert letter["Message-ID"] == f"<{LETTER.id}@example.org>"
    assert letter["List-Unsubscribe"] == f"<{LETTER.unsubscribe}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().strip() == "Hello"
    assert letter.get_body(("html",)).get_content().strip() == "<p>Hello</p>"


def test_many_letters_take_one_connection(server):
    with Postman() as postman:
        for number in range(3):
            postman.send(replace(LETTER, id=str(number)))
    assert (server.connections, len(server.letters)) == (1, 3)


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, subject="Hello\r\nBcc: eve@example.org"),
        replace(LETTER, name="Ada\r\nBcc: eve@example.org"),
        replace(LETTER, name="Ada\nBcc: eve@example.org\n\nBody"),
        replace(LETTER, subject="=?utf-8?q?Hello=0d=0aBcc=3a_eve=40example.org?= liked your entry"),
        replace(LETTER, name="=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?="),
        replace(LETTER, name="==??utf-8?q?=0d=0aBcc=3a_eve=40example.org?="),
        replace(LETTER, text="Hello\r\n.\r\nMAIL FROM:<eve@example.org>"),
    ],
)
def test_nothing_that_somebody_wrote_becomes_a_header_or_a_command(server, letter):
    send(letter)
    (arrived,) = server.letters
    assert arrived["Bcc"] is None
    assert len(arrived.keys()) == len(set(arrived.keys())) == 10


@pytest.mark.parametrize(
    "address",
    [
        *("ada@example.org>\r\nBcc: <eve@example.org", "<ada@example.org>", "a,b@example.org", "ada@example.org>"),
        *("=?utf-8?q?a=0d=0abcc=3a_eve?=@example.org", "ada@=?utf-8?q?b=0d=0abcc=3a?=.org", "ö@example.org"),
    ],
)
def test_to_what_is_no_address_nothing_is_sent(server, address):
    with pytest.raises(GiveUp):
        send(replace(LETTER, to=address))
    assert server.letters == []


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such mailbox", AddressRefused), ("450 come back later", TryAgain), ("452 full", TryAgain)]
)
def test_what_a_server_says_of_an_address_is_for_good_or_for_now(server, answer, error):
    server.refuses["ada@example.org"] = answer
    with Postman() as postman:
        with pytest.raises(error, match=answer):
            postman.send(LETTER)
        postman.send(replace(LETTER, to="ben@example.org"))
    assert [letter["To"].addresses[0].addr_spec for letter in server.letters] == ["ben@example.org"]


@pytest.mark.parametrize(("answer", "error"), [("554 spam", GiveUp), ("451 busy", TryAgain)])
def test_a_letter_that_is_refused_says_nothing_of_its_address(server, answer, error):
    server.data_answer = answer
    with pytest.raises(error, match=answer):
        send()


@pytest.mark.parametrize("mood", ["closes", "silent", "drips"])
def test_a_server_that_does_not_answer_is_waited_for_but_not_for_ever(server, mood):
    server.mood = mood
    with Postman(patience=0.3, deadline=0.6) as postman, pytest.raises(ServerAway):
        postman.send(LETTER)


def test_a_server_that_is_away_is_told_as_such():
    port = free_port()
    mail.configure(mail_settings.server({"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "a@b.org"}, "https://x"))
    with pytest.raises(ServerAway, match="does not answer"):
        send()
    mail.configure(None)


def configure(server, user="ada:secret@"):
    url = server.url.replace("//", f"//{user}")
    mail.configure(mail_settings.server({"SMTP_URL": url, "MAIL_FROM": "a@b.org"}, "https://x"))


def test_a_password_is_not_sent_where_others_could_read_it():
    with MailServer(host="127.0.0.2") as server:
        configure(server)
        with pytest.raises(ServerAway, match="no encryption"):
            send()
        assert server.signed_in == []
    mail.configure(None)


def test_a_server_that_offers_encryption_is_talked_to_in_it_once_it_has_shown_who_it_is(monkeypatch):
    with MailServer(tls=True) as server:
        configure(server)
        with pytest.raises(ServerAway, match="SSLCertVerificationError"):
            send()
        assert server.signed_in == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        send()
        assert (server.encrypted, server.signed_in, len(server.letters)) == (1, ["\0ada\0secret"], 1)
    mail.configure(None)


SET = {"SMTP_URL": "smtp://ada:p%40ss@mail.example.org", "MAIL_FROM": "Movie Diary <diary@example.org>"}


def test_the_settings_say_where_letters_go():
    server = mail_settings.server(SET, "https://diary.example")
    assert (server.host, server.port, server.tls, server.user, server.password) == ("mail.example.org", 587, False, "ada", "p@ss")
    assert server.sender == Address("Movie Diary", "diary", "example.org")
    encrypted = mail_settings.server({**SET, "SMTP_URL": "smtps://mail.example.org"}, "https://diary.example")
    assert (encrypted.port, encrypted.tls, encrypted.user) == (465, True, "")
    assert mail_settings.server({}, "") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"SMTP_URL": "mail.example.org"},
        {"SMTP_URL": "https://mail.example.org"},
        {"SMTP_URL": "smtp://ada@mail.example.org"},
        {"SMTP_URL": "smtp://ada:secret@mail.example.org:port"},
        {"SMTP_URL": "smtp://ada:secret@"},
        {"SMTP_URL": "smtp://ada:secret@mail.example.org/path"},
        {"MAIL_FROM": ""},
        {"MAIL_FROM": "nobody"},
        {"MAIL_FROM": "a@b.org, c@d.org"},
        {"MAIL_FROM": "a@b.org\r\nBcc: c@d.org"},
    ],
)
def test_a_senseless_setting_is_told_in_a_sentence_without_the_password(wrong):
    with pytest.raises(ConfigError) as told:
        mail_settings.server({**SET, **wrong}, "https://diary.example")
    assert next(iter(wrong)) in str(told.value)
    assert str(told.value).endswith(".")
    assert "secret" not in str(told.value)


def test_letters_need_the_address_of_the_site():
    with pytest.raises(ConfigError, match="BASE_URL"):
        mail_settings.server(SET, "")
