import { readProperty } from '../options/read-property.ts'
import { retryInfoMs } from './retry-info.ts'
import { textHintMs } from './text-hint.ts'

/** Characters of a body that are read: longer error bodies have their message at the beginning. */
const longestBody = 20_000

/**
 * When the body of a refusal says a call may work again, in ms: Google's `RetryInfo`, or "try again in 7s" in its text or its
 * error's message. Undefined when it does not say. Never throws.
 *
 * @param body text, or what its JSON says
 */
export function bodyHintMs(body: unknown): number | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body !== 'string') return objectHintMs(body)
  const text = body.slice(0, longestBody)
  const parsed = parseJson(text)
  return parsed === undefined ? textHintMs(text) : objectHintMs(parsed)
}

function objectHintMs(body: unknown): number | undefined {
  // Google's streaming endpoints wrap the error into a list.
  const outer = readProperty(body, 'error') === undefined ? (readProperty(body, 0) ?? body) : body
  const error = readProperty(outer, 'error')
  const inner = typeof error === 'object' && error !== null ? error : outer
  const texts = [
    readProperty(inner, 'message'),
    readProperty(outer, 'message'),
    error,
    readProperty(outer, 'detail'),
  ]
  for (const text of texts) {
    const hintMs = typeof text === 'string' ? textHintMs(text.slice(0, longestBody)) : undefined
    if (hintMs !== undefined) return retryInfoMs(inner) ?? hintMs
  }
  return retryInfoMs(inner)
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
