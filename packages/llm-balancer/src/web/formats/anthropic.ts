import { messageAnswer, messageErrorBody, MessageEventWriter } from '@llm-balancer/provider/answers'
import type { WebFormat } from './web-format.ts'

/** Messages, as clients of Anthropic's API read them. */
export const anthropicFormat: WebFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  open: (context) => new MessageEventWriter(context),
  whole: messageAnswer,
  errorBody: (failure) => messageErrorBody(failure.status, failure),
}
