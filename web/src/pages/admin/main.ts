import { mount } from "svelte";
import "../../base.css";
import Admin from "./Admin.svelte";

mount(Admin, { target: document.body });
