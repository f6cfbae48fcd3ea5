import { mount } from "svelte";
import "../../base.css";
import Docs from "./Docs.svelte";

mount(Docs, { target: document.body });
