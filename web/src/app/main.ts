import { mount } from "svelte";
import "../base.css";
import App from "./App.svelte";

mount(App, { target: document.body });

if ("serviceWorker" in navigator && import.meta.env.PROD)
	addEventListener("load", () => {
		void navigator.serviceWorker.register("/sw.js").catch(() => {
			// Without it the app works, only not without a network.
		});
	});
