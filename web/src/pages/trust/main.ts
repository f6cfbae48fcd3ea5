import { mount } from "svelte";
import "../../base.css";
import Trust from "./Trust.svelte";

mount(Trust, { target: document.body });
