"""A small web site of our own on 127.0.0.1, whose pages the test changes, slows, breaks and takes away."""

import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = "市司法局关于印发重大行政决策目录的通知。各县区人民政府，市直各部门：现将本年度重大行政决策事项目录印发给你们，请认真组织实施。"


def article(title="关于印发重大行政决策目录的通知", body="", published="2025-06-03", around="", number="临司发〔2025〕12号"):
    """A page as government sites make them."""
    rows = (f"<p>第{no}项决策事项由第{no}科室会同第{no + 3}科室办理，每年报送{no * 7}件，按时公开结果。</p>" for no in range(1, 13))
    text = body or f"<p>{CONTENT}</p>{''.join(rows)}"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}_临江市人民政府</title>'
        f'<meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{published} 09:30"><meta name="ContentSource" content="市司法局">'
        '<link rel="stylesheet" href="/a.css">'
        f'</head><body><div class="nav"><a href="/">首页</a><a href="/x">政务公开</a></div>{around}<h1>{title}</h1><p>{number}</p>'
        f'<div id="zoom">{text}<p><img src="/seal.png" alt="印章"></p></div><script>document.write("脚本")</script></body></html>'
    )


class Site:
    """`pages[path]` is (status, headers, body) or a function of the handler. `asked` lists the paths."""

    def __init__(self, context: ssl.SSLContext | None = None):
        self.pages, self.asked = {}, []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append(self.path)
                answer = site.pages.get(self.path.partition("?")[0], (404, {}, b"no"))
                if callable(answer):
                    answer(self)
                    self.close_connection = True
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, address):
                pass  # a client that goes away is what is tested

        self.server = Server(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.scheme = "https" if context else "http"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def page(self, path: str, text: str, **headers) -> str:
        self.pages[path] = (200, {"Content-Type": "text/html; charset=utf-8"} | headers, text.encode())
        return self.url(path)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def trickle(handler, seconds=30):
    """A body of which a sign comes now and then, each in time, and never the end."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
