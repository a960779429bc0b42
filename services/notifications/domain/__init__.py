"""The rules of telling people. Pure: values in, values out."""
