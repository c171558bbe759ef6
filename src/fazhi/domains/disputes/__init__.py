"""Disputes: how petitions, mediation, arbitration and administrative reconsideration settle what people contest."""
