"""Rows in and out of any register: reading sheets, mapping columns, preview, row errors, undo, templates, streamed exports."""
