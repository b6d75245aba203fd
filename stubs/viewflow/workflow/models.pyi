from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from viewflow.workflow.fields import FlowReferenceField, TaskReferenceField, TokenField
from viewflow.workflow.managers import ProcessQuerySet, TaskQuerySet

class Process(models.Model):
    flow_class = FlowReferenceField()
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    finished = models.DateTimeField(blank=True, null=True)
    data = models.JSONField(default=dict, blank=True)
    parent_task = models.ForeignKey("Task", on_delete=models.CASCADE, blank=True, null=True)
    seed: Any
    artifact: Any
    objects = ProcessQuerySet.as_manager()

class Task(models.Model):
    process = models.ForeignKey(Process, on_delete=models.CASCADE)
    flow_task = TaskReferenceField()
    flow_task_type = models.CharField(max_length=50)
    status = models.CharField(max_length=50)
    created = models.DateTimeField()
    assigned = models.DateTimeField(blank=True, null=True)
    started = models.DateTimeField(blank=True, null=True)
    finished = models.DateTimeField(blank=True, null=True)
    previous = models.ManyToManyField("self", symmetrical=False, related_name="leading")
    token = TokenField()
    data = models.JSONField(default=dict, blank=True)
    seed: Any
    artifact: Any
    owner: Any
    objects = TaskQuerySet.as_manager()
    @property
    def title(self) -> str: ...
    def activation(self) -> Any: ...
