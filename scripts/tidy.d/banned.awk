# Calls and headers that we do without; the second half binds only what we ship.

BEGIN {
	instead["strcpy"] = "use base/text"
	instead["strcat"] = "use base/text"
	instead["sprintf"] = "use snprintf or base/text"
	instead["vsprintf"] = "use vsnprintf or base/text"
	instead["gets"] = "use fgets"
	instead["strtok"] = "use strcspn or strtok_r"
	instead["cJSON_GetObjectItem"] = "use cJSON_GetObjectItemCaseSensitive"
	instead["cJSON_HasObjectItem"] = "use cJSON_GetObjectItemCaseSensitive"

	shipped["rand"] = "take randomness as an argument, or libsodium's"
	shipped["srand"] = "take randomness as an argument, or libsodium's"
	shipped["system"] = "use posix_spawn with an argument list"
	shipped["popen"] = "use posix_spawn with an argument list"

	clock["time"] = clock["gettimeofday"] = clock["clock_gettime"] = 1

	header["fcgi_stdio.h"] = "it replaces environ and stdio: include fcgiapp.h"
	header["cJSON_Utils"] = "it ignores case: do without"
}

{
	commented = in_comment
	line = code($0)
	for (name in instead)
		if (calls(line, name))
			breach(FNR, name, name "(): " instead[name])
}

!commented && /^[ \t]*#[ \t]*include/ {
	for (name in header)
		if (index($0, name))
			breach(FNR, name, name ": " header[name])
}

FILENAME ~ /^fcgi-app\// {
	for (name in shipped)
		if (calls(line, name))
			breach(FNR, name, name "(): " shipped[name])
	if (FILENAME !~ /^fcgi-app\/base\/clock\.c$/)
		for (name in clock)
			if (calls(line, name))
				breach(FNR, name, name "(): ask base/clock, or take the time as an argument")
}
