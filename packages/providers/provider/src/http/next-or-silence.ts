import { within, type Clock } from '@llm-balancer/core/time'
import type { SseEvent } from './event-reader.ts'

/** How long more of a finished answer is awaited, in ms. */
const graceMs = 1000
const silence = Symbol('silence')

/** A reader of events. */
type Events = {
  next(): Promise<readonly SseEvent[] | undefined>
  close(): void
}

/**
 * The next events of an answer that has given its finish, or `silence` when nothing comes within a second: then it is whole, and the
 * reader is closed.
 */
export async function nextOrSilence(
  events: Events,
  clock: Clock,
): Promise<readonly SseEvent[] | 'silence' | undefined> {
  try {
    return await within(events.next(), { clock, limitMs: graceMs, onLimit: () => silence })
  } catch (error) {
    if (error !== silence) throw error
    events.close()
    return 'silence'
  }
}
