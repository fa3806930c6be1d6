import type { ChatModel, ChatRequest, ChatResponse } from '@llm-balancer/provider'

/** A `fetch` that gives one JSON answer to every request. */
export type RecordingFetch = {
  readonly fetch: typeof fetch
  /** Where the requests went, in order, with the header `authorization`. */
  readonly sent: readonly (readonly [url: string, authorization: string | undefined])[]
}

/** What an adapter made of a request. */
export type AskedAdapter = {
  /** The body that it sent. */
  readonly body: object
  readonly warnings: ChatResponse['warnings']
}

/** An answer in the format of chat completions, which says `Hello`. */
const hello = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

/**
 * Answers every request with the same JSON and remembers where it went: for tests of an adapter's addresses and of its key.
 *
 * @param answer by default a chat completion that says `Hello`
 */
export function recordingFetch(answer: object = hello): RecordingFetch {
  const sent: (readonly [string, string | undefined])[] = []
  return {
    sent,
    fetch: (input, init) => {
      const { url, headers } = new Request(input, { ...init, signal: null })
      sent.push([url, headers.get('authorization') ?? undefined])
      return Promise.resolve(Response.json(answer))
    },
  }
}

/**
 * Asks an adapter of a vendor that speaks the format of chat completions, and gives the body that it sent: for tests of what it
 * makes of settings. The question is `hi` where the request has no messages.
 */
export async function askAdapter(
  create: (settings: Pick<RecordingFetch, 'fetch'>) => ChatModel,
  request: Partial<ChatRequest> = {},
): Promise<AskedAdapter> {
  const messages = [{ role: 'user', content: 'hi' }] as const
  const { request: sent, warnings } = await create(recordingFetch()).generate({ messages, ...request })
  return { body: sent.body as object, warnings }
}
