export { compileResponseChecks } from "./checks/compile-checks.js";
export type { CompiledChecks } from "./checks/compile-checks.js";
export type { JsonScalar, ResponseCheck } from "./checks/response-check.js";
export { ResponseChecker } from "./checks/response-checker.js";
export { compileStatusSet } from "./checks/status-set.js";
export { WireError } from "./errors.js";
export type { WireErrorCode } from "./errors.js";
export { compileHttp1Template } from "./http1/compile-request-template.js";
export type { Http1TemplateParts, TemplateField } from "./http1/compile-request-template.js";
export { HeadMemo } from "./http1/head-memo.js";
export type { HeadMemoOptions } from "./http1/head-memo.js";
export { compileHttp1Request } from "./http1/request-bytes.js";
export type { Http1RequestParts } from "./http1/request-bytes.js";
export type { Http1Template } from "./http1/request-template.js";
export {
  DEFAULT_MAX_HEADER_BYTES,
  Http1ResponseParser,
  PARSE_COMPLETE,
  PARSE_ERROR,
  PARSE_NEED_MORE,
} from "./http1/response-parser.js";
export type { ResponseSink } from "./http1/response-sink.js";
export type { Http1ResponseParserOptions, ParseOutcome } from "./http1/response-parser.js";
export type { RequestHead } from "./http1/request-head.js";
export {
  Http1RequestParser,
  REQUEST_BODY_BYTES_MAX,
  REQUEST_COMPLETE,
  REQUEST_ERROR,
  REQUEST_HEAD_BYTES_MAX,
  REQUEST_NEED_MORE,
  RequestHeadMemo,
} from "./http1/request-parser.js";
export { CONTINUE_BYTES, encodeResponseHead, isBodyForbidden } from "./http1/response-bytes.js";
export type { ConnectionField, ResponseHeadParts } from "./http1/response-bytes.js";
export type { SpliceSources } from "./splices/compile-splices.js";
export type { FeedTable } from "./splices/feed.js";
export type { SpliceRandom } from "./splices/splice-random.js";
export { UPSTREAM_INVALID, UPSTREAM_MISSING } from "./timing/timing-value.js";
export { UpstreamReader } from "./timing/upstream-reader.js";
export type { Placeholder, Template, TemplatePart } from "./splices/template.js";
