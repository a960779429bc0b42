"""Reports: put together from template, figures and words at a position; started, submitted, received, restated."""
