# Reads C (and TypeScript, near enough) line by line: what is code, what it calls.

FNR == 1 {
	in_comment = 0
}

# The line without comments and with its strings emptied; the strings go to literal[1..literals].
function code(line,    out, mark, length_) {
	literals = 0
	out = ""
	while (line != "") {
		if (in_comment) {
			if (!(length_ = index(line, "*/")))
				return out
			line = substr(line, length_ + 2)
			in_comment = 0
			out = out " "
			continue
		}
		if (!match(line, /["'`]|\/\*|\/\//))
			return out line
		out = out substr(line, 1, RSTART - 1)
		mark = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		if (mark == "//")
			return out
		if (mark == "/*") {
			in_comment = 1
			continue
		}
		length_ = string_length(line, mark)
		literal[++literals] = substr(line, 1, length_)
		out = out mark mark
		line = substr(line, length_ + 2)
	}
	return out
}

function string_length(text, mark,    found) {
	if (mark == "\"")
		found = match(text, /^([^"\\]|\\.)*"/)
	else if (mark == "'")
		found = match(text, /^([^'\\]|\\.)*'/)
	else
		found = match(text, /^([^`\\]|\\.)*`/)
	return found ? RLENGTH - 1 : length(text)
}

function first_word(text) {
	return match(text, /^[A-Za-z0-9_]+/) ? substr(text, 1, RLENGTH) : ""
}

# Whether the code holds the word, alone; leaves the text after it in rest_of_line.
function has_word(line, word,    at, before, after) {
	while ((at = index(line, word)) > 0) {
		before = at > 1 ? substr(line, at - 1, 1) : " "
		line = substr(line, at + length(word))
		after = substr(line, 1, 1)
		if (before !~ /[A-Za-z0-9_]/ && after !~ /[A-Za-z0-9_]/) {
			rest_of_line = line
			word_before = before
			return 1
		}
	}
	return 0
}

# Whether the code calls the function (a member of that name is another matter).
function calls(line, name) {
	while (has_word(line, name)) {
		if (rest_of_line ~ /^ *\(/ && word_before !~ /[.>]/)
			return 1
		line = rest_of_line
	}
	return 0
}

function breach(line, word, message) {
	print FILENAME "\t" line "\t" word "\t" message
}
