/** What the reader signs requests with, by header. It is kept by this page and nowhere else. */
export const credentials = $state<Record<string, string>>({});
