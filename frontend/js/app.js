import "./kit.js";
import "./combo.js";
