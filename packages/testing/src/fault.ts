import { checkKeys, checkNumber, checkObject, checkWord } from './validate.ts'

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
  'error-in-body',
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
 * `error-in-body`: a 200 that turns into an error · `slow-drip`: every piece comes late · `html`: a gateway's 502 page ·
 * `invalid-json`: a 200 that does not parse · `empty`: a 200 without a body.
 */
export type TransportFaultName = (typeof transportNames)[number]

/** Every fault with a name. */
export type FaultName = ErrorName | TransportFaultName

/** A named fault with its details. */
export type NamedFault = {
  readonly fault: FaultName
  /** What the vendor's retry headers ask for, in ms. @default 1 000 for `rate-limit`, else no such header */
  readonly retryAfterMs?: number
  /** The error's text. @default the vendor's usual one */
  readonly message?: string
  /** How many content events of a stream come before the fault; 0 = none. @default half of them */
  readonly afterChunks?: number
  /** Time between the pieces of a `slow-drip`, in ms. @default 1 000 */
  readonly gapMs?: number
}

/** A bare HTTP status, by default with the vendor's error body for it. */
export type StatusFault = {
  /** Within [200, 599]. */
  readonly status: number
  /** The exact body. @default the vendor's error body */
  readonly body?: string
  /** More headers; they win over the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
  /** What the vendor's retry headers ask for, in ms. @default no such header */
  readonly retryAfterMs?: number
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

/** Checks a fault and gives its long form. `option` names it in errors. */
export function parseFault(option: string, fault: Fault): NamedFault | StatusFault {
  if (typeof fault === 'number') return parseFault(option, { status: fault })
  if (typeof fault === 'string') return parseFault(option, { fault })
  checkObject(option, fault)
  if ('status' in fault) {
    checkKeys(`"${option}"`, fault, ['status', 'body', 'headers', 'retryAfterMs'])
    checkNumber(`${option}.status`, fault.status, { min: 200, max: 599, whole: true })
    checkHeaders(`${option}.headers`, fault.headers ?? {})
  } else {
    checkKeys(`"${option}"`, fault, ['fault', 'retryAfterMs', 'message', 'afterChunks', 'gapMs'])
    checkWord(`fault in "${option}"`, fault.fault, [...errorNames, ...transportNames])
    const { afterChunks, gapMs } = fault
    if (afterChunks !== undefined) checkNumber(`${option}.afterChunks`, afterChunks, { min: 0, whole: true })
    if (gapMs !== undefined) checkNumber(`${option}.gapMs`, gapMs, { min: 0 })
  }
  if (fault.retryAfterMs !== undefined) checkNumber(`${option}.retryAfterMs`, fault.retryAfterMs, { min: 0 })
  return fault
}

/** The same as {@link RandomFaults}, checked and in the long form. */
export type ResolvedFaults = { readonly rate: number; readonly kinds: readonly (NamedFault | StatusFault)[] }

/** Checks random faults. Their rates may not add up to more than 1. */
export function parseRandomFaults(
  option: string,
  faults: RandomFaults | readonly RandomFaults[],
): readonly ResolvedFaults[] {
  const list = Array.isArray(faults) ? (faults as readonly RandomFaults[]) : [faults as RandomFaults]
  let total = 0
  const parsed = list.map((entry) => {
    checkObject(option, entry)
    checkKeys(`"${option}"`, entry, ['rate', 'kinds'])
    checkNumber(`${option}.rate`, entry.rate, { min: 0, max: 1 })
    if (!Array.isArray(entry.kinds) || entry.kinds.length === 0) {
      throw new TypeError(`"${option}.kinds" must be an array with at least one fault`)
    }
    total += entry.rate
    return { rate: entry.rate, kinds: entry.kinds.map((kind: Fault) => parseFault(`${option}.kinds`, kind)) }
  })
  checkNumber(`${option}: the sum of all rates`, Math.round(total * 1e9) / 1e9, { min: 0, max: 1 })
  return parsed
}

/** True for a fault that is an answer of the vendor's, with a status and an error body. */
export function isErrorName(name: FaultName): name is ErrorName {
  return (errorNames as readonly string[]).includes(name)
}

function checkHeaders(option: string, headers: Readonly<Record<string, string>>): void {
  try {
    new Headers(headers)
  } catch {
    throw new TypeError(`"${option}" must be names and values that HTTP allows`)
  }
}
