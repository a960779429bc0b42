"""The blueprint that the pages of things hang on."""

from flask import Blueprint

blueprint = Blueprint("things", __name__)
