# Finds what C code declares at the top level. Needs c.awk; the rule gives declared and body_ended.

FNR == 1 {
	in_body = in_directive = depth = 0
	declaration = ""
}

# Feeds one line of code. Calls declared(text, line, has_body) for each declaration at the top
# level and body_ended() at the end of a function, both given by the rule. By our format a
# function's braces, and only they, stand alone in column 0.
function scan(line,    part, mark) {
	if (in_body) {
		if (line ~ /^}/) {
			in_body = 0
			body_ended()
		}
		return
	}
	if (in_directive || line ~ /^[ \t]*#/) {
		in_directive = (line ~ /\\$/)
		return
	}
	if (line ~ /^\{/ && depth == 0) {
		in_body = (line !~ /}/)
		body_line = FNR
		declared(declaration, declaration_line, 1)
		declaration = ""
		return
	}
	if (line ~ /^}/)
		depth = 1
	while (match(line, /[{};]/)) {
		part = substr(line, 1, RSTART - 1)
		mark = substr(line, RSTART, 1)
		line = substr(line, RSTART + 1)
		if (depth == 0)
			extend_declaration(part)
		if (mark == "{") {
			depth++
		} else if (mark == "}") {
			if (depth > 0 && --depth == 0)
				extend_declaration("{}")
		} else if (depth == 0) {
			declared(declaration, declaration_line, 0)
			declaration = ""
		}
	}
	if (depth == 0)
		extend_declaration(line)
}

function extend_declaration(part) {
	gsub(/[ \t]+/, " ", part)
	if (part == "" || part == " ")
		return
	if (declaration == "")
		declaration_line = FNR
	declaration = declaration " " part
}

# The function or variable that a declaration names; "" for a mere type.
function declared_name(text) {
	gsub(/__extension__ */, "", text)
	gsub(/__attribute__ *\(\([^()]*(\([^()]*\))*[^()]*\)\)/, "", text)
	gsub(/\[\[[^]]*\]\]/, "", text)
	sub(/=.*/, "", text)
	gsub(/[A-Z][A-Z0-9_]+ *\([^()]*\)/, "", text)
	if (text ~ /^ *typedef / || text ~ /^ *(_Static_assert|static_assert) *\(/)
		return ""
	is_static = (text ~ /(^|[^A-Za-z0-9_])static /)
	is_extern = (text ~ /(^|[^A-Za-z0-9_])extern /)
	is_function = 0
	if (match(text, /\( *\*+ *[A-Za-z_]/))
		if (index(text, "(") == RSTART)
			return first_word(substr(text, RSTART + RLENGTH - 1))
	if (match(text, /\(/)) {
		is_function = 1
		return last_word(substr(text, 1, RSTART - 1))
	}
	sub(/\[.*/, "", text)
	if (text ~ /^ *(struct|union|enum)( [A-Za-z0-9_]+)?( \{\})? *$/)
		return ""
	return last_word(text)
}

function last_word(text) {
	return match(text, /[A-Za-z0-9_]+ *$/) ? first_word(substr(text, RSTART)) : ""
}
