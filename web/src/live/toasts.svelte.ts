/** Short notes of what just happened; they go by themselves, but for those that went wrong. */
export interface Toast {
	id: number;
	kind: "good" | "bad" | "info";
	text: string;
	action?: { name: string; run: () => void };
}

const SHOWN_MS = 6_000;
const MOST = 4;

let toasts = $state<Toast[]>([]);
let last = 0;

export function shownToasts(): Toast[] {
	return toasts;
}

export function dismiss(id: number): void {
	toasts = toasts.filter((toast) => toast.id !== id);
}

export function toast(kind: Toast["kind"], text: string, action?: Toast["action"]): void {
	const id = ++last;
	const next: Toast = action === undefined ? { id, kind, text } : { id, kind, text, action };
	toasts = [...toasts.slice(1 - MOST), next];
	if (kind !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
}
