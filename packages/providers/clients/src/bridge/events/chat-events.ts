import { asRecords, isDone } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { usageIn } from '../usage-in.ts'
import { hasContent, type EventFacts, type EventReader } from './event-facts.ts'

/** What {@link chatEvents} has to know. */
export type ChatStream = {
  /** The request. */
  readonly body: JsonRecord
  /** True for a vendor that always ends a stream with `[DONE]`: one without is interrupted. */
  readonly endsWithDone: boolean
}

/** Streams of chat completions and of the older completions. A choice is whole with its finish reason. */
export function chatEvents({ body, endsWithDone }: ChatStream): EventReader {
  const wanted = typeof body['n'] === 'number' ? body['n'] : 1
  const finished = new Map<unknown, unknown>()
  let isEmpty = true
  const end = (isFinal: boolean): EventFacts => {
    const saysNothing = isEmpty && [...finished.values()].every((reason) => reason === 'stop')
    return isFinal && saysNothing ? { fault: 'invalid-response' } : { isFinal }
  }
  return (event, data) => {
    if (isDone(event)) return finished.size === 0 ? { fault: 'stream-interrupted' } : end(true)
    const { error, id: answerId, choices, object } = data ?? {}
    if (event.event === 'error' || (error !== undefined && error !== null) || object === 'error')
      return { error: error === undefined ? { error: data } : (data ?? {}) }
    const usage = usageIn(data ?? {})
    let isContent = false
    for (const { index, delta, text, finish_reason: reason } of asRecords(choices)) {
      isContent ||= hasContent(delta) || (typeof text === 'string' && text !== '')
      if (typeof reason === 'string') finished.set(index, reason)
    }
    isEmpty &&= !isContent
    const isWhole = !endsWithDone && finished.size >= wanted
    return { ...end(isWhole), usage, answerId, isContent }
  }
}
