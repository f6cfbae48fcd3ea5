// Runs before the first paint, so that no page flashes in the wrong theme.
(() => {
	const light = matchMedia("(prefers-color-scheme: light)");

	function apply() {
		let chosen = null;
		try {
			chosen = localStorage.getItem("theme");
		} catch {
			// Storage is blocked: follow the system.
		}
		if (chosen !== "dark" && chosen !== "light") {
			chosen = light.matches ? "light" : "dark";
		}
		document.documentElement.dataset.theme = chosen;
	}

	apply();
	light.addEventListener("change", apply);
	addEventListener("storage", apply);
})();
