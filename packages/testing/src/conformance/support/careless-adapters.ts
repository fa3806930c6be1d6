/** Chat models that are careless about what they send, when they send it, and what they show of it. */
import type { ChatModel } from '@llm-balancer/provider'
import { keptText } from '../moved-conversation.ts'
import { plantedKey } from '../planted.ts'
import type { AdapterSettings } from '../suite-options.ts'
import { tinyAdapter } from './tiny-adapter.ts'

type Send = (...asked: Parameters<typeof fetch>) => Promise<Response>
type Careless = (settings: AdapterSettings) => ChatModel

/** What each does wrong. */
export const carelessAdapters: Readonly<Record<string, Careless>> = {
  'asks another server': overSending((send) => (_, init) => send('https://elsewhere.test/v1', init)),
  'asks with another method': overSending((send) => (input, init) => send(input, { ...init, method: 'PUT' })),
  'puts the prompt into the URL': overSending(
    (send) => (input, init) => send(`${new Request(input).url}?user=planted-prompt`, init),
  ),
  'sends no type': overSending((send) => (input, init) => {
    const headers = new Headers(init?.headers)
    headers.delete('content-type')
    return send(input, { ...init, headers, body: new TextEncoder().encode(init?.body as string) })
  }),
  'sends the key twice': overSending((send) => (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('x-key', headers.get('authorization') ?? '')
    return send(input, { ...init, headers })
  }),
  'sends the key in the URL as well': overSending(
    (send) => (input, init) =>
      send(`${new Request(input).url}?key=${new Headers(init?.headers).get('authorization') ?? ''}`, init),
  ),
  'sends no key': overSending((send) => (input, init) => {
    const headers = new Headers(init?.headers)
    headers.delete('authorization')
    return send(input, { ...init, headers })
  }),
  'sends the key in the body': overRequests((body) => body.replace('{', `{"user":"${plantedKey}",`)),
  'forgets the question': overRequests((body) => body.replaceAll(/planted-prompt[^"]*/g, 'hi')),
  'forgets what the model said': overRequests((body) => body.replaceAll(keptText, '')),
  'sends results twice': overRequests((body) =>
    withMessages(body, (messages) => [...messages, ...messages.filter(({ role }) => role === 'tool')]),
  ),
  'forgets the headers of a call': (settings) => {
    const model = tinyAdapter(settings)
    return {
      ...model,
      generate: (request, options) => model.generate(request, { ...options, headers: {} }),
      stream: (request, options) => model.stream(request, { ...options, headers: {} }),
    }
  },
  'keeps the headers it has sent': (settings) => {
    const model = tinyAdapter(settings)
    return {
      ...model,
      async generate(request, options) {
        const answer = await model.generate(request, options)
        return { ...answer, request: { ...answer.request, headers: request.headers } }
      },
    }
  },
  'sends before it is read or looks at its signal': (settings) => {
    const model = tinyAdapter(settings)
    const send = () => settings.fetch(settings.baseURL, { method: 'POST', body: '{}' })
    return {
      ...model,
      async generate(request, options) {
        await send()
        return model.generate(request, options)
      },
      stream(request, options) {
        void send()
        return model.stream(request, options)
      },
    }
  },
  'reads to the end before it answers': overBodies((text) => text),
  'reads on when it is aborted': overBodies((text) => text, { signal: null }),
  'ends at the first finish': overBodies(
    (text) => /^[^]*?"finish_reason":"stop"[^]*?\n\n/.exec(text)?.[0] ?? text,
  ),
  'takes an empty error for one': overSending((send) => async (input, init) => {
    const response = await send(input, init)
    const text = await response.text()
    return new Response(text, { status: text.includes('"error":') ? 500 : response.status })
  }),
}

function overSending(change: (send: Send) => Send): Careless {
  return (settings) => tinyAdapter({ ...settings, fetch: change(settings.fetch) })
}

/** Another body for each request. */
export function overRequests(change: (body: string) => string): Careless {
  return overSending((send) => (input, init) => send(input, { ...init, body: change(init?.body as string) }))
}

/** A body of chat completions with other messages. */
export function withMessages(
  body: string,
  change: (messages: readonly Record<string, unknown>[]) => readonly object[],
): string {
  const { messages, ...rest } = JSON.parse(body) as { readonly messages: Record<string, unknown>[] }
  return JSON.stringify({ ...rest, messages: change(messages) })
}

function overBodies(change: (text: string) => string, also: RequestInit = {}): Careless {
  return overSending((send) => async (input, init) => {
    const { body, status, headers } = await send(input, { ...init, ...also })
    return new Response(change(await new Response(body).text()), { status, headers })
  })
}
