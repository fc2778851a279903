#!/bin/sh
# Prints how often each word occurs in a file, the most frequent first: count.sh FILE
# TODO: words with accents
tr -cs '[:alpha:]' '\n' < "$1" | tr '[:upper:]' '[:lower:]' | grep . | sort | uniq -c | sort -k1,1nr -k2
