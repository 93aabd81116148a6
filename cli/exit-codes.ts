/** The run is done and its result can be believed; `suspect` included, with a warning. */
export const EXIT_DONE = 0;
/** The run could not be done. */
export const EXIT_FAILED = 1;
/** Bad usage or bad input; nothing was started. */
export const EXIT_USAGE = 2;
/** Done and believable, and what was asked for does not hold: an objective was not met, or a difference was found. */
export const EXIT_NOT_MET = 3;
/** Done and believable, and it can't be told whether what was asked for holds. */
export const EXIT_INCONCLUSIVE = 4;
/** The generator's own result is `invalid`. */
export const EXIT_INVALID = 5;
/** Interrupted before anything was measured. */
export const EXIT_INTERRUPTED = 130;
