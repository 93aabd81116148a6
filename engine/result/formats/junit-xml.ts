import XMLBuilder from "fast-xml-builder";
import { toAttributeText } from "./xml-text.js";

/** A test case of a report; it has passed unless it has a problem. */
export interface JunitCase {
  /** Cases with the same one are shown together. */
  readonly group: string;
  readonly name: string;
  readonly problem?: JunitProblem;
  /** Of a case that has passed, for whoever looks closer. */
  readonly remark?: string;
}

/** Why a case has not passed: what was expected does not hold, or could not be told. */
export interface JunitProblem {
  readonly kind: "failure" | "error";
  readonly type: string;
  readonly message: string;
}

/** A report with one suite. */
export interface JunitReport {
  readonly name: string;
  /** RFC 3339, in UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

const ATTRIBUTE = "@";
/** Up to here the schema of reports allows an instant: no fraction, no zone. */
const INSTANT_LENGTH = "2026-01-02T03:04:05".length;

type Attributes = Readonly<Record<string, string | number>>;

/**
 * @returns the report as the servers read it: one `testsuites` with one `testsuite`
 * @see Source: the JUnit schema of Jenkins' xunit plugin, `junit-10.xsd`
 */
export function toJunitXml({ name, startedAt, seconds, properties, cases }: JunitReport): string {
  const totals = { ...countsOf(cases), time: seconds };
  const builder = new XMLBuilder({
    attributeNamePrefix: ATTRIBUTE,
    ignoreAttributes: false,
    suppressEmptyNode: true,
    // Attributes without a value are HTML, not XML.
    suppressBooleanAttributes: false,
    format: true,
  });
  const document = {
    "?xml": attributes({ version: "1.0", encoding: "UTF-8" }),
    testsuites: {
      ...attributes({ name: "mesh-bench", ...totals }),
      testsuite: {
        ...attributes({
          name,
          ...totals,
          skipped: 0,
          timestamp: startedAt.slice(0, INSTANT_LENGTH),
        }),
        properties: {
          property: Object.entries(properties).map(([key, value]) =>
            attributes({ name: key, value }),
          ),
        },
        testcase: cases.map(toElement),
      },
    },
  };
  return builder.build(document);
}

function countsOf(cases: readonly JunitCase[]): Attributes {
  const countOf = (kind: JunitProblem["kind"]): number =>
    cases.filter(({ problem }) => problem?.kind === kind).length;
  return { tests: cases.length, failures: countOf("failure"), errors: countOf("error") };
}

function toElement({ group, name, problem, remark }: JunitCase): object {
  return {
    ...attributes({ classname: group, name }),
    ...(problem === undefined
      ? {}
      : { [problem.kind]: attributes({ type: problem.type, message: problem.message }) }),
    ...(remark === undefined ? {} : { "system-out": toAttributeText(remark) }),
  };
}

function attributes(values: Attributes): object {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${ATTRIBUTE}${name}`,
      toAttributeText(String(value)),
    ]),
  );
}
