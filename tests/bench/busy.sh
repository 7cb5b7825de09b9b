#!/bin/sh
# busy: eight processes export at once into one vault, 200 times (TRIALS scales them), and random ones are killed: no other fails, the log
# stays one chain, every byte that left is registered. tests/cli/test_busy.sh says how it is found out.
set -u
rounds=$((200 * ${TRIALS:-1000} / 1000))
[ "$rounds" -ge 10 ] || rounds=10
out=$(BUSY_ROUNDS=$rounds BUSY_ROWS=${BUSY_ROWS:-60000} sh tests/cli/test_busy.sh 2>&1)
code=$?
[ "$code" -eq 77 ] || met=$([ "$code" -eq 0 ] && echo met || echo MISSED)
case $code in
77) echo "$out" ;;
*) echo "bench: busy: $(echo "$out" | sed -n 's/^ok: //p;s/^ *busy.py: /failed: /p' | tail -n 1); yardstick: no export fails but those that are killed, no byte left that is not registered; $met" ;;
esac
exit "$code"
