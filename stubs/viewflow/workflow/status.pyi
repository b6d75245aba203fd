from django.db import models

class PROCESS(models.TextChoices):
    NEW = "NEW"
    CANCELED = "CANCELED"
    DONE = "DONE"

class STATUS(models.TextChoices):
    ASSIGNED = "ASSIGNED"
    CANCELED = "CANCELED"
    DONE = "DONE"
    ERROR = "ERROR"
    NEW = "NEW"
    REVIVED = "REVIVED"
    SCHEDULED = "SCHEDULED"
    STARTED = "STARTED"
