import { within, type Clock } from '@llm-balancer/core/time'
import type { SseEvent } from './event-reader.ts'

/** How long more of a finished answer is awaited, in ms. */
const usualGraceMs = 1000

/** How long it is awaited when something that was promised or asked for has not come: a terminator, an account of tokens. */
export const longGraceMs = 10_000

const silence = Symbol('silence')

/** A reader of events. */
type Events = {
  next(): Promise<readonly SseEvent[] | undefined>
  close(): void
}

/**
 * The next events of an answer that has given its finish, or `silence` when nothing comes within a second, or within `graceMs`: then it
 * is whole, and the reader is closed.
 */
export async function nextOrSilence(
  events: Events,
  clock: Clock,
  graceMs: number = usualGraceMs,
): Promise<readonly SseEvent[] | 'silence' | undefined> {
  try {
    return await within(events.next(), { clock, limitMs: graceMs, onLimit: () => silence })
  } catch (error) {
    if (error !== silence) throw error
    events.close()
    return 'silence'
  }
}
