"""The public HTTP API under /api/v1, described at /api/openapi.json. Bearer tokens only: a cookie never opens it."""

from __future__ import annotations

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api, Blueprint
from flask_wtf import CSRFProtect

from services.gateway.api import answering, batch, capture, checking, describing, files, imports, operations, trying
from services.gateway.api.routes import Thing
from services.gateway.api.table import TABLE
from shared.calls import outputs, reporting


class Description(Api):
    """flask-smorest's description without its own error answers: ours are in `services.gateway.errors`."""

    def _register_error_handlers(self) -> None: ...

    def _register_responses(self) -> None: ...

    def _register_etag_headers(self) -> None: ...

    def _register_pagination_header(self) -> None: ...


def open_api(app: Flask, csrf: CSRFProtect) -> None:
    """Register every route with its description."""
    app.config.update(
        API_TITLE="Waymark",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": describing.INTRODUCTION}, "security": [{"token": []}]},
    )
    plugin = MarshmallowPlugin(schema_name_resolver=describing.schema_name)
    api = Description(app, spec_kwargs={"marshmallow_plugin": plugin})
    describing.described(api)
    app.url_map.converters["thing"] = Thing
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    for route in TABLE:
        view = blueprint.doc(**describing.operation(route, api))(answering.view_of(route))
        blueprint.add_url_rule(route.address, route.call_name.replace(".", "_"), view, methods=[route.method])
    describing.body_schema(reporting.RenderReport, api)
    describing.body_schema(outputs.TryAcknowledgement, api)
    for module in (batch, capture, checking, files, imports, operations, trying):
        module.add_to(blueprint)
    csrf.exempt(blueprint)
    api.register_blueprint(blueprint)
