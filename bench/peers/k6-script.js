// What k6 runs for the bench: the job comes in its environment.
/* global __ENV */
import http from "k6/http";

const connections = Number(__ENV.CONNECTIONS);
const duration = `${__ENV.SECONDS}s`;

export const options = {
  discardResponseBodies: true,
  scenarios: {
    bench:
      __ENV.RATE === undefined
        ? { executor: "constant-vus", vus: connections, duration }
        : {
            executor: "constant-arrival-rate",
            rate: Number(__ENV.RATE),
            timeUnit: "1s",
            duration,
            preAllocatedVUs: connections,
            maxVUs: connections,
          },
  },
};

export default function () {
  http.get(__ENV.URL);
}
