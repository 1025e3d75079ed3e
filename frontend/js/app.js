import "./kit.js";
import "./answers.js";
import "./draft.js";
import "./combo.js";
import "./map.js";
import "./review.js";
import "./fairboard.js";
import "./kept.js";
