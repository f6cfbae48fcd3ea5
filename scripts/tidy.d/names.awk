# Names that say nothing, in paths and in functions. First file: all paths of the tree.

BEGIN {
	empty = "(^|[^A-Za-z])([Mm]anager|[Hh]elper|[Uu]til|[Mm]isc)s?([^a-z]|$)|[a-z](Manager|Helper|Util|Misc)s?([^a-z]|$)"
}

NR == FNR {
	if ($0 ~ empty)
		print $0 "\t1\tpath\tname the file by what it holds, in words of the trade"
	next
}

FILENAME ~ /\.[ch]$/ {
	scan(code($0))
	next
}

/^[ \t]*(export )?(default )?(async )?function [A-Za-z0-9_]+/ {
	name = $0
	sub(/^.*function /, "", name)
	judge(FNR, first_word(name))
	next
}

/^[ \t]*(export )?(const|let) [A-Za-z0-9_]+ = (async )?(function|\()/ {
	name = $0
	sub(/^[ \t]*(export )?(const|let) /, "", name)
	judge(FNR, first_word(name))
	next
}

/^[A-Za-z0-9_]+\(\)/ {
	judge(FNR, first_word($0))
}

function declared(text, line, has_body,    name) {
	name = declared_name(text)
	if (is_function)
		judge(line, name)
}

function body_ended() {
}

function judge(line, name) {
	if (name ~ empty)
		breach(line, name, "name " name " by what it does, in words of the trade")
}
