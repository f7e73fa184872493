"""A real OpenID Connect provider in a process of its own; its userinfo is signed, as ProConnect's is.

``PUT /lie`` makes it misbehave: signed, key (PEM), claims and missing (of the userinfo), issuer (of the discovery).
"""

from typing import Any

import flask
import jwt
import oidc_provider_mock
from oidc_provider_mock._server import _threaded_server
from oidc_provider_mock._storage import storage

LIES: dict[str, Any] = {}


def main() -> None:
    app = oidc_provider_mock.app()
    app.after_request(_misled)
    app.add_url_rule("/lie", view_func=_lie, methods=["PUT"])
    with _threaded_server(app=app) as server:
        print(server.server_port, flush=True)
        input()


def _lie() -> tuple[str, int]:
    LIES.clear()
    LIES.update(flask.request.get_json())
    return "", 204


def _misled(response: flask.Response) -> flask.Response:
    if flask.request.endpoint == "oidc-provider-mock.userinfo" and LIES.get("signed", True):
        return _signed(response.get_json())
    if flask.request.endpoint == "oidc-provider-mock.openid_config" and "issuer" in LIES:
        return flask.jsonify({**response.get_json(), "issuer": LIES["issuer"]})
    return response


def _signed(claims: dict[str, Any]) -> flask.Response:
    issuer = flask.request.host_url.rstrip("/")
    full = {**claims, "iss": issuer, "aud": "beffroi", **LIES.get("claims", {})}
    told = {name: value for name, value in full.items() if name not in LIES.get("missing", [])}
    key = LIES.get("key") or storage.jwk.as_pem(is_private=True)
    token = jwt.encode(told, key, algorithm="RS256", headers={"kid": storage.jwk.thumbprint()})
    return flask.Response(token, content_type="application/jwt; charset=utf-8")


if __name__ == "__main__":
    main()
