import { mount } from "svelte";
import "../../base.css";
import Missing from "./Missing.svelte";

mount(Missing, { target: document.body });
