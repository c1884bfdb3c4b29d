"""Studies: what one weighting of the rules costs against another, over scenarios and seeds."""
