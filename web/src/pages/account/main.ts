import { mount } from "svelte";
import "../../base.css";
import Account from "./Account.svelte";

mount(Account, { target: document.body });
