"""The touchscreen at a window on which residents rate the service (窗口评价屏), with the national reasons."""
