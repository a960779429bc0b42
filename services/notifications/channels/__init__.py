"""Ways to reach a person. A channel is given a finished message; whom and when is not its business."""
