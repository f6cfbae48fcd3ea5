# foo.c and foo.h export foo or foo_*. bin/main.c has main; a header of bin may list the entry
# points of all subcommands, cmd_NAME or NAME_command.

FNR == 1 {
	stem = FILENAME
	sub(/.*\//, "", stem)
	sub(/\.[ch]$/, "", stem)
	is_header = (FILENAME ~ /\.h$/)
}

{
	scan(code($0))
}

function declared(text, line, has_body,    name) {
	name = declared_name(text)
	if (name == "" || index(name, stem "_") == 1 || name == stem)
		return
	if (is_static && !(is_header && is_function))
		return
	if (is_extern && !is_header)
		return
	if (FILENAME == "fcgi-app/bin/main.c" && name == "main")
		return
	if (FILENAME ~ /^fcgi-app\/bin\// && name ~ /^cmd_|_command$/)
		return
	breach(line, name, "name " name " " stem "_* or make it static")
}

function body_ended() {
}
