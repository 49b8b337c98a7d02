"""What the work report promised: targets with their indicators and goals, work areas, measures, commitments."""
