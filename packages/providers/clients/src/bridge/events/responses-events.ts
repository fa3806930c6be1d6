import { asRecord, asText } from '@llm-balancer/provider'
import { usageIn } from '../usage-in.ts'
import type { EventReader } from './event-facts.ts'

/** Events that only prepare something: states, and items and parts that are still empty. */
const preamble =
  /^(response\.(created|in_progress|queued|(content_part|reasoning_summary_part)\.added)|keepalive|ping)$/

/** Streams of OpenAI's Responses, whole with `response.completed` or `response.incomplete`. */
export function responsesEvents(): EventReader {
  let isEmpty = true
  return (event, data = {}) => {
    const type = event.event === 'error' ? 'error' : asText(data['type'])
    const response = asRecord(data['response'])
    const { id: answerId, error } = response
    if (type === 'error') return { error: 'error' in data ? data : { error: data } }
    if (type === 'response.failed') return { error: { error } }
    if (type === 'response.completed' || type === 'response.incomplete') {
      const saysNothing = isEmpty && type === 'response.completed' && response['background'] !== true
      if (saysNothing) return { fault: 'invalid-response' }
      return { isFinal: true, usage: usageIn(response), answerId }
    }
    if (preamble.test(type)) return { answerId }
    const item = asText(asRecord(data['item'])['type'])
    const isOpening = type === 'response.output_item.added' && ['message', 'reasoning'].includes(item)
    isEmpty &&= isOpening
    return { isContent: !isOpening }
  }
}
