"""Imports every owner's module, so that the registry is whole."""

from shared.events import notifications, outputs, people, projects, reporting

__all__ = ["notifications", "outputs", "people", "projects", "reporting"]
