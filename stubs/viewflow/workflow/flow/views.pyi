from typing import Any

IndexTaskView: Any
DetailTaskView: Any
CancelTaskView: Any
