# Measures functions and files. First file: the exceptions, "path[:function] limit" a line.

BEGIN {
	function_limit = 70
	file_limit = 400
	unit["function"] = "split it"
	unit["file"] = "split it by topic"
}

FILENAME ~ /tidy\.d\/lengths$/ {
	if ($0 ~ /^(#|$)/)
		next
	if (NF != 2 || $2 !~ /^[0-9]+$/) {
		breach(FNR, "lengths", "write: path[:function] limit")
		next
	}
	limit_of[$1] = $2
	line_of[$1] = FNR
	list = FILENAME
	next
}

FNR == 1 {
	current = FILENAME
}

{
	lines[FILENAME] = FNR
}

FILENAME ~ /\.[ch]$/ {
	scan(code($0))
}

function declared(text, line, has_body) {
	if (has_body)
		body_name = declared_name(text)
}

function body_ended() {
	measure("function", FILENAME, body_line, FILENAME ":" body_name, FNR - body_line + 1, function_limit)
}

function measure(kind, path, line, key, length_, limit,    name) {
	name = key
	sub(/.*[\/:]/, "", name)
	if (!(key in limit_of)) {
		if (length_ > limit)
			print path "\t" line "\tlength\t" kind " " name " has " length_ " lines, " limit " is the most: " unit[kind]
		return
	}
	if (length_ > limit_of[key])
		print path "\t" line "\tlength\t" kind " " name " has " length_ " lines and may only shrink from " limit_of[key] ": " unit[kind]
	else if (length_ <= limit)
		print list "\t" line_of[key] "\tlength\t" key " is short enough now: remove this line"
	else if (length_ < limit_of[key])
		print list "\t" line_of[key] "\tlength\t" key " has shrunk: lower its limit to " length_
	delete limit_of[key]
}

END {
	for (path in lines)
		measure("file", path, 1, path, lines[path], file_limit)
	for (key in limit_of)
		print list "\t" line_of[key] "\tlength\t" key " is gone: remove this line"
}
