import { ownErrorBody } from '../failure-response.ts'
import type { WebFormat } from './web-format.ts'

/** The text of the answer and nothing else. It has no words for a failure: the connection breaks, so that half a text does not look whole. */
export const textFormat: WebFormat = {
  contentType: 'text/plain; charset=utf-8',
  open: () => ({ write: (part) => (part.type === 'text-delta' ? part.delta : '') }),
  errorBody: ownErrorBody,
}
