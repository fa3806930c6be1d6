/** What may go wrong with a call. */
export const faults = [
  'server',
  'overloaded',
  'rate-limit',
  'auth',
  'unreachable',
  'silent',
  'not-json',
  'cut-early',
  'cut-late',
  'stalled',
] as const
export type Fault = (typeof faults)[number]

/** A prompt that every vendor refuses. */
export const wrongPrompt = 'a prompt that no vendor takes'

const refusals: Readonly<Record<string, number>> = {
  server: 500,
  overloaded: 503,
  'rate-limit': 429,
  auth: 401,
  wrong: 400,
}

/** The response of a vendor that refuses; undefined when it does not. */
export function refusal(what: Fault | 'wrong' | undefined): Response | undefined {
  const status = what === undefined ? undefined : refusals[what]
  if (status === undefined) return undefined
  const code = what === 'wrong' ? 'unsupported_value' : undefined
  const error = { message: 'no', type: what === 'wrong' ? 'invalid_request_error' : 'error', code }
  const headers = what === 'rate-limit' ? { 'retry-after-ms': '150' } : {}
  return Response.json({ error }, { status, headers })
}

const whole = JSON.stringify({
  id: 'answer',
  object: 'chat.completion',
  created: 0,
  model: 'model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
})

/** The answer to a call that does not stream. */
export function wholeAnswer(fault: Fault | undefined): Response {
  const headers = { 'content-type': 'application/json' }
  if (fault === 'not-json') return new Response('<html>not here</html>', { headers })
  return new Response(fault === undefined ? whole : whole.slice(0, 100), { headers })
}

const encoder = new TextEncoder()
const eventOf = (delta: object, finish: string | null = null): Uint8Array => {
  const choices = [{ index: 0, delta, finish_reason: finish }]
  const event = { id: 'answer', object: 'chat.completion.chunk', created: 0, model: 'model', choices }
  return encoder.encode(`data: ${JSON.stringify(event)}\n\n`)
}
const chunks = [
  eventOf({ role: 'assistant', content: '' }),
  ...['one ', 'two ', 'three'].map((content) => eventOf({ content })),
  eventOf({}, 'stop'),
  encoder.encode('data: [DONE]\n\n'),
]
/** How many chunks come in spite of a fault. */
const chunksOf: ReadonlyMap<Fault | undefined, number> = new Map([
  ['not-json', 0],
  ['cut-early', 1],
  ['stalled', 2],
  ['cut-late', 3],
])

/** What a stream sends, chunk by chunk. */
export function streamChunks(fault: Fault | undefined): Uint8Array[] {
  return chunks.slice(0, chunksOf.get(fault) ?? chunks.length)
}
