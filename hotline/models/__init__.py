"""The hotline's work orders: another system's items, of which a copy is kept, and what became of them here."""

from core.vocabulary import WorkOrderState
from hotline.models.dispatch import Dispatch, DispatchObjection, OrderPaper
from hotline.models.work_order import WorkOrder

__all__ = ["Dispatch", "DispatchObjection", "OrderPaper", "WorkOrder", "WorkOrderState"]
