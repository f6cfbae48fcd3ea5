# String literals that begin like a statement.

BEGIN {
	object = "(or replace|table|temp|temporary|unlogged|unique|index|view|materialized|function|procedure|trigger" \
		"|type|domain|role|user|schema|sequence|extension|database|policy|constraint|column|default|rule)"
	# Text after the keyword that makes it SQL rather than English.
	after["select"] = "."
	after["truncate"] = "."
	after["grant"] = "."
	after["insert"] = "into"
	after["delete"] = "from"
	after["update"] = "(only +)?[a-z_.%\"\\\\]+ +($|set( |$)|as( |$))"
	after["create"] = object "( |$)"
	after["alter"] = object "( |$)"
	after["drop"] = object "( |$)"
	after["with"] = "(recursive +)?[a-z_%]+ *(\\(|as( |$))"
}

{
	code($0)
	for (i = 1; i <= literals; i++) {
		text = tolower(literal[i])
		gsub(/\\[nt]/, " ", text)
		sub(/^[ (]+/, "", text)
		if (!match(text, /^[a-z]+ +/))
			continue
		rest = substr(text, RLENGTH + 1)
		word = first_word(text)
		if (word in after && (rest == "" || rest ~ ("^" after[word])))
			breach(FNR, word, "SQL in C: put the statement into sql/queries and call it by name")
	}
}
