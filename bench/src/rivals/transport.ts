import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Fetch } from '@llm-balancer/provider'
import { longStream } from '../long-stream.ts'
import { bodyOf } from '../stream-body.ts'

/** How many events a streamed answer has. */
export const events = 300

/** What every side of the comparison asks. */
export const question = 'Why spread calls over several keys?'

/** An answer of OpenAI's chat completions, as far as the comparison reads it. */
export type Completion = { readonly choices: readonly [{ readonly message: { readonly content: string } }] }

/** The question as a request, for a side that makes requests by hand. */
export const completionRequest = (
  model: string,
): { readonly url: string; readonly headers: Record<string, string>; readonly data: object } => ({
  url: 'https://api.example/v1/chat/completions',
  headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
  data: { model, messages: [{ role: 'user', content: question }] },
})

/** A `fetch` that answers a request of OpenAI's chat completions at once: whole, or as a stream when the request asks for one. */
export function instantFetch(): Fetch {
  const whole = readFixtures('openai').find(({ name }) => name === 'chat')
  if (whole === undefined) throw new Error('no answer is recorded')
  const chunks = longStream('openai', events)
  return (_, { body }) => {
    const isStream = typeof body === 'string' && body.includes('"stream":true')
    const answer = isStream
      ? new Response(bodyOf(chunks), { headers: { 'content-type': 'text/event-stream' } })
      : new Response(whole.body, { headers: { 'content-type': 'application/json' } })
    return Promise.resolve(answer)
  }
}
