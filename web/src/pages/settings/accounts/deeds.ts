/** What can be done to a paper account. */
export type AccountDeed = "edit" | "clone" | "reset" | "default" | "stop" | "resume" | "archive";
