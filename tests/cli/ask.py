#!/usr/bin/env python3
"""ask.py ANSWER,ANSWER... PROGRAM ARGUMENT...: run the program on a terminal of its own and type an answer at every prompt that ends in a colon.

Prints what the terminal showed; exits as the program does. Fails where a prompt comes with the echo on. LEAKDYE_PASSPHRASE_FILE is not passed on.
"""
import os
import pty
import sys
import termios

answers = [a.encode() + b"\n" for a in sys.argv[1].split(",")]
pid, fd = pty.fork()
if pid == 0:
    os.environ.pop("LEAKDYE_PASSPHRASE_FILE", None)
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        data = os.read(fd, 1024)
    except OSError:
        break
    if not data:
        break
    seen += data
    if data.rstrip(b" ").endswith(b":") and answers:
        assert not termios.tcgetattr(fd)[3] & termios.ECHO, "echo is on"
        os.write(fd, answers.pop(0))
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
