"""Outbox row to the door it leaves by; errors sorted into permanent, try later, unclear."""
