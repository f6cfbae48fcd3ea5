import { mount } from "svelte";
import "../../base.css";
import Register from "./Register.svelte";

mount(Register, { target: document.body });
