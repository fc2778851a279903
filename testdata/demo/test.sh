#!/bin/sh
# The test of count.sh.
set -e
printf 'Row, row your boat\n' > example.txt
sh ./count.sh example.txt | sed 's/^ *//' > actual.txt
printf '2 row\n1 boat\n1 your\n' > expected.txt
diff expected.txt actual.txt
rm example.txt actual.txt expected.txt
echo "count.sh counts as it should"
