import { classifyError, errorChain, readProperty } from '@llm-balancer/core/errors'
import { redact, type Unshown } from './redact.ts'

/**
 * A copy of an error that is safe to show and to log: name, redacted message, code, status, stack frames, causes. HTTP
 * libraries hang the whole request on their errors (keys, headers, prompt), so the original is dropped.
 */
export function safeError(error: unknown, unshown: Unshown = {}): Error {
  const links: readonly unknown[] = errorChain(error)
  const [outermost = error, ...causes] = links
  const cause = causes.reduceRight<Error | undefined>(
    (inner, link) => copyOf(link, inner, unshown),
    undefined,
  )
  return copyOf(outermost, cause, unshown)
}

function copyOf(error: unknown, cause: Error | undefined, unshown: Unshown): Error {
  const text = (name: string): string | undefined => {
    const value = readProperty(error, name)
    return typeof value === 'string' ? value : undefined
  }
  const [code, status] = [text('code'), classifyError(error, 0).status]
  const fallback = typeof error === 'string' ? error : 'unknown error'
  const message = redact(text('message') ?? fallback, unshown)
  const copy = new Error(message, cause === undefined ? {} : { cause })
  Object.defineProperty(copy, 'name', { value: redact(text('name') ?? 'Error', unshown), enumerable: false })
  Object.defineProperty(copy, 'stack', {
    value: [`${copy.name}: ${message}`, ...framesOf(text('stack'))].join('\n'),
  })
  return Object.assign(
    copy,
    code === undefined ? {} : { code: redact(code, unshown) },
    status === undefined ? {} : { status },
  )
}

/** Where it was thrown. The lines before the first frame repeat the message and are left out. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').filter((line) => /^\s+at [^\n]{1,400}:\d+:\d+\)?$/.test(line))
}
