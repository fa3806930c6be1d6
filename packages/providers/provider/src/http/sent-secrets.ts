import type { Endpoint } from './endpoint.ts'
import { headerSecrets } from './headers.ts'
import type { HttpAnswer } from './http-answer.ts'

/** Keys and header values that went with the request of each answer. An answer that nothing holds any more is forgotten. */
const secretsByAnswer = new WeakMap<HttpAnswer, () => readonly string[]>()

/** Remembers what went with the request of an answer: an error in it may echo that. */
export function rememberSecrets<Answer extends HttpAnswer>(
  answer: Answer,
  secrets: () => readonly string[],
): Answer {
  secretsByAnswer.set(answer, secrets)
  return answer
}

/** What no error about an answer may repeat. Of an answer that was made elsewhere only the endpoint's own secrets are known. */
export function secretsOfAnswer({ apiKey, headers }: Endpoint, answer: HttpAnswer): readonly string[] {
  const sent = secretsByAnswer.get(answer)
  return sent?.() ?? [...(typeof apiKey === 'string' ? [apiKey] : []), ...headerSecrets(headers)]
}
