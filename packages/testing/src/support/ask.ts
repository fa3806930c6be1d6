/** What the tests send: a question in the wire format of a target, and what comes back. */
import type { FakeLLM, FormatName } from '../index.ts'

type Asking = {
  /** The format of the target. @default told from its URL: `openai` or `anthropic` */
  readonly format?: FormatName | 'openai-responses'
  readonly stream?: boolean
  readonly key?: string
  readonly model?: string
  readonly signal?: AbortSignal
  readonly fetch?: typeof fetch
}

type Question = { readonly path: string; readonly body: object }

const messages = [{ role: 'user', content: 'hello' }]

/** Asks a target in its own wire format, over the fake's own `fetch` unless another is given. */
export function ask<Id extends string>(fake: FakeLLM<Id>, id: Id, asking: Asking = {}): Promise<Response> {
  const url = fake.url(id)
  const { stream = false, key, model = 'some-model', signal, fetch: send = fake.fetch } = asking
  const { format = url.endsWith('/v1') ? 'openai' : 'anthropic' } = asking
  const { path, body } = questionIn(format, model, stream)
  return send(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { [keyHeaders[format] ?? 'authorization']: keyIn(format, key) }),
    },
    body: JSON.stringify(body),
    ...(signal !== undefined && { signal }),
  })
}

const keyHeaders: Readonly<Partial<Record<NonNullable<Asking['format']>, string>>> = {
  'azure-openai': 'api-key',
  google: 'x-goog-api-key',
}

function keyIn(format: NonNullable<Asking['format']>, key: string): string {
  return format in keyHeaders ? key : `Bearer ${key}`
}

function questionIn(format: NonNullable<Asking['format']>, model: string, stream: boolean): Question {
  switch (format) {
    case 'google': {
      const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent'
      const body = { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }
      return { path: `/models/${model}:${verb}`, body }
    }
    case 'anthropic':
      return { path: '/v1/messages', body: { model, max_tokens: 100, messages, stream } }
    case 'cohere':
      return { path: '/v2/chat', body: { model, messages, stream } }
    case 'openai-responses':
      return { path: '/responses', body: { model, input: 'hello', stream } }
    case 'mistral':
      return { path: '/chat/completions', body: { model, messages, stream } }
    default: {
      const body = { model, messages, stream, ...(stream && { stream_options: { include_usage: true } }) }
      return { path: '/chat/completions', body }
    }
  }
}

/** The data of a stream's events, parsed where it is JSON. */
export function eventsIn(body: string): unknown[] {
  return body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6))
    .map((data): unknown => (data === '[DONE]' ? data : JSON.parse(data)))
}

/** The text of a body of any format, whole or streamed. */
export function textIn(body: string): string {
  const events = body.startsWith('{') ? [JSON.parse(body) as unknown] : eventsIn(body)
  return events.map(textOf).join('')
}

type Texts = readonly { readonly text?: string; readonly thought?: boolean }[]
type Event = {
  readonly type?: string
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null }
    readonly message?: { readonly content: string | null | Texts }
  }[]
  readonly content?: Texts
  readonly delta?:
    | string
    | { readonly text?: string; readonly message?: { readonly content?: Texts[number] | Texts } }
  readonly candidates?: readonly { readonly content: { readonly parts: Texts } }[]
  readonly message?: { readonly content?: Texts }
  readonly output?: readonly { readonly content?: Texts }[]
}

/** Whichever of the vendors' places for text an answer or an event has. */
function textOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return ''
  const { type, choices, content, delta, candidates, message, output } = event as Event
  if (typeof delta === 'string') return type === 'response.output_text.delta' ? delta : ''
  const [choice] = choices ?? []
  const pieces = [
    choice?.delta?.content,
    ...contentsIn(choice?.message?.content),
    delta?.text,
    ...textsIn(content),
    ...textsIn(delta?.message?.content),
    ...textsIn(candidates?.[0]?.content.parts),
    ...textsIn(message?.content),
    ...(output ?? []).flatMap((item) => textsIn(item.content)),
  ]
  return pieces.filter((piece) => typeof piece === 'string').join('')
}

function contentsIn(content: string | null | undefined | Texts): (string | undefined)[] {
  return typeof content === 'string' ? [content] : textsIn(content ?? undefined)
}

function textsIn(texts: Texts[number] | Texts | undefined): (string | undefined)[] {
  const list = texts === undefined || Array.isArray(texts) ? (texts ?? []) : [texts]
  return (list as Texts).filter(({ thought }) => thought !== true).map(({ text }) => text)
}
