# Turns what shellcheck says (gcc format) into breaches.

/^[^:]+:[0-9]+:[0-9]+: [a-z]+: / {
	split($0, part, ":")
	word = match($0, /\[SC[0-9]+\]$/) ? substr($0, RSTART + 1, RLENGTH - 2) : "shellcheck"
	message = $0
	sub(/^[^:]+:[0-9]+:[0-9]+: [a-z]+: /, "", message)
	print part[1] "\t" part[2] "\t" word "\t" message
	next
}

$0 != "" {
	print "scripts/tidy\t1\tshellcheck\tshellcheck said: " $0
}
