"""Fazhi: the working system of a city that creates a 全国法治政府建设示范市."""
