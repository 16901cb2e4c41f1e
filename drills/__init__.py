"""Exercises against the whole system.

A loopback Telegram, simulated citizens and staff, load and crash exercises for tests, bench and demo.
"""
