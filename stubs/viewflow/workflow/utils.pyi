from typing import Any

act: Any

def get_next_task_url(request: Any, process: Any) -> str: ...
