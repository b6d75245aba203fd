"""RUNNING IT: engines, supervisor, health, heartbeats, checks and demo."""
