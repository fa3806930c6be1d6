import { chatAnswer, chatErrorBody, ChatEventWriter } from '@llm-balancer/provider/answers'
import type { WebFormat } from './web-format.ts'

/** Chat completions, as clients of OpenAI's API read them. */
export const openaiFormat: WebFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  open: (context) => new ChatEventWriter(context),
  whole: chatAnswer,
  errorBody: ({ message, kind, code }) => chatErrorBody({ message, kind: kind ?? code }),
}
