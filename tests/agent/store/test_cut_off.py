"""A machine that is cut off while it writes: the server lets go of what it had locked, and it knows."""

import subprocess
import sys

import psycopg

from agent.store.engines import patience
from tests.lab import networks, postgresql
from tests.lab.networks import HUB

SECONDS = 3
CLIENT = """
import sys, time, psycopg
with psycopg.connect(**{parameters}) as connection:
    connection.execute("SELECT name FROM sites FOR UPDATE")
    print("held", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        print(round(time.monotonic() - began), flush=True)
"""


def test_neither_side_waits_for_the_other() -> None:
    postgresql.needed()
    within = networks.within
    with networks.network() as network, postgresql.serving(within(network.hub), HUB) as server:
        server.run("CREATE ROLE worker LOGIN PASSWORD 'drawn'; CREATE TABLE sites (name text)")
        server.run("INSERT INTO sites VALUES ('CH'); GRANT ALL ON sites TO worker")
        machine = network.machine()
        told = {"host": HUB, "user": "worker", "password": "drawn", "dbname": "postgres"}
        script = CLIENT.format(parameters=patience(told, SECONDS))
        line = [*within(machine), sys.executable, "-c", script]
        pipe = subprocess.PIPE
        with subprocess.Popen(line, stdin=pipe, stdout=pipe, text=True) as client:
            assert client.stdin is not None
            assert client.stdout is not None
            assert client.stdout.readline() == "held\n"
            network.cut(machine)
            with psycopg.connect(host=str(server.folder), user="postgres") as other:
                other.execute("SET lock_timeout = '60s'")  # by itself: two hours
                assert other.execute("SELECT name FROM sites FOR UPDATE").fetchall() == [("CH",)]
            client.stdin.write("go on\n")
            client.stdin.flush()
            assert int(client.stdout.readline()) < 60  # by itself: a quarter of an hour
