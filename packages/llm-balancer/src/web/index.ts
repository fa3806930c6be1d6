/** Answers for the clients of a web server. */
export { pipeTo, type NodeResponse } from './pipe-to.ts'
export { toResponse } from './to-response.ts'
export type { WebFormatName, WebOptions } from './web-options.ts'
export type { WebAnswer, WebPart, WebSource, WebStream } from './web-source.ts'
