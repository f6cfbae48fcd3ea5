# No floating point in the rooms that money passes through.

BEGIN {
	count = split("double float atof strtod strtof strtold valuedouble cJSON_GetNumberValue", banned, " ")
}

FILENAME ~ /^fcgi-app\/(money|trading|db|api)\// {
	line = code($0)
	for (i = 1; i <= count; i++)
		if (has_word(line, banned[i]))
			breach(FNR, banned[i], banned[i] " loses cents: use the decimals of money/, or list why no money is meant in scripts/tidy.d/allowed")
}
