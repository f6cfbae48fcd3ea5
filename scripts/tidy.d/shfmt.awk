# Turns shfmt's diffs into breaches, one a file, at the first line that differs.

/^diff / {
	next
}

/^--- / && !in_hunk {
	path = $2
	sub(/\.orig$/, "", path)
	in_hunk = 1
	waiting = 0
	next
}

/^\+\+\+ / && in_hunk == 1 && !waiting {
	next
}

/^@@ / && path != "" {
	line = substr($2, 2)
	sub(/,.*/, "", line)
	waiting = 1
	next
}

waiting && /^[-+]/ {
	print path "\t" line "\tshfmt\trun: shfmt -w " path
	path = ""
	waiting = in_hunk = 0
	next
}

waiting {
	line++
	next
}

/^[^ :+-][^:]*:[0-9]+:[0-9]+: / {
	split($0, part, ":")
	message = $0
	sub(/^[^:]+:[0-9]+:[0-9]+: /, "", message)
	print part[1] "\t" part[2] "\tshfmt\t" message
}
