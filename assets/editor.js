// The writing page: CodeMirror on Markdown, saves that lose nothing, previews as platforms show them.
// The page is a plain form; this replaces its textarea where scripts run.
import { open } from "./editor/desk.js";

const root = document.querySelector("[data-draft]");
if (root) open(root, JSON.parse(document.getElementById("draft-data").textContent));
