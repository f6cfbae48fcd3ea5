#include "db/slow_log.h"

#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"

enum { NAMES_SIZE = 512 };

void slow_log_note(
	const enum statement_name *names, size_t count, int64_t took_us, int pid)
{
	int64_t limit_ms = settings_number(SETTING_DATABASE_SLOW_LOG_MS);
	if (limit_ms == 0 || took_us < limit_ms * 1000)
		return;
	char buffer[NAMES_SIZE];
	struct text list = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < count; i++)
		text_format(
			&list, "%s%s", i == 0 ? "" : " ", statement_table[names[i]].name);
	const char *listed = text_done(&list);
	LOG(LOG_WARNING, "slow statements", LOG_NUMBER("duration_us", took_us),
		LOG_TEXT("statements", listed == NULL ? "many" : listed),
		LOG_NUMBER("postgres_pid", pid));
}
