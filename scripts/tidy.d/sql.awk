# Case of keywords, headers of queries, pairs of migrations. First file: all paths of the tree.

BEGIN {
	count = split("SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE JOIN LEFT INNER USING ON AND OR NOT NULL IN IS AS " \
		"ORDER GROUP BY HAVING LIMIT OFFSET UNION WITH RETURNING CREATE ALTER DROP GRANT REVOKE TO TABLE INDEX VIEW " \
		"FUNCTION TRIGGER ROLE POLICY PRIMARY FOREIGN KEY REFERENCES CHECK UNIQUE DEFAULT CONSTRAINT RETURNS LANGUAGE " \
		"BEGIN COMMIT ROLLBACK DECLARE IF THEN ELSE ELSIF END LOOP FOR RETURN RAISE CASE WHEN EXISTS BETWEEN CASCADE", word, " ")
	for (i = 1; i <= count; i++)
		keyword[word[i]] = 1
}

NR == FNR {
	if ($0 ~ /^sql\/migrations\//)
		migration($0)
	next
}

FNR == 1 {
	finish_header()
	in_comment = in_string = 0
	path = FILENAME
	is_query = in_header = (FILENAME ~ /^sql\/queries\//)
	purpose = shape = 0
}

in_header && !/^--/ {
	in_header = 0
}

in_header && /^-- shape: *(none|one|row|rows)$/ {
	shape++
	next
}

in_header && /^-- *[^ ]/ && !/^-- *shape:/ {
	purpose = 1
}

{
	line = plain($0)
	while (match(line, /[A-Z][A-Z_]+/)) {
		found = substr(line, RSTART, RLENGTH)
		if (found in keyword && substr(line, RSTART - 1, 1) !~ /[a-z0-9_]/ && substr(line, RSTART + RLENGTH, 1) !~ /[a-z0-9]/)
			print FILENAME "\t" FNR "\t" found "\twrite " tolower(found) " in lower case"
		line = " " substr(line, RSTART + RLENGTH)
	}
}

END {
	finish_header()
	check_pairs()
}

function finish_header() {
	if (is_query && !purpose)
		print path "\t1\tpurpose\tbegin with a comment that says what the statement is for"
	if (is_query && shape != 1)
		print path "\t1\tshape\tthe comment at the top must hold one line: -- shape: none|one|row|rows"
}

# The line without comments, strings and quoted names.
function plain(text,    out, mark, at) {
	out = " "
	while (text != "") {
		if (in_comment || in_string) {
			mark = in_comment ? "*/" : in_string
			if (!(at = index(text, mark)))
				return out
			text = substr(text, at + length(mark))
			in_comment = in_string = 0
			continue
		}
		if (!match(text, /['"]|--|\/\*/))
			return out text
		out = out substr(text, 1, RSTART - 1) " "
		mark = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (mark == "--")
			return out
		if (mark == "/*")
			in_comment = 1
		else
			in_string = mark
	}
	return out
}

function migration(file,    name) {
	name = file
	sub(/^sql\/migrations\//, "", name)
	if (name !~ /^[0-9][0-9][0-9][0-9]_[a-z0-9_]+\.(up|down)\.sql$/) {
		print file "\t1\tname\tname it NNNN_name.up.sql or NNNN_name.down.sql"
		return
	}
	known[file] = 1
	sub(/\.(up|down)\.sql$/, "", file)
	if (file in stem)
		return
	stem[file] = substr(name, 1, 4) + 0
	if (stem[file] in taken)
		print file ".up.sql\t1\tnumber\tnumber " substr(name, 1, 4) " is taken by " taken[stem[file]]
	taken[stem[file]] = file
	if (stem[file] > highest)
		highest = stem[file]
}

function check_pairs(    file, number) {
	for (file in stem) {
		if (!((file ".up.sql") in known))
			print file ".down.sql\t1\tpair\t" file ".up.sql is missing"
		if (!((file ".down.sql") in known))
			print file ".up.sql\t1\tpair\t" file ".down.sql is missing"
		if (stem[file] == 0)
			print file ".up.sql\t1\tnumber\tmigrations are numbered from 0001"
	}
	for (number = 1; number < highest; number++)
		if (!(number in taken))
			print taken[highest] ".up.sql\t1\tnumber\tno migration has number " sprintf("%04d", number) ": number them without gaps"
}
