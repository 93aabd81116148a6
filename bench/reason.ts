/** What went wrong, as a tool or Node says it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
