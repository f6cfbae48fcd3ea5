// What the API replies with, by the names of its schemas: Order, Position, Quote, … They
// are generated from the server's own OpenAPI document when the web app is built.
import type { paths } from "./generated";

export type * from "./generated";

type Method = "get" | "post" | "put" | "patch" | "delete";

/** The JSON that an operation replies with when all is well: Reply<"/api/portfolio">. */
export type Reply<
	Path extends keyof paths,
	Verb extends Method = "get",
> = paths[Path][Verb] extends { responses: infer Responses }
	? Exclude<keyof Responses, "default"> extends infer Status extends
			keyof Responses
		? Responses[Status] extends {
				content: { "application/json": infer Body };
			}
			? Body
			: never
		: never
	: never;
