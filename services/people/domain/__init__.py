"""The rules of people, organisations and access. Pure: values in, values out; a broken rule is a ValueError."""
