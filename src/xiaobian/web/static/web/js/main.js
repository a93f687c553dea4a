// The behaviours of every page, each bound by data attributes. Pages work without any of them.
import "./toasts.js";
import "./dialogs.js";
import "./menus.js";
import "./theme.js";
import "./forms.js";
import "./copy.js";
import "./dropzone.js";
import "./tabs.js";
import "./times.js";
import "./palette.js";
import "./shortcuts.js";
import "./live.js";
