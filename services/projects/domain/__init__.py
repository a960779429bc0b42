"""The rules of programmes and plans. Pure: values in, values out; a rule that does not hold is a `Broken` in words."""
