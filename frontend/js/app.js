import "./kit.js";
import "./answers.js";
import "./draft.js";
import "./combo.js";
import "./review.js";
