import type { ErrorName } from '../fault.ts'
import type { ErrorReply, WireError } from './wire-format.ts'

/** A vendor's usual status and message of an error; its other fields are `Words`. */
export type ErrorRow<Words> = Words & {
  readonly status: number
  readonly message: string | ((error: WireError) => string)
}

/** All errors of a vendor. */
export type ErrorRows<Words> = Readonly<Record<ErrorName, ErrorRow<Words>>>

/** The errors of a vendor, made of its table. */
export type ErrorTable = {
  /** As they come instead of an answer. */
  readonly reply: (error: WireError) => ErrorReply
  /** The body alone, the same in a response and in a stream. */
  readonly body: (error: WireError) => unknown
}

/** A vendor's way to write its errors. */
export type ErrorStyle<Words> = {
  readonly rows: ErrorRows<Words>
  /** The body of a row's error; `status` and `message` are those of this error. */
  readonly body: (
    row: Omit<ErrorRow<Words>, 'message'> & { readonly message: string },
    error: WireError,
  ) => unknown
  /** How it says when to come back. @default `retry-after` in seconds */
  readonly retryHeaders?: (milliseconds: number) => Record<string, string>
}

/** Makes a vendor's errors of its table. */
export function errorTable<Words extends object>(style: ErrorStyle<Words>): ErrorTable {
  const { rows, retryHeaders = retryAfter } = style
  const body = (error: WireError): unknown => {
    const row = rows[error.name]
    const usual = typeof row.message === 'string' ? row.message : row.message(error)
    const status = error.status ?? row.status
    return style.body({ ...row, status, message: error.message ?? usual }, error)
  }
  return {
    body,
    reply: (error) => ({
      status: error.status ?? rows[error.name].status,
      headers: error.retryAfterMs === undefined ? {} : retryHeaders(error.retryAfterMs),
      body: body(error),
    }),
  }
}

/** A wait in whole seconds, as `Retry-After` says it: rounded up, so that no caller comes back too early. */
export function wholeSeconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1_000))
}

/** The header most vendors have. */
function retryAfter(milliseconds: number): Record<string, string> {
  return { 'retry-after': wholeSeconds(milliseconds) }
}

/** The header, and the finer one OpenAI has beside it. */
export function retryAfterMs(milliseconds: number): Record<string, string> {
  return { ...retryAfter(milliseconds), 'retry-after-ms': String(Math.ceil(milliseconds)) }
}

/** The usual meaning of a status, for faults that are given as a bare number. */
const names: Readonly<Record<number, ErrorName>> = {
  400: 'bad-request',
  401: 'auth',
  402: 'quota',
  403: 'permission',
  404: 'model-not-found',
  408: 'timeout',
  413: 'context-length',
  429: 'rate-limit',
  498: 'overloaded',
  500: 'server',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

/** The error whose body goes with a status. */
export function errorNameOf(status: number): ErrorName {
  return names[status] ?? (status >= 500 ? 'server' : 'bad-request')
}
