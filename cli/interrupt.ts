/**
 * Waits for SIGINT or SIGTERM.
 *
 * A second signal then ends the process at once, as it would have without us.
 */
export async function nextInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (): void => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
