/** What the tests send: a question in the wire format of a target, and what comes back. */
import type { FakeLLM } from '../fake-llm.ts'

type Asking = {
  readonly stream?: boolean
  readonly key?: string
  readonly model?: string
  readonly signal?: AbortSignal
  readonly fetch?: typeof fetch
}

/** Asks a target in its own wire format, over the fake's own `fetch` unless another is given. */
export function ask<Id extends string>(fake: FakeLLM<Id>, id: Id, asking: Asking = {}): Promise<Response> {
  const url = fake.url(id)
  const path = url.endsWith('/v1') ? '/chat/completions' : '/v1/messages'
  const { stream = false, key, model = 'some-model', signal, fetch: send = fake.fetch } = asking
  return send(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({
      model,
      max_tokens: 100,
      messages: [{ role: 'user', content: 'hello' }],
      ...(stream && { stream, stream_options: { include_usage: true } }),
    }),
    ...(signal !== undefined && { signal }),
  })
}

/** The data of a stream's events, parsed where it is JSON. */
export function eventsIn(body: string): unknown[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6))
    .map((data): unknown => (data === '[DONE]' ? data : JSON.parse(data)))
}

/** The text of a body of either format, whole or streamed. */
export function textIn(body: string): string {
  const events = body.startsWith('{') ? [JSON.parse(body) as unknown] : eventsIn(body)
  return events.map(textOf).join('')
}

type Event = {
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null }
    readonly message?: { readonly content: string | null }
  }[]
  readonly content?: readonly { readonly text?: string }[]
  readonly delta?: { readonly text?: string }
}

function textOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return ''
  const { choices, content, delta } = event as Event
  const choice = choices?.[0]
  return (
    choice?.delta?.content ??
    choice?.message?.content ??
    delta?.text ??
    (content ?? []).map(({ text }) => text).join('')
  )
}
