# Prints the breaches that are not allowed, and the allowances that nothing needs.
# First file: allowances, "rule path word reason"; path and word may end in *.
# Second: rule, path, line, word, message by tab. Environment: known and ran rules, files.

BEGIN {
	split_set(ENVIRON["known"], known)
	split_set(ENVIRON["ran"], ran)
}

FILENAME ~ /tidy\.d\/allowed$/ {
	if ($0 ~ /^(#|$)/)
		next
	if (!($1 in known) || $1 == "lengths" || NF < 4) {
		report(FILENAME, FNR, "allowed", "write: rule path word reason")
		next
	}
	list = FILENAME
	count++
	rule[count] = $1
	path[count] = $2
	word[count] = $3
	line[count] = FNR
	next
}

FNR == 1 {
	FS = "\t"
	$0 = $0
}

{
	for (i = 1; i <= count; i++)
		if ($1 == rule[i] && matches($2, path[i]) && matches($4, word[i])) {
			used[i] = 1
			next
		}
	report($2, $3, $1, $5)
}

END {
	for (i = 1; i <= count; i++)
		if (!used[i] && rule[i] in ran)
			report(list, line[i], "allowed", rule[i] " no longer needs " path[i] " " word[i] ": remove this line")
	if (breaches == 0)
		print "tidy: " ENVIRON["files"] " files, no breach"
	else
		print "tidy: " ENVIRON["files"] " files, " breaches (breaches == 1 ? " breach" : " breaches")
	exit breaches > 0
}

function split_set(text, set,    name, names, i) {
	names = split(text, name, " ")
	for (i = 1; i <= names; i++)
		set[name[i]] = 1
}

function matches(text, pattern) {
	if (sub(/\*$/, "", pattern))
		return index(text, pattern) == 1
	return text == pattern
}

function report(where, at, name, message) {
	print where ":" at ": " name ": " message
	breaches++
}
