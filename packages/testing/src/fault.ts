import {
  checkNumber,
  checkString,
  finite,
  listOf,
  mustBe,
  numberWithin,
  oneOf,
  optionsOf,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { nonEmptyListOf } from './non-empty-list-of.ts'

const errorNames = [
  'rate-limit',
  'quota',
  'auth',
  'permission',
  'overloaded',
  'server',
  'timeout',
  'bad-request',
  'context-length',
  'content-policy',
  'model-not-found',
] as const

const transportNames = [
  'refuse',
  'hang-before-headers',
  'cut-before-headers',
  'hang-in-body',
  'cut-in-body',
  'truncate',
  'no-terminator',
  'error-in-body',
  'broken-event',
  'slow-start',
  'slow-drip',
  'html',
  'invalid-json',
  'empty',
] as const

/** An error the vendor answers with, in its own words, status and headers. */
export type ErrorName = (typeof errorNames)[number]

/**
 * Something that goes wrong on the way. `refuse`: the connection is reset at once · `cut-…`: it is closed half-way ·
 * `hang-…`: nothing more comes until the client gives up · `truncate`: the body ends cleanly, but too early ·
 * `no-terminator`: a stream ends cleanly without its last event, such as `[DONE]` · `error-in-body`: a 200 that turns into an error ·
 * `broken-event`: one event of a stream does not parse, the others do · `slow-start`: the headers come at once, the first content late ·
 * `slow-drip`: every piece comes late · `html`: a gateway's 502 page · `invalid-json`: a 200 that does not parse · `empty`: a 200
 * without a body.
 *
 * Where no stream was asked for, `no-terminator` is `truncate` and `broken-event` is `invalid-json`.
 */
export type TransportFaultName = (typeof transportNames)[number]

/** Every fault with a name. */
export type FaultName = ErrorName | TransportFaultName

/** A named fault with its details. */
export type NamedFault = {
  readonly fault: FaultName
  /** What the vendor's retry headers ask for, in ms. @default 1 000 for `rate-limit`, else no such header */
  readonly retryAfterMs?: number | undefined
  /** The error's text. @default the vendor's usual one */
  readonly message?: string | undefined
  /** How many content events of a stream come before the fault; 0 = none. @default half of them */
  readonly afterChunks?: number | undefined
  /** Time between the pieces of a `slow-drip`, in ms. @default 1 000 */
  readonly gapMs?: number | undefined
  /**
   * How long a `hang-…` lasts before the connection is closed, and a `slow-start` before the first content comes, in ms, ≥ 0.
   *
   * @default until the client leaves; 10 000 for `slow-start`
   */
  readonly forMs?: number | undefined
}

/** A bare HTTP status, by default with the vendor's error body for it. */
export type StatusFault = {
  /** Within [200, 599]. */
  readonly status: number
  /** The exact body. @default the vendor's error body */
  readonly body?: string | undefined
  /** More headers; they win over the usual ones. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What the vendor's retry headers ask for, in ms. @default no such header */
  readonly retryAfterMs?: number | undefined
}

/** How a request is made to fail: a name, a status, or either with details. */
export type Fault = FaultName | number | NamedFault | StatusFault

/** Faults that strike at random, with the server's seed. */
export type RandomFaults = {
  /** Share of the requests that are hit, within [0, 1]. */
  readonly rate: number
  /** What hits them, each equally often. At least one. */
  readonly kinds: readonly Fault[]
}

const checkName = oneOf(...errorNames, ...transportNames)
const checkStatus = numberWithin({ min: 200, max: 599, integer: true })

const namedTable: OptionTable<NamedFault> = {
  fault: [checkName, required],
  retryAfterMs: [finite],
  message: [checkString],
  afterChunks: [numberWithin({ min: 0, max: Infinity, integer: true })],
  gapMs: [finite],
  forMs: [finite],
}
const checkNamed = optionsOf(namedTable)

const statusTable: OptionTable<StatusFault> = {
  status: [checkStatus, required],
  body: [mustBe('the exact text, such as JSON.stringify({ … })', (value) => typeof value === 'string')],
  headers: [mustBe('names and values that HTTP allows', areHeaders)],
  retryAfterMs: [finite],
}
const checkStatusFault = optionsOf(statusTable)

/** A {@link Fault}; gives its long form. */
export const checkFault: Check = (name, value, owner): NamedFault | StatusFault => {
  if (typeof value === 'number') return { status: checkStatus(name, value, owner) as number }
  if (typeof value === 'string') return { fault: checkName(name, value, owner) as FaultName }
  return readProperty(value, 'status') === undefined
    ? (checkNamed(name, value, owner) as NamedFault)
    : (checkStatusFault(name, value, owner) as StatusFault)
}

/** The same as {@link RandomFaults}, checked and in the long form. */
export type ResolvedFaults = { readonly rate: number; readonly kinds: readonly (NamedFault | StatusFault)[] }

const randomTable: OptionTable<RandomFaults> = {
  rate: [numberWithin({ min: 0, max: 1 }), required],
  kinds: [nonEmptyListOf(checkFault), required],
}
const checkOne = optionsOf(randomTable)
const checkList = listOf(checkOne)

/** {@link RandomFaults}, or a list of them whose rates do not add up to more than 1; gives a list of {@link ResolvedFaults}. */
export const checkRandomFaults: Check = (name, value, owner) => {
  const isList = Array.isArray(value)
  const faults = (isList ? checkList(name, value, owner) : [checkOne(name, value, owner)]) as ResolvedFaults[]
  const sum = faults.reduce((total, { rate }) => total + rate, 0)
  checkNumber(`${name}: the sum of all rates`, Math.round(sum * 1e9) / 1e9, { min: 0, max: 1 }, owner)
  return faults
}

/** True for a fault that is an answer of the vendor's, with a status and an error body. */
export function isErrorName(name: FaultName): name is ErrorName {
  return (errorNames as readonly string[]).includes(name)
}

function areHeaders(value: unknown): boolean {
  try {
    new Headers(value as Record<string, string>)
    return typeof value === 'object'
  } catch {
    return false
  }
}
