# The current version, in the environment as number, stands nowhere but in VERSION.

BEGIN {
	number = ENVIRON["number"]
}

FILENAME == "VERSION" || FILENAME ~ /(^|\/)(CHANGELOG\.md|package-lock\.json)$/ || !index($0, number) {
	next
}

# Other packages have versions of their own.
FILENAME ~ /(^|\/)package\.json$/ && !/^ *"version"/ {
	next
}

{
	text = $0
	while (at = index(text, number)) {
		before = at > 1 ? substr(text, at - 1, 1) : " "
		text = substr(text, at + length(number))
		if (before !~ /[0-9.]/ && text !~ /^(\.?[0-9])/) {
			print FILENAME "\t" FNR "\t" number "\tread the version from VERSION instead of repeating it"
			next
		}
	}
}
