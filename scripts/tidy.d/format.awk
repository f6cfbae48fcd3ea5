# Turns what clang-format says into breaches, one a file.

/^[^:]+:[0-9]+:[0-9]+: error: / {
	split($0, part, ":")
	if (!(part[1] in seen))
		print part[1] "\t" part[2] "\tformat\trun: clang-format -i " part[1]
	seen[part[1]] = 1
	last = 2
	next
}

# The line of code and the mark beneath it follow each error.
last > 0 {
	last--
	next
}

$0 != "" {
	print ".clang-format\t1\tformat\tclang-format said: " $0
}
