"""The requests that services answer over RPC: one module per service, one marshmallow schema per command or read.

The service validates with it, and the gateway makes its forms' errors and OpenAPI from it, so each rule of form is
written once. Rules of substance live in the service's `domain/`.
"""
