from typing import Any

from django.db import models

# Stored as text; read as the flow class, the node, the token.
class FlowReferenceField(models.CharField[Any, Any]):
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

class TaskReferenceField(models.CharField[Any, Any]):
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

class TokenField(models.CharField[Any, Any]):
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
