"""The gateway: web pages and the public HTTP API. It holds no business rule and no database: it asks the services.

A threaded process that eventlet never patches: gunicorn gthread, with a pool of RPC lines (`shared.messaging.client`).
"""
