import { redact, type Unshown } from './redact.ts'

const longestChain = 4

/**
 * A copy of an error somebody else's code threw, safe to show and to log: name, redacted message, code, status, stack
 * frames, causes. HTTP libraries hang the whole request on their errors (keys, headers, prompt), so the original is dropped.
 */
export function safeError(error: unknown, unshown: Unshown = {}, depth = 0): Error {
  const { name, message, code, cause, stack, ...facts } = factsOf(error)
  const inner =
    cause === undefined || depth >= longestChain ? undefined : safeError(cause, unshown, depth + 1)
  const text = redact(message, unshown)
  const copy = new Error(text, inner === undefined ? {} : { cause: inner })
  Object.defineProperty(copy, 'name', { value: redact(name, unshown), enumerable: false })
  Object.defineProperty(copy, 'stack', { value: [`${copy.name}: ${text}`, ...framesOf(stack)].join('\n') })
  return Object.assign(copy, facts, code === undefined ? {} : { code: redact(code, unshown) })
}

/** The HTTP status an error names, in any of the usual places. */
export function statusOf(error: unknown): number | undefined {
  const shape = recordOf(error)
  const response = recordOf(shape['response'])
  return [shape['statusCode'], shape['status'], response['status']].find(
    (status): status is number => typeof status === 'number' && status >= 100 && status <= 599,
  )
}

type ErrorFacts = {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly cause?: unknown
  readonly stack?: string
  readonly status?: number
}

function factsOf(error: unknown): ErrorFacts {
  const { name, message, code, cause, stack } = recordOf(error)
  const status = statusOf(error)
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : typeof error === 'string' ? error : 'unknown error',
    ...(typeof code === 'string' ? { code } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(status === undefined ? {} : { status }),
  }
}

/** Where it was thrown. The lines before the first frame repeat the message and are left out. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').filter((line) => /^\s+at [^\n]{1,400}:\d+:\d+\)?$/.test(line))
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
