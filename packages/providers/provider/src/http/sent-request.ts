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

/** A received answer. Holds what went with its request where nothing that prints or copies it finds it. */
export class ReceivedAnswer implements HttpAnswer {
  readonly url: string
  readonly status: number
  readonly headers: Record<string, string>
  /** An error in the answer may echo it. */
  readonly #sent: SentRequest

  constructor({ url, status, headers }: HttpAnswer, sent: SentRequest) {
    this.url = url
    this.status = status
    this.headers = headers
    this.#sent = sent
  }

  /** What went with the request of an answer; undefined for one that was made elsewhere. */
  static sentWith(answer: HttpAnswer): SentRequest | undefined {
    return #sent in answer ? answer.#sent : undefined
  }
}

/** What no error about an answer may repeat. Of an answer that was made elsewhere only the endpoint's own secrets are known. */
export function sentWith({ apiKey, headers }: Endpoint, answer: HttpAnswer): SentRequest {
  const key = typeof apiKey === 'string' ? [apiKey] : []
  const others = { secrets: () => [...key, ...headerSecrets(headers)], said: () => '' }
  return ReceivedAnswer.sentWith(answer) ?? others
}
