import { ApiProblem, readSettings, readStatus, stopRun } from "./api.js";
import { byId } from "./element.js";
import { FrameStream } from "./frame-stream.js";
import { LiveView } from "./live-view.js";
import { RunForm } from "./run-form.js";
import { RunList, toneOf } from "./run-list.js";

const PROGRESS_MS = 500;

const list = new RunList();
const form = new RunForm((id) => {
  location.hash = id;
});
const stage = byId("live", HTMLElement);
const empty = byId("empty", HTMLElement);
let close = (): void => undefined;

/** Shows the run that the address names; the address survives a reload and can be passed on. */
function showRun(id: string): void {
  close();
  const view = new LiveView(id, () => void stop(id, view));
  empty.hidden = true;
  stage.replaceChildren(empty, view.root);
  const timer = setInterval(() => void showStatus(id, view), PROGRESS_MS);
  const stream = new FrameStream(id, {
    onFrame: (frame) => {
      view.showFrame(frame);
      if (frame.kind === "frame") return;
      clearInterval(timer);
      void list.refresh();
    },
    onConnection: (isConnected) => {
      view.showConnection(isConnected);
    },
  });
  void showStatus(id, view);
  list.select(id);
  close = () => {
    clearInterval(timer);
    stream.close();
    view.close();
  };
}

function showNothing(message: string): void {
  close();
  close = () => undefined;
  list.select("");
  byId("empty-title", HTMLElement).textContent = message;
  empty.hidden = false;
  stage.replaceChildren(empty);
}

async function showStatus(id: string, view: LiveView): Promise<void> {
  try {
    const { spec, progress } = await readStatus(id);
    view.showSpec(spec);
    view.showProgress(progress);
  } catch (error) {
    // Anything else is a lost connection, of which the stream speaks.
    if (error instanceof ApiProblem && error.document.status === 404) showNothing(error.message);
  }
}

async function stop(id: string, view: LiveView): Promise<void> {
  try {
    await stopRun(id);
  } catch (error) {
    view.showTrouble(error instanceof ApiProblem ? error.message : "The server does not answer.");
  }
}

function followAddress(): void {
  const id = location.hash.slice(1);
  if (id === "") showNothing("No run to show");
  else showRun(id);
}

addEventListener("hashchange", followAddress);
if (location.hash !== "") followAddress();
const [items, settings] = await Promise.all([list.refresh(), readSettings()]);
if (settings.targetUrl !== null) form.offerTarget(settings.targetUrl);
const live = items.find(({ state }) => toneOf(state) === "live");
if (location.hash === "" && live !== undefined) location.hash = live.id;
