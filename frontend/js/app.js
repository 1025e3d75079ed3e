import "./kit.js";
import "./answers.js";
import "./combo.js";
import "./review.js";
