"""The unified home healthcare problem (UHHC), 10.1111/itor.70140."""
