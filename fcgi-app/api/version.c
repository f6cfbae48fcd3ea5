#include "api/version.h"

const char *version_text(void)
{
	return PAPERTRADE_VERSION;
}

const char *version_commit(void)
{
	return PAPERTRADE_COMMIT;
}
