# Dependencies between the rooms of fcgi-app run one way. First file: all paths of the tree.

BEGIN {
	floor["base"] = 1
	floor["money"] = 2
	floor["db"] = floor["http"] = floor["net"] = 3
	floor["auth"] = floor["market"] = floor["trading"] = floor["quant"] = floor["assist"] = 4
	floor["api"] = 5
	floor["bin"] = 6
	topics = 4
}

NR == FNR {
	exists[$0] = 1
	next
}

FNR == 1 {
	split(FILENAME, step, "/")
	room = step[2]
	if (FILENAME !~ /^fcgi-app\/[^\/]+\//)
		breach(1, "room", "move it into a room of fcgi-app")
	else if (!(room in floor))
		breach(1, room, "unknown room " room ": use one that the design names, or name this one in scripts/tidy.d/rooms.awk")
}

{
	commented = in_comment
	code($0)
}

commented || !/^[ \t]*#[ \t]*include[ \t]*["<]/ {
	next
}

{
	header = $0
	sub(/^[^"<]*/, "", header)
	mark = substr(header, 1, 1)
	header = substr(header, 2)
	sub(/[">].*/, "", header)
}

mark == "<" {
	if (("fcgi-app/" header) in exists)
		breach(FNR, header, "include our own header in quotes")
	next
}

header ~ /(^|\/)\.\.?\// || header !~ /\// {
	breach(FNR, header, "write the path from fcgi-app: room/" base_name(header))
	next
}

room in floor {
	other = header
	sub(/\/.*/, "", other)
	if (!(other in floor))
		breach(FNR, header, "unknown room " other)
	else if (is_pure() && other != "base" && other != "money" && !is_pure_sibling())
		breach(FNR, header, "quant and *_rules are pure: they include only base and money")
	else if (other == room || floor[other] < floor[room])
		next
	else if (floor[other] > floor[room])
		breach(FNR, header, room " lies below " other ": pass in what it needs, or move the code up")
	else if (floor[room] != topics)
		breach(FNR, header, room " and " other " do not include each other: join them in a room above")
	else if (!shared_with(header, room))
		breach(FNR, header, "the leading comment of " header " must say why: \"Shared with: " room ": reason\"")
}

function is_pure() {
	return room == "quant" || FILENAME ~ /_rules\.[ch]$/
}

function is_pure_sibling() {
	return other == room && (room == "quant" || header ~ /(_rules\.h|\.def)$/)
}

function base_name(path) {
	sub(/.*\//, "", path)
	return path
}

# Reads the header's leading comment.
function shared_with(path, user,    line, found) {
	if (!(("fcgi-app/" path) in exists))
		return 0
	while (!found && (getline line < ("fcgi-app/" path)) > 0) {
		if (line !~ /^[ \t]*(\/\*|\*|\/\/|$)/)
			break
		found = (line ~ ("Shared with: " user ": *[^ *]"))
	}
	close("fcgi-app/" path)
	return found
}
