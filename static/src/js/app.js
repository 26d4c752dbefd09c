// Every behaviour improves a page that already works; each attaches to its own data attribute.
import "./dialog.js";
import "./draft.js";
import "./send.js";
import "./suggest.js";
import "./swap.js";
