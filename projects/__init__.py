"""What the delegates chose: projects, their deliverables and milestones."""
