"""The touchscreen where a resident takes a number: its screens, its flow, its card reader and its printer."""
