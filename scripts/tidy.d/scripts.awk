# Names the shell scripts among the files: by ending, else by first line.

FNR == 1 && (FILENAME ~ /\.(sh|bash|bats)$/ || /^#!.*[\/ ](bash|sh|dash|bats)( |$)/) {
	print FILENAME
}
FNR == 1 {
	nextfile
}
