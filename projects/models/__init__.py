from projects.models.deliverable import Deliverable
from projects.models.milestone import Milestone
from projects.models.project import Project
from projects.models.reading import Reading

__all__ = ["Deliverable", "Milestone", "Project", "Reading"]
