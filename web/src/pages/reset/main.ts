import { mount } from "svelte";
import "../../base.css";
import Reset from "./Reset.svelte";

mount(Reset, { target: document.body });
