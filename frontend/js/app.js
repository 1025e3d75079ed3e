import "./kit.js";
