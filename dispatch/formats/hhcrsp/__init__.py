"""The home health care routing and scheduling problem (HHCRSP).

Mankowska, Meisel and Bierwirth, 10.1007/s10729-013-9243-1; files as in 10.1111/itor.13585.
"""
