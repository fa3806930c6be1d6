import type { Endpoint } from './endpoint.ts'
import { headerSecrets } from './headers.ts'
import type { HttpAnswer } from './http-answer.ts'

/** What went with a request, which no error about its answer may repeat. Made when an error asks for it. */
export type SentRequest = {
  /** Keys and header values. */
  readonly secrets: () => readonly string[]
  /** The body. */
  readonly said: () => string
}

/** What went with the request of each answer. An answer that nothing holds any more is forgotten. */
const sentByAnswer = new WeakMap<HttpAnswer, SentRequest>()

/** Remembers what went with the request of an answer: an error in it may echo that. */
export function rememberSent<Answer extends HttpAnswer>(answer: Answer, sent: SentRequest): Answer {
  sentByAnswer.set(answer, sent)
  return answer
}

/** What no error about an answer may repeat. Of an answer that was made elsewhere only the endpoint's own secrets are known. */
export function sentWith({ apiKey, headers }: Endpoint, answer: HttpAnswer): SentRequest {
  const key = typeof apiKey === 'string' ? [apiKey] : []
  return sentByAnswer.get(answer) ?? { secrets: () => [...key, ...headerSecrets(headers)], said: () => '' }
}
