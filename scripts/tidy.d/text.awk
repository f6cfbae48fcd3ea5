# Hygiene of all files. First file: "size path" a line.

BEGIN {
	most_bytes = 1048576
	reminder = "(^|[^A-Za-z0-9_])(TO" "DO|FIX" "ME|XX" "X|HA" "CK)([^A-Za-z0-9_]|$)"
	home = "(^|[^A-Za-z0-9_.$}])/(ho" "me|Us" "ers)/[A-Za-z]"
}

NR == FNR {
	size[$2] = $1
	if ($1 > most_bytes)
		print $2 "\t1\tsize\t" $1 " bytes: keep files under 1 MB, make or fetch large ones"
	next
}

{
	bytes[FILENAME] += length($0) + 1
	lines[FILENAME] = FNR
}

/\r$/ {
	breach("return", "end lines with a line feed alone")
	next
}

/[ \t]$/ {
	breach("space", "remove the space at the end of the line")
}

FILENAME ~ /(^|\/)(Makefile|GNUmakefile)$|\.mk$|^debian\/rules$/ && /^ / {
	breach("indent", "indent with a tab")
}

FILENAME ~ /package-lock\.json$/ {
	next
}

$0 ~ reminder {
	breach("reminder", "do it now, or open an issue and remove the reminder")
}

$0 ~ home {
	breach("home", "no paths into somebody's home")
}

END {
	for (path in lines)
		if (bytes[path] > size[path])
			print path "\t" lines[path] "\tnewline\tend the file with a line feed"
}

function breach(word, message) {
	print FILENAME "\t" FNR "\t" word "\t" message
}
