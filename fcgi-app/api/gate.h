/*
 * What stands between the dispatcher and the handlers: who may call, how
 * often, and the transaction around it all.
 */
#ifndef API_GATE_H
#define API_GATE_H

#include "http/dispatch.h"

extern const struct dispatch_hooks gate_hooks;

#endif
