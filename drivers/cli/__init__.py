"""The technician's command line: try devices one by one, check all of a hall, emulate one."""
