"""The sample programme: "SAMPLE: HDRC Liverpool (invented data)", loaded through the public commands.

`cast`, `plan`, `works` and `returns` say what happened; `story` puts it in order of the day on which it was recorded;
`load` tells it to a running installation. Facts about the real collaboration come from public announcements;
everything else is invented, with no failing laid at a named partner's door.
"""
