import { mount } from "svelte";
import "../../base.css";
import SignIn from "./SignIn.svelte";

mount(SignIn, { target: document.body });
