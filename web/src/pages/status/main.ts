import { mount } from "svelte";
import "../../base.css";
import Status from "./Status.svelte";

mount(Status, { target: document.body });
