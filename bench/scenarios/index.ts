import type { ScenarioId } from "../options.js";
import type { Section } from "../section.js";
import type { Setting } from "../setting.js";
import { liveFrames } from "./live-frames.js";
import { closed32, closed5000, openLoop, tls32 } from "./peer-scenarios.js";
import { stalledTarget } from "./stalled-target.js";
import { startUp } from "./start-up.js";

/** Every scenario of the bench by the name that `--only` takes. */
export const SCENARIOS: Readonly<Record<ScenarioId, (setting: Setting) => Promise<Section>>> = {
  "closed-32": closed32,
  "closed-5000": closed5000,
  "tls-32": tls32,
  "open-1000": (setting) => openLoop(setting, 1000),
  "open-20000": (setting) => openLoop(setting, 20_000),
  "open-100000": (setting) => openLoop(setting, 100_000),
  "live-frames": liveFrames,
  "start-up": startUp,
  "stalled-target": stalledTarget,
};
