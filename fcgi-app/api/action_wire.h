/*
 * Corporate actions as replies tell them: what type one is, its id, its fields.
 */
#ifndef API_ACTION_WIRE_H
#define API_ACTION_WIRE_H

#include <stdbool.h>

#include "market/action.h"

struct json_writer;

/* In the order of Alpaca's groups. Those that nothing here tells of are known by name
 * alone: they are in nobody's list. */
enum action_wire_type {
	ACTION_WIRE_REVERSE_SPLIT,
	ACTION_WIRE_FORWARD_SPLIT,
	ACTION_WIRE_CASH_DIVIDEND,
	ACTION_WIRE_STOCK_DIVIDEND,
	ACTION_WIRE_SPIN_OFF,
	ACTION_WIRE_NAME_CHANGE,
	ACTION_WIRE_WORTHLESS_REMOVAL,
	ACTION_WIRE_UNIT_SPLIT,
	ACTION_WIRE_CASH_MERGER,
	ACTION_WIRE_STOCK_MERGER,
	ACTION_WIRE_STOCK_AND_CASH_MERGER,
	ACTION_WIRE_REDEMPTION,
	ACTION_WIRE_RIGHTS_DISTRIBUTION,
	ACTION_WIRE_TYPES
};

enum { ACTION_WIRE_ID_SIZE = 37 };

enum action_wire_type action_wire_type_of(const struct action *action);

/* "cash_dividend", and the name of its group: "cash_dividends". */
const char *action_wire_name(enum action_wire_type type);
const char *action_wire_group(enum action_wire_type type);

/* The kind of action (as a bit) that a type is found among; 0 for those nothing tells
 * of. */
unsigned action_wire_kinds(enum action_wire_type type);

/* Reads types separated by commas into bits 1 << type; false when one is unknown. */
bool action_wire_parse(const char *names, unsigned *types)
	__attribute__((warn_unused_result));

/* An id that says where to look: the same action has the same one for ever. */
void action_wire_id(const struct action *action, char id[ACTION_WIRE_ID_SIZE]);

/* The ex-day and the kind that an id points to; false when it was never one of ours. */
bool action_wire_locate(const char *id, int32_t *day, int32_t *kind)
	__attribute__((warn_unused_result));

/* The action as an object of Alpaca's group; with its type too when `typed`. */
void action_wire_write(struct json_writer *json, const struct action *action, bool typed);

#endif
