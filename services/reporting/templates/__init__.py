"""Report templates as data: sections, their questions, and what answers each. `loader` reads and checks them."""
