import type { Expected, Wire } from '../wire.ts'

/** What a sequence is made of. */
export type SequenceOptions = {
  readonly surface: Wire['surface']
  readonly name: string
  readonly body: string
  readonly expected: Expected
}

/** A streamed answer, written by hand. */
export function streamed(options: SequenceOptions): Wire {
  return { ...options, status: 200, stream: true, headers: { 'content-type': 'text/event-stream' } }
}

/** A whole answer, written by hand. */
export function whole({ body, ...options }: Omit<SequenceOptions, 'body'> & { readonly body: object }): Wire {
  const headers = { 'content-type': 'application/json' }
  return { ...options, body: JSON.stringify(body), status: 200, stream: false, headers }
}

/** Unnamed events. An object is written as JSON, a text as it stands. */
export function data(...events: readonly (object | string)[]): string {
  return events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('')
}

/** Events that are named after their type. */
export function named(...events: readonly { readonly type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}

/** What is expected of an answer that is a text. */
export function says(text: string, input?: number, output?: number): Expected {
  return { text, calls: [], finish: ['stop'], usage: usageOf(input, output) }
}

/** What is expected of an answer that calls tools. */
export function calls(list: readonly string[], input?: number, output?: number): Expected {
  return { text: '', calls: list, finish: ['tool-calls'], usage: usageOf(input, output) }
}

function usageOf(input: number | undefined, output: number | undefined): { input?: number; output?: number } {
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }
}
