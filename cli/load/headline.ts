export { loadText, requestText } from "../../engine/core/index.js";
