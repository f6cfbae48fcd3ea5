# TypeScript keeps its types. In a component's markup only what stands in braces is code.

FNR == 1 {
	in_script = (FILENAME ~ /\.ts$/)
}

/@ts-(ignore|nocheck)/ {
	breach(FNR, "ts-ignore", "mend the type, or say what is expected with @ts-expect-error")
}

/eslint-disable/ {
	breach(FNR, "eslint-disable", "mend the code rather than silence the linter")
}

FILENAME ~ /\.svelte$/ && /<script/ {
	in_script = 1
}

{
	line = in_script ? code($0) : braced($0)
	if (line ~ /(: *|[^A-Za-z0-9_]as +|<|\| *|, *)any *([^A-Za-z0-9_ :]|$)/ || line ~ /: *any [^A-Za-z]/)
		breach(FNR, "any", "any switches the types off: name the type, or take unknown and check it")
}

FILENAME ~ /\.svelte$/ && /<\/script/ {
	in_script = 0
}

function braced(text,    out) {
	out = ""
	while (match(text, /\{[^{}]*\}/)) {
		out = out " " substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
	}
	return code(out)
}
