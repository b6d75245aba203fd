"""日历变动: what becomes of running terms when a day is counted otherwise than before."""
