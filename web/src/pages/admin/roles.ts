import type { Role } from "../../api/people";

export const ROLE_CHOICES: { value: Role; name: string }[] = [
	{ value: "trader", name: "Trader: trades on their own accounts" },
	{ value: "viewer", name: "Viewer: looks, and changes nothing" },
	{ value: "admin", name: "Administrator: also manages users" },
];
