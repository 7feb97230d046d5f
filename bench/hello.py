"""The yardstick: Flask, one route, one line of text."""

from flask import Flask

app = Flask(__name__)
app.config.update(MAX_CONTENT_LENGTH=1024 * 1024, TRUSTED_PROXIES=0)


@app.get("/")
def hello() -> str:
    return "Hello"
