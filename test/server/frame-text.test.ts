import t from "tap";

import { frameText } from "../../server/frame-text.js";
import { endedRun, frameOf, stretchOf } from "../fixtures/scripted-run.js";

t.test("frameText", async (t) => {
  t.same(JSON.parse(frameText(frameOf(3))), frameOf(3), "is the frame as JSON");

  for await (const frame of endedRun(1, 2)) {
    t.same(
      JSON.parse(frameText(frame)),
      JSON.parse(JSON.stringify(frame)),
      `also of a ${frame.kind} one`,
    );
  }

  let count = 0;
  const counted = { ...stretchOf(1), toJSON: () => ++count };
  const frame = { ...frameOf(1), interval: counted };
  t.match(frameText(frame), /"sequence":1,.*"interval":1,/);
  t.match(frameText({ ...frame, sequence: 7 }), /"sequence":7,.*"interval":1,/);
  t.equal(count, 1, "turns a part that two frames share into text once");
});
