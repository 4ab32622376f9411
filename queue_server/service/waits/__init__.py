"""The waits that residents are told: looked at all the time, learnt over night, checked against what came."""
