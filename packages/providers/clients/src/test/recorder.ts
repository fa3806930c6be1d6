/** A request that was sent. */
export type Sent = {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: unknown
  readonly signal: AbortSignal | null | undefined
}

/** A `fetch` and the requests it got. */
export type Recorder = { readonly fetch: typeof fetch; readonly sent: readonly Sent[] }

/** A `fetch` that gives its answers in turn, then the last one for ever, and records the requests. */
export const recorder = (...answers: readonly (() => Response | Promise<Response>)[]): Recorder => {
  const sent: Sent[] = []
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = new Request(input, { ...init, signal: null })
    const text = await request.text()
    const isJson = request.headers.get('content-type')?.includes('json') === true
    const { url, method, headers } = request
    sent.push({
      url,
      method,
      headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      signal: init.signal,
    })
    const answer = answers[sent.length - 1] ?? answers.at(-1)
    if (answer === undefined) throw new TypeError('fetch failed')
    return answer()
  }
  return { fetch, sent }
}

/** A whole answer of chat completions. */
export const completion = (content: string) => (): Response =>
  Response.json({
    id: `chatcmpl-${content}`,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2 },
  })

/** The events of a streamed message of Anthropic's. */
export const messageEvents = (text: string): object[] => [
  { type: 'message_start', message: { ...envelope, content: [], stop_reason: null } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 2 },
  },
  { type: 'message_stop' },
]

const envelope = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'c',
  usage: { input_tokens: 3, output_tokens: 1 },
}

/** A whole message of Anthropic's. */
export const message = (text: string) => (): Response =>
  Response.json({ ...envelope, content: [{ type: 'text', text }], stop_reason: 'end_turn' })

/** Events as a stream of server-sent events. */
export const eventStream =
  (events: readonly (object | string)[], named = false) =>
  (): Response =>
    new Response(
      events
        .map((event) => {
          const data = typeof event === 'string' ? event : JSON.stringify(event)
          const name = named ? `event: ${(event as { readonly type: string }).type}\n` : ''
          return `${name}data: ${data}\n\n`
        })
        .join(''),
      { headers: { 'content-type': 'text/event-stream' } },
    )

/** A refusal in OpenAI's words. */
export const refusal =
  (status: number, error: object = { message: 'no', type: 't', param: null, code: null }) =>
  (): Response =>
    Response.json({ error }, { status, headers: { 'x-request-id': `req_${status}` } })
