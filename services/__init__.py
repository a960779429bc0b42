"""The six services. Each imports `shared` and itself, never another: they speak by events and RPC."""
