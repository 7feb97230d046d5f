"""What was typed into a form that cannot be taken is given back, but for what is secret."""

from flask import Flask

HERE = {"Origin": "http://localhost"}


def test_a_stale_form_gives_back_what_was_typed_and_can_be_sent_again(odd_app: Flask) -> None:
    client = odd_app.test_client()
    data = {"csrf_token": "stale", "operation": "key", "a_note": "An <b>hour</b>'s work", "x": ""}
    answer = client.post("/odd/fail/refused?x=1", data=data, headers=HERE)
    assert answer.status_code == 400
    assert "An &lt;b&gt;hour&lt;/b&gt;&#39;s work" in answer.text
    assert ">a note</h3>" in answer.text
    assert 'action="/odd/fail/refused?x=1"' in answer.text
    assert ">key</h3>" not in answer.text


def test_a_password_is_never_written_into_a_page_nor_sent_again(odd_app: Flask) -> None:
    client = odd_app.test_client()
    data = {"csrf_token": "stale", "email": "a@b.example", "new_password": "hunter2hunter2"}
    answer = client.post("/odd/fail/refused", data=data, headers=HERE)
    assert "hunter2" not in answer.text
    assert "a@b.example" in answer.text
    assert "Send it again" not in answer.text


def test_what_another_site_sends_is_not_shown(odd_app: Flask) -> None:
    client = odd_app.test_client()
    for origin in ("https://elsewhere.example", "null", "http://localhost.example"):
        answer = client.post(
            "/odd/fail/refused", data={"a": "Send money"}, headers={"Origin": origin}
        )
        assert answer.status_code == 400
        assert "Send money" not in answer.text


def test_a_visitor_gets_back_what_was_typed_with_the_way_to_sign_in(odd_app: Flask) -> None:
    client = odd_app.test_client()
    answer = client.post("/odd/officers", data={"note": "Kept"}, headers=HERE)
    assert answer.status_code in (401, 405)
