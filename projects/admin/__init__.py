"""The editor's pages of the projects, one noun a file."""

from projects.admin import deliverable, milestone, project, reading

__all__ = ["deliverable", "milestone", "project", "reading"]
