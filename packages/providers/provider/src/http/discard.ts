import { readProperty } from '@llm-balancer/core/options'
import { quietly } from './quietly.ts'

/** Closes the connection of a response that will not be read. Takes any value and never throws. */
export function discard(response: unknown): void {
  const body = readProperty(response, 'body')
  if (readProperty(body, 'locked') === true) return
  if (typeof readProperty(body, 'cancel') === 'function') quietly(() => (body as ReadableStream).cancel())
}
