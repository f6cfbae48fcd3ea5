#include "base/json_copy.h"

#include "base/json_read.h"
#include "base/json_write.h"

static void copy_members(struct json_writer *json, const cJSON *parent, bool named)
{
	const cJSON *child;
	cJSON_ArrayForEach(child, parent)
	{
		if (named)
			json_write_key(json, child->string);
		json_copy(json, child);
	}
}

void json_copy(struct json_writer *json, const cJSON *item)
{
	if (cJSON_IsNumber(item)) {
		json_write_raw(json, json_read_text(item));
	} else if (cJSON_IsString(item)) {
		json_write_string(json, item->valuestring);
	} else if (cJSON_IsObject(item)) {
		json_write_object(json);
		copy_members(json, item, true);
		json_write_object_end(json);
	} else if (cJSON_IsArray(item)) {
		json_write_array(json);
		copy_members(json, item, false);
		json_write_array_end(json);
	} else if (cJSON_IsBool(item)) {
		json_write_bool(json, cJSON_IsTrue(item));
	} else {
		json_write_null(json);
	}
}
