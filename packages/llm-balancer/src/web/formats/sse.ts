import type { StreamPart } from '@llm-balancer/provider'
import { fileUrl, sse, type ToldFailure } from '@llm-balancer/provider/answers'
import { ownErrorBody } from '../failure-response.ts'
import type { WebFormat, WebWriter } from './web-format.ts'

/** Server-sent events, one JSON object for each part of the answer, the last of which is a `finish` or an `error`. */
export const sseFormat: WebFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  open: () => writer,
  errorBody: ownErrorBody,
}

const writer: WebWriter = {
  write(part) {
    const shown = shownOf(part)
    return shown === undefined ? '' : sse(shown)
  },
  fail: ({ message, kind }: ToldFailure) => sse({ type: 'error', kind, message }),
  restart: () => sse({ type: 'restart' }),
}

/** A part as a client sees it: without what was sent to the vendor, and what the vendor says of the account. */
function shownOf(part: StreamPart): object | undefined {
  switch (part.type) {
    case 'stream-start':
    case 'response-metadata':
    case 'ping':
    case 'raw':
      return undefined
    case 'file':
    case 'reasoning-file': {
      const { data: _, ...others } = part
      return { ...others, url: fileUrl(part) }
    }
    case 'finish': {
      const { type, finishReason, usage } = part
      const { inputTokens, outputTokens } = usage
      return { type, finishReason, usage: { inputTokens, outputTokens } }
    }
    default:
      return part
  }
}
