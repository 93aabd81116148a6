import type { RunSpec, RunStatus } from "../engine/index.js";
import type { PageSettings, ProblemDocument, RunList, RunReference } from "../server/index.js";

/** An answer that is a problem document. */
export class ApiProblem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail);
    this.document = document;
  }
}

/** What a form says: like a run spec, but numbers may still be whatever was typed. */
export type DraftSpec = Readonly<Partial<Record<keyof RunSpec, unknown>>>;

/** @throws ApiProblem when the server refuses the spec */
export async function startRun(spec: DraftSpec): Promise<RunReference> {
  return call<RunReference>("/api/v1/runs", { method: "POST", body: JSON.stringify(spec) });
}

/** @throws ApiProblem when the run has already ended */
export async function stopRun(id: string): Promise<RunReference> {
  return call<RunReference>(`/api/v1/runs/${id}/stop`, { method: "POST", body: "{}" });
}

/** @throws ApiProblem when the server does not know the run */
export async function readStatus(id: string): Promise<RunStatus> {
  return call<RunStatus>(`/api/v1/runs/${encodeURIComponent(id)}`);
}

/** @returns the newest runs */
export async function listRuns(): Promise<RunList> {
  return call<RunList>("/api/v1/runs?limit=20");
}

/** @returns what the server tells its page */
export async function readSettings(): Promise<PageSettings> {
  return call<PageSettings>("/page-settings.json");
}

async function call<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(path, {
    ...init,
    headers: init.body === undefined ? {} : { "content-type": "application/json" },
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new ApiProblem(answer as ProblemDocument);
  return answer as Answer;
}
