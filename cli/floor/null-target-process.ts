import { createHttpTarget } from "../../server/targets/index.js";
import type { NullTargetMessage } from "./null-target.js";

// The process of openNullTarget.

// A terminal's Ctrl-C goes to every process in front of it. The run that it ends early waits for answers from here, so
// that our parent alone decides when we end.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

function tell(message: NullTargetMessage): void {
  process.send?.(message);
}

try {
  const target = await createHttpTarget({ host: "127.0.0.1", port: 0 });
  const end = (): void => void target.close();
  process.once("disconnect", end);
  if (process.connected) tell({ kind: "listening", url: `${target.url}/null` });
  else end();
} catch (error) {
  tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
}
