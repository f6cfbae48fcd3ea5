#!/usr/bin/env bats
# scripts/compile-schemas takes what is a schema of a reply, and refuses all else by name.
# shellcheck disable=SC2016 # $ref is a word of schemas

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	tree=$BATS_TEST_TMPDIR
	schemas=$tree/fcgi-app/api/schemas
	mkdir -p "$tree/scripts" "$schemas" "$tree/fcgi-app/api/routes"
	cp "$root/scripts/compile-schemas" "$tree/scripts"
	echo '{ROUTE_GET, "/a", .schema = "Things"},' >"$tree/fcgi-app/api/routes/a.def"
	schema Error '"code": {"type": "integer", "description": "Which."}'
	schema Things '"things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "description": "Them."}'
	schema Thing '"price": {"type": ["string", "null"], "format": "decimal", "description": "Its \"price\"."}'
}

# schema NAME PROPERTIES [MORE]
schema() {
	printf '{"type": "object", "description": "A %s.", "properties": {%s}%s}\n' "$1" "$2" "${3-}" >"$schemas/$1.json"
}

compile() {
	run "$tree/scripts/compile-schemas" "$tree/out"
}

refuses() {
	compile
	[ "$status" -eq 1 ]
	[[ $output == *"$1"* ]] || {
		echo "said: $output" >&2
		return 1
	}
	[ ! -e "$tree/out/http/schema_table.c" ]
}

@test "what is sound becomes a table by name, its JSON whole" {
	compile
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	run grep -oE '^	\{"[A-Za-z]+"' "$tree/out/http/schema_table.c"
	[ "$output" = $'\t{"Error"\n\t{"Thing"\n\t{"Things"' ]
	printf '#include <stdio.h>\n#include "%s"\nint main(void) { puts(schema_table[1].json); }\n' \
		"$tree/out/http/schema_table.c" >"$tree/print.c"
	gcc -I "$root/fcgi-app" -o "$tree/print" "$tree/print.c"
	[ "$("$tree/print" | jq -S .)" = "$(jq -S . "$schemas/Thing.json")" ]
}

@test "what is no JSON" {
	echo '{"type": "object",}' >"$schemas/Thing.json"
	refuses 'fcgi-app/api/schemas/Thing.json: '
}

@test "a reference that leads nowhere" {
	schema Thing '"of": {"$ref": "#/components/schemas/Other", "description": "What."}'
	refuses 'Thing.json.of: there is no schema Other'
}

@test "a route that names no schema" {
	echo '{ROUTE_GET, "/b", .schema = "Others[]"},' >"$tree/fcgi-app/api/routes/b.def"
	refuses 'fcgi-app/api/routes/b.def: there is no schema Others'
}

@test "a schema that nothing refers to" {
	schema Other '"a": {"type": "string", "description": "A."}'
	refuses 'Other.json: nothing refers to it'
	echo '{ROUTE_GET, "/b", .schema = "Other[]"},' >"$tree/fcgi-app/api/routes/b.def"
	compile
	[ "$status" -eq 0 ]
}

@test "words, types and formats that there are not, and what is missing" {
	schema Thing '"a": {"type": "string", "descripton": "A."}'
	refuses 'Thing.json.a: "descripton" is no word of a schema here'
	refuses 'Thing.json.a: has no description'
	schema Thing '"a": {"type": "text", "description": "A."}'
	refuses 'Thing.json.a: there is no type text'
	schema Thing '"a": {"type": "string", "format": "time", "description": "A."}'
	refuses 'Thing.json.a: there is no format time'
	schema Thing '"a": {"description": "A."}'
	refuses 'Thing.json.a: has neither type nor'
	schema Thing '"a": {"type": "array", "description": "A."}'
	refuses 'Thing.json.a: does not say what its items are'
	schema Thing '"a": {"type": "object", "description": "A."}'
	refuses 'Thing.json.a: has neither properties nor'
	schema Thing '"a": {"type": "array", "items": {"type": "strin"}, "description": "A."}'
	refuses 'Thing.json.a[]: there is no type strin'
	schema Thing '"a": {"type": "string", "description": "A."}' ', "required": ["a", "b"]'
	refuses 'Thing.json: requires b, which is none of its properties'
	schema Thing '"a": {"type": "string", "description": "A."}' ', "required": ["a", "a"]'
	refuses 'Thing.json: requires something twice'
}
