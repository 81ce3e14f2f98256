#!/bin/sh
# Redo a draw from its receipt with nothing but sed, sha256sum and sort:
#   sh redraw.sh transcript.json frame.txt
# prints the stratum, the ticket and the number of every case, in the order they are to be taken.
set -eu
LC_ALL=C
export LC_ALL
seed=$(sed -n 's/.*"seed": *"\([0-9a-f]*\)".*/\1/p' "$1")
tab=$(printf '\t')
while IFS="$tab" read -r stratum case; do
    ticket=$(printf '%s\t%s\t%s' "$seed" "$stratum" "$case" | sha256sum | cut -c 1-64)
    printf '%s\t%s\t%s\n' "$stratum" "$ticket" "$case"
done < "$2" | sort -t "$tab" -k 1,1 -k 2,2
