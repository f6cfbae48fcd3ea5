#include "db/array.h"

#include "base/text.h"

const char *array_text(struct arena *arena, const char *const *items, size_t count)
{
	struct text array = text_in(arena);
	text_byte(&array, '{');
	for (size_t i = 0; i < count; i++) {
		text_string(&array, i == 0 ? "\"" : ",\"");
		for (const char *byte = items[i]; *byte != '\0'; byte++) {
			if (*byte == '"' || *byte == '\\')
				text_byte(&array, '\\');
			text_byte(&array, *byte);
		}
		text_byte(&array, '"');
	}
	text_byte(&array, '}');
	return text_done(&array);
}
