import { mount } from "svelte";
import "../../base.css";
import Forgot from "./Forgot.svelte";

mount(Forgot, { target: document.body });
