"""The queue of audits: Procrastinate's own tables, in a schema beside that of the store.

A hospital's audits wait in a queue of their own, one at a time; a worker takes those of the
hospitals that it was started for. What is in the queue is a name and a number, and no secret.
"""
