# What the documents point at exists. Files: all paths of the tree, the makefiles, the documents.

NR == FNR {
	path = $0
	exists[path] = 1
	while (sub(/\/[^\/]*$/, "", path))
		exists[path] = 1
	next
}

FILENAME !~ /\.md$/ {
	if ($0 ~ /^[A-Za-z0-9_.\/ -]+:([^=]|$)/) {
		sub(/:.*/, "")
		for (i = 1; i <= NF; i++)
			target[$i] = 1
	}
	next
}

FNR == 1 {
	in_fence = 0
	folder = FILENAME
	if (!sub(/\/[^\/]*$/, "", folder))
		folder = ""
}

{
	check_scripts($0)
}

/^ *(```|~~~)/ {
	in_fence = !in_fence
	next
}

in_fence {
	check_make($0)
	next
}

{
	text = ""
	count = split($0, span, "`")
	for (i = 1; i <= count; i++) {
		if (i % 2 == 0)
			check_make(span[i])
		else
			text = text span[i]
	}
	while (match(text, /\]\([^()]*\)/)) {
		link = substr(text, RSTART + 2, RLENGTH - 3)
		text = substr(text, RSTART + RLENGTH)
		check_link(link)
	}
	if (text ~ /^ *\[[^]]+\]: *[^ ]/) {
		sub(/^ *\[[^]]+\]: */, "", text)
		check_link(text)
	}
}

function check_link(link,    path) {
	sub(/^ +/, "", link)
	sub(/[ #].*/, "", link)
	gsub(/[<>]/, "", link)
	if (link == "" || link ~ /^[a-z]+:/ || link ~ /^\//)
		return
	path = resolve(folder "/" link)
	if (path != "" && !(path in exists))
		breach(link, "the link to " link " leads nowhere")
}

function resolve(path,    step, steps, i, depth, out) {
	steps = split(path, step, "/")
	depth = 0
	for (i = 1; i <= steps; i++) {
		if (step[i] == "..")
			depth--
		else if (step[i] != "" && step[i] != ".")
			step[++depth] = step[i]
		if (depth < 0)
			return path
	}
	out = ""
	for (i = 1; i <= depth; i++)
		out = out (i > 1 ? "/" : "") step[i]
	return out
}

# "make a b" where a command may stand; options and VARIABLE=value are passed over.
function check_make(command,    word, words, i) {
	sub(/(^| )#.*/, "", command)
	gsub(/(&&|\|\||;|\|)/, "\n", command)
	words = split(command, line, "\n")
	for (i = 1; i <= words; i++)
		check_make_line(line[i])
}

function check_make_line(command,    word, words, i) {
	sub(/^[ \t]*([$#>] +)?/, "", command)
	while (sub(/^(sudo|time|[A-Za-z_]+=[^ ]*) +/, "", command))
		;
	words = split(command, word, /[ \t]+/)
	if (word[1] != "make")
		return
	for (i = 2; i <= words; i++) {
		if (word[i] == "-C")
			return
		if (word[i] ~ /^-/ || word[i] ~ /=/ || word[i] == "")
			continue
		if (word[i] !~ /^[a-z][a-z0-9_-]*$/)
			return
		if (!(word[i] in target))
			breach("make-" word[i], "the Makefile has no target " word[i])
	}
}

function check_scripts(text,    name, before) {
	while (match(text, /scripts\/[A-Za-z0-9_.\/-]+/)) {
		before = RSTART > 1 ? substr(text, RSTART - 1, 1) : " "
		if (RSTART > 2 && substr(text, RSTART - 2, 2) == "./")
			before = RSTART > 3 ? substr(text, RSTART - 3, 1) : " "
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		sub(/[.\/-]+$/, "", name)
		if (before !~ /[A-Za-z0-9_.\/-]/ && !(name in exists))
			breach(name, "there is no " name)
	}
}

function breach(word, message) {
	print FILENAME "\t" FNR "\t" word "\t" message
}
