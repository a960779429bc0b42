"""The rules of outputs. Pure: values in, values out; a broken rule is a ValueError."""
