import { asRecord, asText } from '@llm-balancer/provider'
import { usageIn } from '../usage-in.ts'
import { hasContent, type EventReader } from './event-facts.ts'

/** Streams of Anthropic's Messages, complete with `message_stop` and a stop reason. */
export function messagesEvents(): EventReader {
  let reason: unknown
  let isEmpty = true
  return (event, data = {}) => {
    const type = event.event === 'error' ? 'error' : asText(data['type'])
    switch (type) {
      case 'error':
        return { error: data }
      case 'message_start':
        return { usage: usageIn(asRecord(data['message'])) }
      case 'message_delta':
        reason = asRecord(data['delta'])['stop_reason'] ?? reason
        return { usage: usageIn(data) }
      case 'message_stop':
        if (reason === undefined || reason === null) return { fault: 'stream-interrupted' }
        return isEmpty && reason === 'end_turn' ? { fault: 'invalid-response' } : { isFinal: true }
      case 'content_block_start':
      case 'content_block_delta': {
        const block = asRecord(data['content_block'])
        const isWritten = ['', 'text', 'thinking'].includes(asText(block['type']))
        const isContent = !isWritten || hasContent(block) || hasContent(data['delta'])
        isEmpty &&= !isContent
        return { isContent }
      }
      default:
        return {}
    }
  }
}
